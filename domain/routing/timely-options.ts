import type { Demand, DemandLine } from './demand.ts';
import { grown } from './grown-column.ts';
import type { ParcelColumns } from './parcel-columns.ts';
import type { LineSet } from './parcel-fronts.ts';
import type { PreparedNetwork } from './prepared-network.ts';
import { bandOf, RiskBands } from './risk-bands.ts';
import { type StockView, stockColumns } from './stock-view.ts';
import type { TimelyWays } from './timely-ways.ts';

/** Whether an order may be sent from a node. */
export type NodeFilter = (node: number) => boolean;

const CANNOT = Number.POSITIVE_INFINITY;
/** Sets of lines are bits of a number. */
export const MOST_SET_LINES = 31;

/**
 * Collects the options of an order that nothing but stock, tags, promise and prices bear on: nearly every order, and most of its time goes here.
 *
 * Every node that holds something is first looked at as if it had one way that is as good in everything as the best of its ways
 * that are in time. Its ways are looked at only where that could be part of a plan that sending everything by one safer option does not
 * outbid: first those of nodes that hold everything, whose options do the outbidding, then the others. Room is kept from order to order.
 */
export class TimelyOptions {
  readonly #network: PreparedNetwork;
  readonly #columns: ParcelColumns;
  /** Per band of risk the cheapest way found to send everything by one option. */
  readonly #wholes = new RiskBands();
  /** Nodes that hold something, a row each, and the lines that they hold. */
  #rows = 0;
  #nodes = new Int32Array(256);
  #sets = new Int32Array(256);
  /** Per row the least base cost, cost per kg and risk among its ways in time. */
  #bestBase = new Float64Array(256);
  #bestPerKg = new Float64Array(256);
  #bestRisk = new Float64Array(256);
  readonly #rowOf: Int32Array;
  #lineCount = 0;
  #all: LineSet = 0;
  #anyTags = 0;
  readonly #kg = new Float64Array(MOST_SET_LINES);
  readonly #tags = new Int32Array(MOST_SET_LINES);
  readonly #quantity = new Float64Array(MOST_SET_LINES);
  /** Prices a piece by node; null where a line's goods are not scarce. */
  readonly #scarcity: (Float64Array | null)[] = [];
  #parcelPrices: Float64Array | null = null;
  /** No option carries the line for less, and no parcel costs less before its lines. */
  readonly #leastLine = new Float64Array(MOST_SET_LINES);
  #leastLines = 0;
  #leastBase = 0;

  constructor(network: PreparedNetwork, columns: ParcelColumns) {
    this.#network = network;
    this.#columns = columns;
    this.#rowOf = new Int32Array(network.nodes.length).fill(-1);
  }

