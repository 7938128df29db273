import { laterOf } from '../time.ts';
import type { MappedOrder, Normalized } from './compile-mapping.ts';
import { conflictsFrom } from './mapping-verdict.ts';

/**
 * What a mapping read, as history: nothing can wait for an answer any more, so what would hold a living order is flagged instead, and
 * nothing is dropped.
 */
export const asHistory = (normalized: Normalized): Normalized => {
  const { order, problems } = normalized;
  const holding = problems.filter(({ hold }) => hold !== null).map((problem) => ({ ...problem, hold: null }));
  const since = order.saidAt.status ?? order.placedAt;
  const chosenBy = `mapping/${order.channel}@${order.mappingVersion}`;
  const conflicts = [...order.conflicts, ...conflictsFrom(holding, since, chosenBy)];
  return { ...normalized, order: { ...order, holds: [], conflicts } };
};

/** When the order was last heard of: of several exports of one order the later counts. */
export const lastSaid = ({ saidAt, placedAt }: Pick<MappedOrder, 'saidAt' | 'placedAt'>) =>
  Object.values(saidAt).reduce((latest, each) => laterOf(latest, each), placedAt);
