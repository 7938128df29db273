import { createHash } from 'node:crypto';
import type { CompiledAttributeSet } from '#domain/channel/compile-attribute-set.ts';
import type { CompiledMapping, MappingContext, Normalized } from '#domain/channel/compile-mapping.ts';
import { type DescribedOrder, describeOrder } from '#domain/channel/describe-order.ts';
import { canonical } from '#domain/order/merge.ts';
import type { ChannelOrder } from '#domain/order/order.ts';
import { attributesOf, type FoundRecords, factsOf, type MetaModel } from '#domain/order/order-attributes.ts';
import type { CatalogKind, Release } from '#domain/workbench/catalog-document.ts';
import { type BothWays, counted, type Reading, verdictOn } from '#domain/workbench/release-watch.ts';
import { now } from './clock.ts';
import type { Chosen } from './document-library.ts';
import { dynamoCatalogStore } from './dynamo-catalog-store.ts';
import { findRecords } from './dynamo-record-store.ts';
import type { ChosenMapping } from './mapping-library.ts';
import type { ChosenMetaModel } from './meta-model-library.ts';
import { logger } from './observability.ts';
import { rollBackDocument } from './release-document.ts';

const KIND = 'mapping';

const FAILED: Reading = { held: false, flagged: false, failed: true };

const readingOf = ({ order, problems }: Normalized): Reading => ({
  held: order.holds.length > 0,
  flagged: problems.length > 0 || order.conflicts.length > 0,
  failed: false,
});

const attempt = async (mapping: CompiledMapping, payload: unknown, context: MappingContext) => {
  try {
    return await mapping.normalize(payload, context);
  } catch (error) {
    return error as Error;
  }
};

const digest = (result: Normalized | Error): string =>
  result instanceof Error
    ? result.message
    : createHash('sha256')
        .update(canonical({ order: { ...result.order, mappingVersion: '' }, person: result.person }))
        .digest('hex');

const bothWays = (before: Normalized | Error, after: Normalized | Error): BothWays => ({
  differs: digest(before) !== digest(after),
  before: before instanceof Error ? FAILED : readingOf(before),
  after: after instanceof Error ? FAILED : readingOf(after),
});

/** Counts an order read both ways; a trial that does worse than its document allows is rolled back. A failure is nobody's. */
export const noteTrial = async (kind: CatalogKind, id: string, { trial }: Release, ways: BothWays): Promise<void> => {
  if (!trial) return;
  try {
    const sums = await dynamoCatalogStore.compare(kind, id, trial.version, counted(ways));
    const verdict = verdictOn(sums, trial.rollback);
    if (verdict === null) return;
    logger.warn('trial ended by its own threshold', { kind, id, version: trial.version, verdict });
    await rollBackDocument(kind, id, { by: 'system:trial-watch', at: now(), why: verdict });
  } catch (error) {
    logger.warn('trial not noted', { kind, id, error: error as Error });
  }
};

/**
 * Reads the payload by the chosen mapping. On trial it is read by the old one too, silently: the two are counted beside each other,
 * and a trial that does worse than its document allows is rolled back.
 * @throws what the chosen mapping throws
 */
export const watchTrial = async (
  chosen: ChosenMapping,
  payload: unknown,
  context: MappingContext,
): Promise<Normalized> => {
  const { mapping, comparedWith } = chosen;
  if (!comparedWith) return mapping.normalize(payload, context);
  const [after, before] = await Promise.all([
    attempt(mapping, payload, context),
    attempt(comparedWith, payload, context),
  ]);
  await noteTrial(KIND, mapping.id, chosen.released.release, bothWays(before, after));
  if (after instanceof Error) throw after;
  return after;
};

/**
 * Describes a mapped order by the chosen attribute set. On trial the old one describes it too, silently, and the two are counted beside
 * each other as with mappings.
 */
export const watchSetTrial = async (
  mapped: Normalized,
  chosen: Chosen<CompiledAttributeSet> | null,
): Promise<DescribedOrder> => {
  const after = describeOrder(mapped, chosen?.document ?? null);
  if (!chosen?.comparedWith) return after;
  const before = describeOrder(mapped, chosen.comparedWith);
  await noteTrial('attribute-set', chosen.document.id, chosen.released.release, bothWays(before, after));
  return after;
};

/** A pack or a link holds nothing and fails nothing: what differs is counted, for a person to judge. */
const QUIET: Reading = { held: false, flagged: false, failed: false };

/** What packs and links on trial make of an order, counted beside what the versions before them do. */
export const watchMetaModelTrials = async (
  view: ChannelOrder,
  { meta, records }: { readonly meta: ChosenMetaModel; readonly records: FoundRecords },
): Promise<void> => {
  const said = (model: MetaModel, found: FoundRecords): string => {
    const { attributes, tags = [] } = attributesOf(view, undefined, found, model);
    return canonical({ attributes, tags: tags.map(({ tag, link }) => `${link}:${tag}`) });
  };
  for (const { kind, id, release, before } of meta.trials) {
    const known = kind === 'enhancement' ? await findRecords(before.packs, factsOf(view)) : records;
    const differs = said(meta, records) !== said(before, known);
    await noteTrial(kind, id, release, { differs, before: QUIET, after: QUIET });
  }
};
