import { availableOf, type StockLevel } from './network.ts';

/** What can be promised, as the planner asks for it: pieces available per node that keeps the SKU. A node that is absent has none. */
export type StockView = { availableAt(sku: string): ReadonlyMap<string, number> };

const NOWHERE: ReadonlyMap<string, number> = new Map();

/** Levels with nothing available are left out. */
export const stockViewOf = (levels: Iterable<StockLevel>): StockView => {
  const bySku = new Map<string, Map<string, number>>();
  for (const level of levels) {
    const available = availableOf(level);
    if (available === 0) continue;
    const nodes = bySku.get(level.sku) ?? new Map<string, number>();
    nodes.set(level.node, available);
    bySku.set(level.sku, nodes);
  }
  return { availableAt: (sku) => bySku.get(sku) ?? NOWHERE };
};
