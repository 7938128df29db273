import * as z from 'zod';
import { Instant } from '../time.ts';

/** What operators edit. A kind is one schema, one way of testing, and one reader at run time. */
export const CATALOG_KINDS = [
  'mapping',
  'attribute-set',
  'enhancement',
  'semantic-link',
  'remark-policy',
  'intent-model',
  'policy',
  'history-source',
  'reaction',
  'service',
  'subscription',
  'follow-up',
  'bundle',
  'sla',
  'presale',
] as const;
export const CatalogKind = z.enum(CATALOG_KINDS);
export type CatalogKind = z.infer<typeof CatalogKind>;

export const DocumentId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, 'small letters, digits and dashes, as in tiktok-shop');

/** Traffic that is marked, usually by a test: `x-traffic-color` on a push. */
export const Color = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'small letters, digits and dashes, as in blue');

/**
 * When a trial ends itself: `minOrders` were read both ways, and of them at least this many of a hundred more were held, flagged or
 * failed by the new version than by the old.
 */
export const RollbackRule = z.strictObject({
  minOrders: z.number().int().min(1).default(50),
  heldPoints: z.number().min(0).max(100).default(2),
  flaggedPoints: z.number().min(0).max(100).default(5),
  failedPoints: z.number().min(0).max(100).default(0.5),
});
export type RollbackRule = z.infer<typeof RollbackRule>;

export const VERSION_STATES = ['DRAFT', 'ON_TRIAL', 'RELEASED', 'RETIRED', 'ROLLED_BACK'] as const;

/** Who did what with a version, when and why. */
export const VersionStep = z.object({
  state: z.enum(VERSION_STATES),
  by: z.string(),
  at: Instant,
  why: z.string(),
});
export type VersionStep = z.infer<typeof VersionStep>;

export const DocumentVersion = z.object({
  kind: CatalogKind,
  id: DocumentId,
  version: z.number().int().positive(),
  state: z.enum(VERSION_STATES),
  /** The newest last. */
  history: z.array(VersionStep),
});
export type DocumentVersion = z.infer<typeof DocumentVersion>;

/** To whom a version is released before all: one colour, or a share of the orders. */
export const Audience = z.union([z.strictObject({ color: Color }), z.strictObject({ share: z.number().gt(0).lt(1) })]);
export type Audience = z.infer<typeof Audience>;

export const Trial = z.object({
  version: z.number().int().positive(),
  to: Audience,
  since: Instant,
  rollback: RollbackRule,
});
export type Trial = z.infer<typeof Trial>;

/** What is obeyed now: one version by all, and perhaps another on trial. */
export const Release = z.object({
  version: z.number().int().positive(),
  trial: Trial.nullable(),
  /** The one before, to go back to. */
  previous: z.number().int().positive().nullable(),
  /** Stored orders were migrated to this version: no older one decides about them any more. Absent: never. */
  floor: z.number().int().positive().optional(),
});
export type Release = z.infer<typeof Release>;

/** A release that cannot be done: names the version and the cure. */
export class ReleaseRefused extends Error {
  override name = 'ReleaseRefused';
}

export type Released = {
  readonly release: Release;
  /** What becomes of which version. */
  readonly states: readonly { readonly version: number; readonly state: DocumentVersion['state'] }[];
};

/** What is known of a version that is to be released. */
export type Judgement = {
  /** How many of the document's own tests failed. */
  readonly failedTests: number;
  readonly rollback: RollbackRule;
  readonly now: Instant;
  /** It changes stored orders. */
  readonly migrates?: boolean;
};

/**
 * Releases a tested version: to an audience first, or to all.
 * @throws ReleaseRefused
 */
export const releaseVersion = (
  current: Release | null,
  version: number,
  to: Audience | 'ALL',
  { failedTests, rollback, now, migrates = false }: Judgement,
): Released => {
  if (failedTests > 0)
    throw new ReleaseRefused(`version ${version}: ${failedTests} of its own tests fail; correct them and put it again`);
  if (current?.version === version && !current.trial)
    throw new ReleaseRefused(`version ${version}: it is released already`);
  if (to === 'ALL' || current === null) {
    if (to !== 'ALL')
      throw new ReleaseRefused(`version ${version}: nothing is released to compare it with; release it to all`);
    return releasedToAll(current, version, migrates);
  }
  if (migrates)
    throw new ReleaseRefused(
      `version ${version}: it migrates stored orders, which are of no colour or share; release it to all`,
    );
  if (current.version === version)
    throw new ReleaseRefused(`version ${version}: all have it; roll the trial back instead`);
  const ended = current.trial && current.trial.version !== version ? current.trial.version : null;
  return {
    release: {
      ...current,
      trial: { version, to, since: current.trial?.version === version ? current.trial.since : now, rollback },
    },
    states: [
      { version, state: 'ON_TRIAL' },
      ...(ended === null ? [] : [{ version: ended, state: 'RETIRED' as const }]),
    ],
  };
};

const releasedToAll = (current: Release | null, version: number, migrates: boolean): Released => {
  const trial = current?.trial?.version ?? null;
  const floor = migrates ? version : current?.floor;
  const retired = [current?.version ?? null, trial].filter((each) => each !== null && each !== version) as number[];
  return {
    release: {
      version,
      trial: null,
      previous: current && current.version !== version ? current.version : (current?.previous ?? null),
      ...(floor === undefined ? {} : { floor }),
    },
    states: [{ version, state: 'RELEASED' }, ...retired.map((each) => ({ version: each, state: 'RETIRED' as const }))],
  };
};

/** Ends a trial, or goes back to the version before. @throws ReleaseRefused when there is neither */
export const rollBack = (current: Release): Released & { readonly from: number; readonly to: number } => {
  if (current.trial)
    return {
      release: { ...current, trial: null },
      states: [{ version: current.trial.version, state: 'ROLLED_BACK' }],
      from: current.trial.version,
      to: current.version,
    };
  if (current.previous === null)
    throw new ReleaseRefused(`version ${current.version}: there is no earlier version to go back to; release another`);
  if (current.previous < (current.floor ?? 0))
    throw new ReleaseRefused(
      `version ${current.version}: stored orders were migrated to version ${current.floor}; put a new version instead of going back`,
    );
  return {
    release: { ...current, version: current.previous, trial: null, previous: null },
    states: [
      { version: current.version, state: 'ROLLED_BACK' },
      { version: current.previous, state: 'RELEASED' },
    ],
    from: current.version,
    to: current.previous,
  };
};