  /** Adds them to the columns. */
  collect(demand: Demand, stock: StockView, ways: TimelyWays, mayUse: NodeFilter | null): void {
    this.#noteLines(demand);
    this.#findRows(demand, stock);
    if (mayUse) this.#dropRows(mayUse);
    this.#noteLeast(demand, ways);
    this.#wholes.clear();
    for (let row = 0; row < this.#rows; row += 1) if (this.#sets[row] === this.#all) this.#addWays(row, demand, ways);
    for (let row = 0; row < this.#rows; row += 1) if (this.#sets[row] !== this.#all) this.#addWays(row, demand, ways);
  }

  #noteLines({ lines, prices, parcelPrices }: Demand): void {
    this.#lineCount = lines.length;
    this.#all = 2 ** lines.length - 1;
    this.#anyTags = 0;
    this.#parcelPrices = parcelPrices;
    for (let line = 0; line < lines.length; line += 1) {
      const { quantity, variants } = lines[line] as DemandLine;
      const { sku, kg, tags } = variants[0];
      this.#kg[line] = kg;
      this.#tags[line] = tags;
      this.#quantity[line] = quantity;
      this.#scarcity[line] = prices === null ? null : prices.stockPrices(sku);
      this.#anyTags |= tags;
    }
  }

  #findRows({ lines }: Demand, stock: StockView): void {
    const { nodeIndex, nodeTags } = this.#network;
    const rowOf = this.#rowOf;
    this.#rows = 0;
    for (let line = 0; line < lines.length; line += 1) {
      const { quantity, variants } = lines[line] as DemandLine;
      const { sku, tags } = variants[0];
      const { nodes, available } = stockColumns(stock, sku, nodeIndex);
      this.#makeRoom(this.#rows + nodes.length);
      for (let at = 0; at < nodes.length; at += 1) {
        const node = nodes[at] as number;
        if ((available[at] as number) < quantity || (tags & ~(nodeTags[node] as number)) !== 0) continue;
        let row = rowOf[node] as number;
        if (row < 0) {
          row = this.#rows;
          this.#rows += 1;
          rowOf[node] = row;
          this.#nodes[row] = node;
          this.#sets[row] = 0;
        }
        this.#sets[row] = (this.#sets[row] as number) | (1 << line);
      }
    }
    for (let row = 0; row < this.#rows; row += 1) rowOf[this.#nodes[row] as number] = -1;
  }

  #makeRoom(rows: number): void {
    if (rows <= this.#nodes.length) return;
    this.#nodes = grown(this.#nodes, 2 * rows);
    this.#sets = grown(this.#sets, 2 * rows);
    this.#bestBase = grown(this.#bestBase, 2 * rows);
    this.#bestPerKg = grown(this.#bestPerKg, 2 * rows);
    this.#bestRisk = grown(this.#bestRisk, 2 * rows);
  }

  #dropRows(mayUse: NodeFilter): void {
    let kept = 0;
    for (let row = 0; row < this.#rows; row += 1) {
      const node = this.#nodes[row] as number;
      if (!mayUse(node)) continue;
      this.#nodes[kept] = node;
      this.#sets[kept] = this.#sets[row] as number;
      kept += 1;
    }
    this.#rows = kept;
  }

