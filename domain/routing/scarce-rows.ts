import type { PreparedNetwork } from './prepared-network.ts';
import type { ShadowPrices } from './shadow-prices.ts';
import { type StockView, stockColumns } from './stock-view.ts';

const HOURS_A_DAY = 24;

/** Numbers the rows of what may be scarce: pieces of a SKU at a node, parcels of a node in an hour. */
export class ScarceRows {
  count = 0;
  readonly #stock = new Map<string, Int32Array>();
  readonly #hours = new Map<number, Int32Array>();
  readonly #network: PreparedNetwork;
  readonly #laidIn: StockView;

  /** @param laidIn where SKUs are kept at all */
  constructor(network: PreparedNetwork, laidIn: StockView) {
    this.#network = network;
    this.#laidIn = laidIn;
  }

  /** By index of node; −1 where the SKU is not kept. */
  stockRows(sku: string): Int32Array {
    const known = this.#stock.get(sku);
    if (known) return known;
    const rows = new Int32Array(this.#network.nodes.length).fill(-1);
    for (const node of stockColumns(this.#laidIn, sku, this.#network.nodeIndex).nodes) {
      rows[node] = this.count;
      this.count += 1;
    }
    this.#stock.set(sku, rows);
    return rows;
  }

  /** By index of node. */
  hourRows(hour: number): Int32Array {
    const known = this.#hours.get(hour);
    if (known) return known;
    const rows = Int32Array.from(this.#network.nodes, (_, node) => this.count + node);
    this.count += rows.length;
    this.#hours.set(hour, rows);
    return rows;
  }

  /** What there is of each row now; a day's capacity is spread evenly over its hours. */
  supplyOf(stock: StockView): Float64Array {
    const supply = new Float64Array(this.count);
    for (const [sku, rows] of this.#stock) {
      const { nodes, available } = stockColumns(stock, sku, this.#network.nodeIndex);
      nodes.forEach((node, at) => {
        const row = rows[node] as number;
        if (row >= 0) supply[row] = available[at] as number;
      });
    }
    for (const rows of this.#hours.values())
      rows.forEach((row, node) => {
        supply[row] = (this.#network.nodes[node]?.dailyCapacity ?? 0) / HOURS_A_DAY;
      });
    return supply;
  }

  /** Prices by row, as the planner asks for them. */
  priced(prices: Float64Array): ShadowPrices {
    const columnOf = (rows: Int32Array): Float64Array => Float64Array.from(rows, (row) => prices[row] ?? 0);
    const stock = new Map([...this.#stock].map(([sku, rows]) => [sku, columnOf(rows)]));
    const hours = new Map([...this.#hours].map(([hour, rows]) => [hour, columnOf(rows)]));
    return { stockPrices: (sku) => stock.get(sku) ?? null, hourPrices: (hour) => hours.get(hour) ?? null };
  }

  /** The same the other way round: by row, 0 where nothing was priced. */
  rowsOf(prices: ShadowPrices): Float64Array {
    const byRow = new Float64Array(this.count);
    const take = (rows: Int32Array, column: Float64Array | null): void =>
      rows.forEach((row, node) => {
        if (row >= 0) byRow[row] = column?.[node] ?? 0;
      });
    for (const [sku, rows] of this.#stock) take(rows, prices.stockPrices(sku));
    for (const [hour, rows] of this.#hours) take(rows, prices.hourPrices(hour));
    return byRow;
  }

  get skus(): Iterable<string> {
    return this.#stock.keys();
  }

  get hours(): Iterable<number> {
    return this.#hours.keys();
  }
}
