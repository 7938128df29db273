import type { Order } from '../order/order.ts';
import { availableOf, type StockLevel } from './network.ts';
import { goodsOf } from './plan-request.ts';

export type Kept = { readonly sku: string; readonly node: string; readonly quantity: number };

/** States in which nothing is planned: what is kept now is taken over by the plan. */
const UNPLANNED: readonly Order['lifecycle']['state'][] = ['PLACED', 'SCREENING', 'ON_HOLD', 'CONFIRMED'];

export const canLock = ({ lifecycle: { state } }: Order): boolean => UNPLANNED.includes(state);

const quantitiesOf = (order: Order): Map<string, number> => {
  const sums = new Map<string, number>();
  for (const { sku, quantity } of goodsOf(order)) sums.set(sku, (sums.get(sku) ?? 0) + quantity);
  return sums;
};

/** Of one SKU: from as few nodes as can be, the fullest first. Null: there are not enough. */
const keptOf = (sku: string, quantity: number, levels: readonly StockLevel[]): Kept[] | null => {
  const fullest = levels
    .filter((level) => level.sku === sku && availableOf(level) > 0)
    .sort((a, b) => availableOf(b) - availableOf(a) || (a.node < b.node ? -1 : 1));
  const kept: Kept[] = [];
  let left = quantity;
  for (const level of fullest) {
    const taken = Math.min(left, availableOf(level));
    if (taken > 0) kept.push({ sku, node: level.node, quantity: taken });
    left -= taken;
  }
  return left > 0 ? null : kept;
};

/** Where stock is kept for an order that has no plan yet; `missing` are SKUs of which there is not enough: of them nothing is kept. */
export const stockToKeep = (order: Order, levels: readonly StockLevel[]) => {
  const found = [...quantitiesOf(order)].map(([sku, quantity]) => ({ sku, kept: keptOf(sku, quantity, levels) }));
  return {
    kept: found.flatMap(({ kept }) => kept ?? []),
    missing: found.flatMap(({ sku, kept }) => (kept === null ? [sku] : [])),
  };
};
