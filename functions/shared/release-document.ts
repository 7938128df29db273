import { happened } from '#domain/event.ts';
import type { Instant } from '#domain/time.ts';
import {
  type Audience,
  type CatalogKind,
  type Release,
  type Released,
  releaseVersion,
  rollBack,
} from '#domain/workbench/catalog-document.ts';
import { failedOf, KINDS, testDocument } from '#domain/workbench/catalog-kinds.ts';
import { DocumentNotFound } from '#domain/workbench/catalog-store.ts';
import { DocumentReleased, DocumentRolledBack } from '#domain/workbench/events.ts';
import { nextUlid } from './clock.ts';
import { dynamoCatalogStore } from './dynamo-catalog-store.ts';

export type Deed = { readonly by: string; readonly at: Instant; readonly why: string };

const runtimeText = async (kind: CatalogKind, id: string, version: number): Promise<unknown> => {
  const { document } = await dynamoCatalogStore.version(kind, id, version);
  return KINDS[kind].runtime(KINDS[kind].parse(document));
};

const textsOf = async (kind: CatalogKind, id: string, { version, trial }: Release) => ({
  document: await runtimeText(kind, id, version),
  trialDocument: trial ? await runtimeText(kind, id, trial.version) : null,
});

const occasion = (at: Instant) => ({ at, orderId: null, causedBy: null, traceId: nextUlid(), color: 'default' });

type Decision = { readonly before: Release | null; readonly decided: Released };

const commit = async (
  kind: CatalogKind,
  id: string,
  { before, decided }: Decision,
  step: Deed,
  event: Parameters<typeof dynamoCatalogStore.commit>[0]['event'],
): Promise<Release> => {
  const texts = await textsOf(kind, id, decided.release);
  await dynamoCatalogStore.commit({ kind, id, before, decided, texts, step, event });
  return decided.release;
};

/** What a document has to get along with: the others of its kind that are obeyed, where the kind asks. */
export const releasedBeside = async (kind: CatalogKind): Promise<readonly unknown[]> => {
  if (!KINDS[kind].among) return [];
  const listed = (await dynamoCatalogStore.list(kind)).filter(({ release }) => release !== null);
  const found = await Promise.all(listed.map(({ id }) => dynamoCatalogStore.release(kind, id)));
  return found.flatMap((each) => (each ? [each.document] : []));
};

/**
 * Tests a version and releases it, to all or to an audience first.
 * @throws DocumentNotFound, ReleaseRefused, ReleaseConflict
 */
export const releaseDocument = async (
  kind: CatalogKind,
  id: string,
  version: number,
  to: Audience | 'ALL',
  step: Deed,
): Promise<Release> => {
  const { document } = await dynamoCatalogStore.version(kind, id, version);
  const before = (await dynamoCatalogStore.release(kind, id))?.release ?? null;
  const failedTests = failedOf(await testDocument(kind, document, await releasedBeside(kind)));
  const rollback = KINDS[kind].rollbackOf(KINDS[kind].parse(document));
  const decided = releaseVersion(before, version, to, { failedTests, rollback, now: step.at });
  const facts = { kind, id, version, to, by: step.by, why: step.why };
  const event = happened(DocumentReleased, occasion(step.at), facts, nextUlid);
  return commit(kind, id, { before, decided }, step, event);
};

/** Ends the trial, or goes back to the version before. @throws DocumentNotFound, ReleaseRefused, ReleaseConflict */
export const rollBackDocument = async (kind: CatalogKind, id: string, step: Deed): Promise<Release> => {
  const current = await dynamoCatalogStore.release(kind, id);
  if (!current) throw new DocumentNotFound(kind, id);
  const { from, to, ...decided } = rollBack(current.release);
  const facts = { kind, id, from, to, by: step.by, why: step.why };
  const event = happened(DocumentRolledBack, occasion(step.at), facts, nextUlid);
  return commit(kind, id, { before: current.release, decided }, step, event);
};
