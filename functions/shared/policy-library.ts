import type { Release } from '#domain/workbench/catalog-document.ts';
import type { Facts } from '#domain/workbench/cell-value.ts';
import { type CompiledPolicy, compilePolicy, type Verdict, verdictsOf } from '#domain/workbench/policy.ts';
import type { PolicyUseName } from '#domain/workbench/policy-uses.ts';
import { type Decided, versionFor } from '#domain/workbench/release-choice.ts';
import { dynamoCatalogStore } from './dynamo-catalog-store.ts';
import { logger } from './observability.ts';
import { releasedOfKind } from './released.ts';
import { noteTrial } from './trial-watch.ts';

const KIND = 'policy';

const compiled = new Map<string, Promise<CompiledPolicy>>();

/** Read and compiled once per version. */
const policyAt = (id: string, version: number): Promise<CompiledPolicy> => {
  const key = `${id}@${version}`;
  const known = compiled.get(key);
  if (known) return known;
  const made = dynamoCatalogStore.version(KIND, id, version).then(({ document }) => compilePolicy(document, version));
  compiled.set(key, made);
  made.catch(() => compiled.delete(key));
  return made;
};

export type Asking = Omit<Decided, 'pinned'> & {
  readonly pinned: Readonly<Record<string, string>>;
  /** Nothing will come of it: it does not count in the comparison of a trial. */
  readonly rehearsal?: boolean;
};

export const pinOf = (id: string): string => `${KIND}/${id}`;

const choose = async (id: string, release: Release, { pinned, ...asking }: Asking) => {
  const before = pinned[pinOf(id)];
  const version = versionFor(release, { ...asking, pinned: before === undefined ? null : Number(before) });
  const policy = await policyAt(id, version);
  const isTrial = version === release.trial?.version;
  return { policy, release, comparedWith: isTrial ? await policyAt(id, release.version) : null };
};

type Chosen = Awaited<ReturnType<typeof choose>>;

const QUIET = { held: false, flagged: false, failed: false };

/** What it says; null when what it works out may not be said: then it has no say. */
const ask = <Use extends PolicyUseName>(policy: CompiledPolicy, facts: Facts): Verdict<Use>[] | null => {
  try {
    return verdictsOf<Use>(policy, facts);
  } catch (error) {
    logger.warn('policy has no say', { policy: policy.id, version: policy.version, error: error as Error });
    return null;
  }
};

/** On trial, the version before is asked too, silently: the two are counted beside each other. */
const compare = async ({ policy, release, comparedWith }: Chosen, facts: Facts): Promise<void> => {
  if (!comparedWith) return;
  const [after, before] = [policy, comparedWith].map((each) => ask(each, facts));
  const saidBy = (verdicts: typeof after) => JSON.stringify(verdicts?.map((each) => each.says) ?? null);
  await noteTrial(KIND, policy.id, release, {
    differs: saidBy(before) !== saidBy(after),
    before: { ...QUIET, failed: before === null },
    after: { ...QUIET, failed: after === null },
  });
};

/** Asks every released policy of a use about some facts: what they say, and the versions asked. @throws what the catalog's table throws */
export const askPolicies = async <Use extends PolicyUseName>(use: Use, facts: Facts, asking: Asking) => {
  const released = await releasedOfKind(KIND);
  const chosen = await Promise.all(released.map(({ id, release }) => choose(id, release, asking)));
  const asked = chosen
    .filter(({ policy }) => policy.use === use)
    .sort((a, b) => a.policy.rank - b.policy.rank || (a.policy.id < b.policy.id ? -1 : 1));
  if (!asking.rehearsal) await Promise.all(asked.map((each) => compare(each, facts)));
  return {
    verdicts: asked.flatMap(({ policy }) => ask<Use>(policy, facts) ?? []),
    pinned: Object.fromEntries(asked.map(({ policy }) => [pinOf(policy.id), String(policy.version)])),
  };
};
