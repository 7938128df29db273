import { type Demand, demandOf } from './demand.ts';
import { grown } from './grown-column.ts';
import { ParcelColumns } from './parcel-columns.ts';
import type { PlanRequest } from './plan.ts';
import type { PreparedNetwork } from './prepared-network.ts';
import { ScarceRows } from './scarce-rows.ts';
import { hourOf } from './shadow-prices.ts';
import type { StockView } from './stock-view.ts';

/** Sources looked at for each line of an order, and for all of it at once: prices seldom make a dearer one the cheapest. */
const SOURCES = 12;
const CANNOT = Number.POSITIVE_INFINITY;

const cheapest = (
  options: readonly number[],
  lines: readonly number[],
  costOf: (option: number, lines: readonly number[]) => number,
): number[] =>
  options
    .filter((option) => costOf(option, lines) < CANNOT)
    .sort((a, b) => costOf(a, lines) - costOf(b, lines))
    .slice(0, SOURCES);

/**
 * Orders as columns, with the sources each could come from and what that costs before any price: what a solver of prices asks again and again.
 * Order o has lines `firstLine[o] …` and sources `firstSource[o] …`; the cells of a source, one per line, begin at `firstCell[source]`.
 */
export class ExpectedOrders {
  count = 0;
  readonly rows: ScarceRows;
  firstLine = new Int32Array(1025);
  firstSource = new Int32Array(1025);
  quantity = new Float64Array(2048);
  baseCost = new Float64Array(8192);
  hourRow = new Int32Array(8192);
  firstCell = new Int32Array(8192);
  lineCost = new Float64Array(16384);
  stockRow = new Int32Array(16384);
  readonly #network: PreparedNetwork;
  readonly #stock: StockView;
  readonly #columns: ParcelColumns;
  #cells = 0;

  constructor(network: PreparedNetwork, stock: StockView) {
    this.#network = network;
    this.#stock = stock;
    this.#columns = new ParcelColumns(network);
    this.rows = new ScarceRows(network, stock);
  }

  /** Leaves out what the network does not know. */
  add(request: PlanRequest): void {
    const demand = demandOf(request, this.#network);
    if (!demand) return;
    // All of them: what is outbid now may be the best once prices have changed.
    this.#columns.collect(demand, this.#stock, true);
    const line = this.firstLine[this.count] as number;
    const source = this.firstSource[this.count] as number;
    this.#makeRoom(demand.lines.length);
    demand.lines.forEach(({ quantity }, at) => {
      this.quantity[line + at] = quantity;
    });
    const chosen = this.#chosen();
    chosen.forEach((option, at) => {
      this.#addSource(source + at, option, demand);
    });
    this.count += 1;
    this.firstLine[this.count] = line + demand.lines.length;
    this.firstSource[this.count] = source + chosen.length;
  }

  #addSource(source: number, option: number, { lines, startsAtMs }: Demand): void {
    const columns = this.#columns;
    const node = columns.node[option] as number;
    this.baseCost[source] = columns.baseCost[option] as number;
    this.hourRow[source] = this.rows.hourRows(hourOf(startsAtMs))[node] as number;
    this.firstCell[source] = this.#cells;
    lines.forEach(({ sku }, line) => {
      const row = this.rows.stockRows(sku)[node] as number;
      this.stockRow[this.#cells] = row;
      // A substitute stands in for what is not kept there: not what is priced here.
      this.lineCost[this.#cells] = row < 0 ? CANNOT : (columns.lineCost[option * lines.length + line] as number);
      this.#cells += 1;
    });
  }

  /** The cheapest option of each node, and of nodes those among the cheapest for a line or for everything. */
  #chosen(): number[] {
    const { count, lineCount, holder, baseCost, lineCost } = this.#columns;
    const best = new Map<number, { readonly option: number; readonly cost: number }>();
    for (let option = 0; option < count; option += 1) {
      let cost = baseCost[option] as number;
      for (let cell = option * lineCount; cell < (option + 1) * lineCount; cell += 1)
        if ((lineCost[cell] as number) < CANNOT) cost += lineCost[cell] as number;
      const row = holder[option] as number;
      const known = best.get(row);
      if (!known || cost < known.cost) best.set(row, { option, cost });
    }
    const options = [...best.values()].map(({ option }) => option);
    if (options.length <= SOURCES) return options;
    const costOf = (option: number, lines: readonly number[]): number =>
      lines.reduce((sum, line) => sum + (lineCost[option * lineCount + line] as number), baseCost[option] as number);
    const all = Array.from({ length: lineCount }, (_, line) => line);
    return [...new Set([all, ...all.map((line) => [line])].flatMap((lines) => cheapest(options, lines, costOf)))];
  }

  #makeRoom(lines: number): void {
    if (this.count + 2 > this.firstLine.length) {
      this.firstLine = grown(this.firstLine, 2 * this.firstLine.length);
      this.firstSource = grown(this.firstSource, 2 * this.firstSource.length);
    }
    const line = (this.firstLine[this.count] as number) + lines;
    if (line > this.quantity.length) this.quantity = grown(this.quantity, 2 * line);
    const sources = (this.firstSource[this.count] as number) + this.#columns.count;
    if (sources > this.baseCost.length) {
      this.baseCost = grown(this.baseCost, 2 * sources);
      this.hourRow = grown(this.hourRow, 2 * sources);
      this.firstCell = grown(this.firstCell, 2 * sources);
    }
    const cells = this.#cells + this.#columns.count * lines;
    if (cells > this.lineCost.length) {
      this.lineCost = grown(this.lineCost, 2 * cells);
      this.stockRow = grown(this.stockRow, 2 * cells);
    }
  }
}
