import { because, type Change, type Context } from '../order/change.ts';
import { StockUnlocked } from './events.ts';
import type { KeptStock } from './kept-stock.ts';

/** Says that stock kept for an order without a plan goes back; of none, nothing. @param reason a code, as `EXPIRED` */
export const unlocked = (
  change: Change,
  locks: readonly Pick<KeptStock, 'node' | 'sku' | 'quantity'>[],
  reason: string,
  context: Context,
): Change => {
  if (locks.length === 0) return change;
  const lines = locks.map(({ sku, node, quantity }) => ({ sku, node, quantity }));
  return because(change, StockUnlocked, { lines, reason }, {}, context);
};
