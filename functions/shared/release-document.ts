import { lossesBetween, type Rework, reworkBetween } from '#domain/channel/attribute-losses.ts';
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
import { type Defines, failedOf, KINDS, testDocument } from '#domain/workbench/catalog-kinds.ts';
import { DocumentNotFound } from '#domain/workbench/catalog-store.ts';
import { DocumentReleased, DocumentRolledBack } from '#domain/workbench/events.ts';
import type { Migration } from '#domain/workbench/migration.ts';
import { countCarrying, refuseLosses } from './attribute-usage.ts';
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

type Decision = { readonly before: Release | null; readonly decided: Released; readonly migration?: Migration | null };

const commit = async (
  kind: CatalogKind,
  id: string,
  { before, decided, migration = null }: Decision,
  step: Deed,
  event: Parameters<typeof dynamoCatalogStore.commit>[0]['event'],
): Promise<Release> => {
  const texts = await textsOf(kind, id, decided.release);
  await dynamoCatalogStore.commit({ kind, id, before, decided, texts, step, event, migration });
  return decided.release;
};

/** What a document has to get along with: the others of its kind that are obeyed, where the kind asks. */
export const releasedBeside = async (kind: CatalogKind): Promise<readonly unknown[]> => {
  if (!KINDS[kind].among) return [];
  const listed = (await dynamoCatalogStore.list(kind)).filter(({ release }) => release !== null);
  const found = await Promise.all(listed.map(({ id }) => dynamoCatalogStore.release(kind, id)));
  return found.flatMap((each) => (each ? [each.document] : []));
};

/** The fields a kept version defines; null where its kind defines none. */
const definedBy = async (kind: CatalogKind, id: string, version: number): Promise<Defines | null> => {
  const { parse, definesOf } = KINDS[kind];
  if (!definesOf) return null;
  return definesOf(parse((await dynamoCatalogStore.version(kind, id, version)).document));
};

type ReworkOf = Rework & { readonly channel: string };
const NO_REWORK: ReworkOf = { channel: '', migrated: [], indexed: [] };

/**
 * What going to a version asks of stored orders.
 * @param from the versions that decided until now: the one all obey, and the one on trial
 * @throws ReleaseRefused when it would take from orders what they carry
 */
const reworkOf = async (
  kind: CatalogKind,
  id: string,
  { from, to }: { readonly from: readonly number[]; readonly to: number },
): Promise<ReworkOf> => {
  const after = await definedBy(kind, id, to);
  const before = await Promise.all(from.filter((each) => each !== to).map((each) => definedBy(kind, id, each)));
  const rework = { ...NO_REWORK };
  for (const defined of before) {
    if (!defined || !after) continue;
    await refuseLosses(`${kind}/${id}`, to, defined, lossesBetween(defined.fields, after.fields, after.migrations));
    const { migrated, indexed } = reworkBetween(defined.fields, after.fields, after.migrations);
    rework.channel = defined.channel;
    rework.migrated = [...rework.migrated, ...migrated];
    rework.indexed = [...rework.indexed, ...indexed];
  }
  return rework;
};

const versionsIn = (release: Release | null): readonly number[] =>
  release ? [release.version, ...(release.trial ? [release.trial.version] : [])] : [];

const migrationOf = async (version: number, { channel, migrated, indexed }: ReworkOf, at: Instant) => {
  const fields = [...new Set([...migrated, ...indexed])];
  if (fields.length === 0) return null;
  const counted = await countCarrying(channel, fields);
  const expected = counted.isAll ? counted.orders : null;
  const begun = { state: 'RUNNING', startedAt: at, updatedAt: at, orders: 0, changed: 0, dropped: 0 } as const;
  return { version, channel, fields, ...begun, expected } satisfies Migration;
};

/**
 * Tests a version and releases it, to all or to an audience first. What it changes about stored orders begins with it.
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
  const rework = await reworkOf(kind, id, { from: versionsIn(before), to: version });
  const migrates = rework.migrated.length > 0;
  const decided = releaseVersion(before, version, to, { failedTests, rollback, now: step.at, migrates });
  const migration = to === 'ALL' ? await migrationOf(version, rework, step.at) : null;
  const facts = { kind, id, version, to, by: step.by, why: step.why };
  const event = happened(DocumentReleased, occasion(step.at), facts, nextUlid);
  return commit(kind, id, { before, decided, migration }, step, event);
};

/** Ends the trial, or goes back to the version before. @throws DocumentNotFound, ReleaseRefused, ReleaseConflict */
export const rollBackDocument = async (kind: CatalogKind, id: string, step: Deed): Promise<Release> => {
  const current = await dynamoCatalogStore.release(kind, id);
  if (!current) throw new DocumentNotFound(kind, id);
  const { from, to, ...decided } = rollBack(current.release);
  // The end of a trial takes nothing away: orders on trial stay on its version.
  if (!current.release.trial) await reworkOf(kind, id, { from: [from], to });
  const facts = { kind, id, from, to, by: step.by, why: step.why };
  const event = happened(DocumentRolledBack, occasion(step.at), facts, nextUlid);
  return commit(kind, id, { before: current.release, decided }, step, event);
};
