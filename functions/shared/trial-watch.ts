import { createHash } from 'node:crypto';
import type { CompiledMapping, MappingContext, Normalized } from '#domain/channel/compile-mapping.ts';
import { canonical } from '#domain/order/merge.ts';
import { type BothWays, counted, type Reading, verdictOn } from '#domain/workbench/release-watch.ts';
import { now } from './clock.ts';
import { dynamoCatalogStore } from './dynamo-catalog-store.ts';
import type { ChosenMapping } from './mapping-library.ts';
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

const note = async (channel: string, { released }: ChosenMapping, ways: BothWays): Promise<void> => {
  const { release } = released;
  if (!release.trial) return;
  const { version, rollback } = release.trial;
  const sums = await dynamoCatalogStore.compare(KIND, channel, version, counted(ways));
  const verdict = verdictOn(sums, rollback);
  if (verdict === null) return;
  logger.warn('trial ended by its own threshold', { channel, version, verdict });
  await rollBackDocument(KIND, channel, { by: 'system:trial-watch', at: now(), why: verdict });
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
  await note(mapping.id, chosen, bothWays(before, after)).catch((error: Error) =>
    logger.warn('trial not noted', { channel: mapping.id, error }),
  );
  if (after instanceof Error) throw after;
  return after;
};