  /** What a line costs from a node at a price a kilogram, handling and scarcity included. */
  #lineCost(line: number, node: number, handling: number, perKg: number): number {
    const price = this.#scarcity[line] as Float64Array | null;
    const scarcity = price === null ? 0 : (price[node] as number) * (this.#quantity[line] as number);
    return handling + perKg * (this.#kg[line] as number) + scarcity;
  }

  /** Notes what rows are like at best, the least base cost and the least cost of every line; rows from which nothing arrives in time are dropped. */
  #noteLeast(demand: Demand, ways: TimelyWays): void {
    const { lineCost } = this.#network;
    const least = this.#leastLine.fill(CANNOT, 0, this.#lineCount);
    this.#leastBase = CANNOT;
    let kept = 0;
    for (let row = 0; row < this.#rows; row += 1) {
      const node = this.#nodes[row] as number;
      const set = this.#sets[row] as number;
      if (!this.#noteBest(kept, node, demand, ways)) continue;
      const base = this.#bestBase[kept] as number;
      const perKg = this.#bestPerKg[kept] as number;
      if (base < this.#leastBase) this.#leastBase = base;
      for (let left = set; left !== 0; left &= left - 1) {
        const line = 31 - Math.clz32(left & -left);
        const cost = this.#lineCost(line, node, lineCost[node] as number, perKg);
        if (cost < (least[line] as number)) least[line] = cost;
      }
      this.#nodes[kept] = node;
      this.#sets[kept] = set;
      kept += 1;
    }
    this.#rows = kept;
    this.#leastLines = 0;
    for (let line = 0; line < this.#lineCount; line += 1) this.#leastLines += least[line] as number;
  }

  /** What the ways of a node are like at best; whether there are any. */
  #noteBest(row: number, node: number, { inbound, riskBudget }: Demand, ways: TimelyWays): boolean {
    const { start, baseCost, perKgCost } = inbound;
    ways.ready(node);
    let base = CANNOT;
    let perKg = CANNOT;
    let least = CANNOT;
    const end = start[node + 1] as number;
    for (let way = start[node] as number; way < end; way += 1) {
      const risk = ways.risk[way] as number;
      if (risk > riskBudget) continue;
      if (risk < least) least = risk;
      if ((baseCost[way] as number) < base) base = baseCost[way] as number;
      if ((perKgCost[way] as number) < perKg) perKg = perKgCost[way] as number;
    }
    this.#bestBase[row] = base + (this.#parcelPrices?.[node] ?? 0);
    this.#bestPerKg[row] = perKg;
    this.#bestRisk[row] = least;
    return least !== CANNOT;
  }

  /** Adds the ways of a row that could matter, if its node could. */
  #addWays(row: number, { inbound, riskBudget }: Demand, ways: TimelyWays): void {
    const node = this.#nodes[row] as number;
    const set = this.#sets[row] as number;
    const best = bandOf(this.#bestRisk[row] as number);
    const handling = this.#network.lineCost[node] as number;
    if (this.#isOutbid(set, node, this.#bestBase[row] as number, handling, this.#bestPerKg[row] as number, best))
      return;
    const { start, baseCost, perKgCost, tags, transfers } = inbound;
    const parcelPrice = this.#parcelPrices?.[node] ?? 0;
    const end = start[node + 1] as number;
    for (let way = start[node] as number; way < end; way += 1) {
      const risk = ways.risk[way] as number;
      if (risk > riskBudget) continue;
      const carried = this.#anyTags === 0 ? set : this.#carried(set, tags[way] as number);
      if (carried === 0) continue;
      const base = (baseCost[way] as number) + parcelPrice;
      const perKg = perKgCost[way] as number;
      const perLine = transfers === null ? handling : handling + (transfers.lineCost[way] as number);
      if (this.#isOutbid(carried, node, base, perLine, perKg, bandOf(risk))) continue;
      const option = this.#columns.add(-1, node, way, risk, base);
      this.#priceLines(option, carried, node, base, perLine, perKg);
    }
  }

  /** Lines of a set that a way with the tags may carry. */
  #carried(set: LineSet, tags: number): LineSet {
    let carried = set;
    for (let left = set; left !== 0; left &= left - 1) {
      const lowest = left & -left;
      if (((this.#tags[31 - Math.clz32(lowest)] as number) & ~tags) !== 0) carried ^= lowest;
    }
    return carried;
  }

  /**
   * Whether any plan with such an option costs more than to send everything by one that is surely safer. A plan with it is either it alone,
   * or costs beside its base another parcel's, one of its lines at its price and every other line at the least price.
   */
  #isOutbid(set: LineSet, node: number, base: number, perLine: number, perKg: number, band: number): boolean {
    const limit = this.#wholes.leastBelow(band);
    if (limit === CANNOT) return false;
    let whole = base;
    let dearer = CANNOT;
    for (let left = set; left !== 0; left &= left - 1) {
      const line = 31 - Math.clz32(left & -left);
      const cost = this.#lineCost(line, node, perLine, perKg);
      whole += cost;
      const more = cost - (this.#leastLine[line] as number);
      if (more < dearer) dearer = more;
    }
    if (set === this.#all && whole <= limit) return false;
    return base + this.#leastBase + this.#leastLines + dearer > limit;
  }

  #priceLines(option: number, set: LineSet, node: number, base: number, perLine: number, perKg: number): void {
    const { lineCost, risk } = this.#columns;
    const to = option * this.#lineCount;
    let whole = base;
    for (let line = 0; line < this.#lineCount; line += 1) {
      const cost = (set & (1 << line)) === 0 ? CANNOT : this.#lineCost(line, node, perLine, perKg);
      lineCost[to + line] = cost;
      whole += cost;
    }
    if (set === this.#all) this.#wholes.offer(bandOf(risk[option] as number), whole);
  }
}
