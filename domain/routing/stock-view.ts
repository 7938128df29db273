import { availableOf, type StockLevel } from './network.ts';

/** Where one SKU is kept, as columns by ascending node index: `available[i]` pieces at node `nodes[i]`. */
export type StockColumns = { readonly nodes: Int32Array; readonly available: Float64Array };

/** What can be promised, as the planner asks for it: pieces available per node that keeps the SKU. A node that is absent has none. */
export type StockView = {
  availableAt(sku: string): ReadonlyMap<string, number>;
  /** The same by index of node, remembered. A view without it is read by `availableAt`. */
  columnsAt?(sku: string, nodeIndex: ReadonlyMap<string, number>): StockColumns;
};

const NOWHERE: ReadonlyMap<string, number> = new Map();

const columnsOf = (levels: ReadonlyMap<string, number>, nodeIndex: ReadonlyMap<string, number>): StockColumns => {
  const known = [...levels]
    .map(([node, available]): [number, number] => [nodeIndex.get(node) ?? -1, available])
    .filter(([node]) => node >= 0)
    .sort(([a], [b]) => a - b);
  return {
    nodes: Int32Array.from(known, ([node]) => node),
    available: Float64Array.from(known, ([, available]) => available),
  };
};

export const stockColumns = (stock: StockView, sku: string, nodeIndex: ReadonlyMap<string, number>): StockColumns =>
  stock.columnsAt?.(sku, nodeIndex) ?? columnsOf(stock.availableAt(sku), nodeIndex);

/** Remembers columns by SKU for as long as one network is asked for. */
const rememberColumns = (availableAt: StockView['availableAt']): NonNullable<StockView['columnsAt']> => {
  let known = new Map<string, StockColumns>();
  let of: ReadonlyMap<string, number> | null = null;
  return (sku, nodeIndex) => {
    if (of !== nodeIndex) {
      known = new Map();
      of = nodeIndex;
    }
    const remembered = known.get(sku);
    if (remembered) return remembered;
    const columns = columnsOf(availableAt(sku), nodeIndex);
    known.set(sku, columns);
    return columns;
  };
};

/** Levels with nothing available are left out. The view does not change afterwards. */
export const stockViewOf = (levels: Iterable<StockLevel>): StockView => {
  const bySku = new Map<string, Map<string, number>>();
  for (const level of levels) {
    const available = availableOf(level);
    if (available === 0) continue;
    const nodes = bySku.get(level.sku) ?? new Map<string, number>();
    nodes.set(level.node, available);
    bySku.set(level.sku, nodes);
  }
  const availableAt = (sku: string): ReadonlyMap<string, number> => bySku.get(sku) ?? NOWHERE;
  return { availableAt, columnsAt: rememberColumns(availableAt) };
};
