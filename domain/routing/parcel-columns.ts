import type { Demand, DemandLine, Variant } from './demand.ts';
import { grown } from './grown-column.ts';
import { capacityOf, lanesOf } from './inbound-lanes.ts';
import { passesStation } from './inspection.ts';
import { LineHolders } from './line-holders.ts';
import type { Lane, NetworkNode } from './network.ts';
import { mayUseLane, mayUseNode, mindsCarriers, mindsNodes } from './permitted-ways.ts';
import { type PreparedNetwork, successWithin } from './prepared-network.ts';
import { bandOf, RiskBands } from './risk-bands.ts';
import { type StockView, stockColumns } from './stock-view.ts';
import { MOST_RISK, type TimelyWays, WAY_STRIDE } from './timely-ways.ts';

const CANNOT = Number.POSITIVE_INFINITY;

/**
 * Every parcel that could be part of a plan of one order, as columns: from node `node[o]` by way `way[o]` of the demand's inbound lanes, with
 * any of the lines whose `lineCost[o × lineCount + line]` is finite. Costs include shadow prices. Room is kept from order to order.
 */
export class ParcelColumns {
  count = 0;
  lineCount = 0;
  node = new Int32Array(1024);
  way = new Int32Array(1024);
  baseCost = new Float64Array(1024);
  /** −ln P(arrives by the deadline). */
  risk = new Float64Array(1024);
  lineCost = new Float64Array(4096);
  /** The row of `holders` that the option's node has. */
  holder = new Int32Array(1024);
  readonly holders: LineHolders;
  readonly #network: PreparedNetwork;
  #lineKg = new Float64Array(16);
  #lineTags = new Int32Array(16);
  #anyTags = 0;
  readonly #taken = new RiskBands();

  constructor(network: PreparedNetwork) {
    this.#network = network;
    this.holders = new LineHolders(network.nodes.length);
  }

  /** Collects the options that alone keep the promise; `complete`: also those that another from the same node makes needless. */
  collect(demand: Demand, stock: StockView, complete: boolean): void {
    this.count = 0;
    this.lineCount = demand.lines.length;
    this.#findHolders(demand, stock);
    this.#taken.clear();
    const { requirements } = demand;
    const chosen = mindsNodes(requirements);
    const mindsStops =
      requirements.inspected || (demand.inbound.transfers !== null && requirements.nodesAvoided.size > 0);
    const all = complete || demand.riskBudget > MOST_RISK || mindsCarriers(requirements) || mindsStops;
    const plain = isPlain(demand);
    const ways = this.#network.timelyWays.within(demand.inbound, demand.deadlineHours);
    for (let row = 0; row < this.holders.count; row += 1) {
      const node = this.holders.nodes[row] as number;
      if (chosen && !mayUseNode(this.#network.nodes[node] as NetworkNode, requirements)) continue;
      if (all) this.#addAll(demand, row, node);
      else this.#addTimely(demand, row, node, plain, ways);
    }
  }

  /** The variant of a line that an option would carry, or null. */
  variantAt(demand: Demand, option: number, line: number): Variant | null {
    const found = this.#cheapest(demand, this.holder[option] as number, this.way[option] as number, line);
    return found < 0 ? null : ((demand.lines[line] as DemandLine).variants[found] as Variant);
  }

  #findHolders(demand: Demand, stock: StockView): void {
    const { nodeIndex, nodeTags } = this.#network;
    this.holders.clear();
    for (let line = 0; line < this.lineCount; line += 1) {
      const { quantity, variants } = demand.lines[line] as DemandLine;
      for (let variant = 0; variant < variants.length; variant += 1) {
        const { sku, tags } = variants[variant] as Variant;
        const columns = stockColumns(stock, sku, nodeIndex);
        this.holders.addAll(columns, quantity, tags, nodeTags, line, variant, this.lineCount);
      }
    }
    this.#noteLines(demand);
  }

  #noteLines({ lines }: Demand): void {
    if (this.#lineKg.length < lines.length) {
      this.#lineKg = new Float64Array(2 * lines.length);
      this.#lineTags = new Int32Array(2 * lines.length);
    }
    this.#anyTags = 0;
    for (let line = 0; line < lines.length; line += 1) {
      const { kg, tags } = (lines[line] as DemandLine).variants[0];
      this.#lineKg[line] = kg;
      this.#lineTags[line] = tags;
      this.#anyTags |= tags;
    }
  }

  #addTimely(demand: Demand, row: number, node: number, plain: boolean, ways: TimelyWays): void {
    const start = ways.startOf(node);
    const end = ways.endOf(node);
    const { values } = ways;
    if (plain && this.lineCount === 1) {
      this.#addOnly(demand, values, start, end, row, node);
      return;
    }
    if (plain) {
      this.#addPlain(demand, values, start, end, row, node);
      return;
    }
    for (let at = start; at < end; at += WAY_STRIDE) {
      const risk = values[at + 2] as number;
      if (risk > demand.riskBudget) return;
      this.#addChecked(demand, row, node, values[at + 3] as number, risk);
    }
  }

  #addAll(demand: Demand, row: number, node: number): void {
    const { inbound, deadlineHours, riskBudget, requirements } = demand;
    const { lanes } = this.#network;
    const end = inbound.start[node + 1] as number;
    for (let way = inbound.start[node] as number; way < end; way += 1) {
      if (!lanesOf(inbound, way).every((lane) => mayUseLane(lanes[lane] as Lane, requirements))) continue;
      if (!this.#mayStop(demand, way)) continue;
      const risk = -Math.log(successWithin(this.#network, inbound, node, way, deadlineHours));
      if (risk <= riskBudget && risk < CANNOT) this.#addChecked(demand, row, node, way, risk);
    }
  }

  /** No node avoided is passed through; a station is, where goods are to be looked at. */
  #mayStop({ inbound, requirements }: Demand, way: number): boolean {
    if (requirements.inspected && !passesStation(inbound, way, this.#network.nodes)) return false;
    const stops = inbound.transfers?.at(way)?.stops ?? [];
    return stops.every(({ node }) => !requirements.nodesAvoided.has((this.#network.nodes[node] as NetworkNode).node));
  }

  #makeRoom(options: number): void {
    const least = this.count + options;
    if (least * this.lineCount > this.lineCost.length) this.lineCost = grown(this.lineCost, 2 * least * this.lineCount);
    if (least <= this.node.length) return;
    this.node = grown(this.node, 2 * least);
    this.way = grown(this.way, 2 * least);
    this.holder = grown(this.holder, 2 * least);
    this.risk = grown(this.risk, 2 * least);
    this.baseCost = grown(this.baseCost, 2 * least);
  }

  #addOption(row: number, node: number, way: number, risk: number, baseCost: number): number {
    this.#makeRoom(1);
    const option = this.count;
    this.count += 1;
    this.node[option] = node;
    this.way[option] = way;
    this.holder[option] = row;
    this.risk[option] = risk;
    this.baseCost[option] = baseCost;
    return option;
  }

  /** All ways of a node that keep the promise; written out, as most of the time goes here. */
  #addPlain(demand: Demand, values: Float64Array, start: number, end: number, row: number, node: number): void {
    this.#makeRoom((end - start) / WAY_STRIDE);
    const { lineCount, lineCost, way, holder, risk, baseCost } = this;
    const { riskBudget, inbound } = demand;
    const handling = this.#network.lineCost[node] as number;
    let option = this.count;
    for (let at = start; at < end; at += WAY_STRIDE) {
      const arrival = values[at + 2] as number;
      if (arrival > riskBudget) break;
      const index = values[at + 3] as number;
      const lacks = this.#anyTags === 0 ? 0 : ~(inbound.tags[index] as number);
      const atStops = inbound.transfers === null ? 0 : (inbound.transfers.lineCost[index] as number);
      if (
        this.#priceLines(row, option * lineCount, handling + atStops, values[at + 1] as number, lacks, lineCost) === 0
      )
        continue;
      this.node[option] = node;
      way[option] = index;
      holder[option] = row;
      risk[option] = arrival;
      baseCost[option] = values[at] as number;
      option += 1;
    }
    this.count = option;
  }

  /** The same where there is one line: nothing that an option surely safer and cheaper beats is taken in. */
  #addOnly(demand: Demand, values: Float64Array, start: number, end: number, row: number, node: number): void {
    this.#makeRoom((end - start) / WAY_STRIDE);
    const { riskBudget, inbound } = demand;
    const handling = this.#network.lineCost[node] as number;
    const kg = this.#lineKg[0] as number;
    for (let at = start; at < end; at += WAY_STRIDE) {
      const risk = values[at + 2] as number;
      if (risk > riskBudget) return;
      const base = values[at] as number;
      const way = values[at + 3] as number;
      const atStops = inbound.transfers === null ? 0 : (inbound.transfers.lineCost[way] as number);
      const line = handling + atStops + (values[at + 1] as number) * kg;
      const band = bandOf(risk);
      if (base + line > this.#taken.leastBelow(band)) continue;
      if ((this.#anyTags & ~(inbound.tags[way] as number)) !== 0) continue;
      this.#taken.offer(band, base + line);
      this.lineCost[this.#addOption(row, node, way, risk, base)] = line;
    }
  }

  /** Prices what a node holds by a way that lacks some tags; how many lines can go. */
  #priceLines(
    row: number,
    from: number,
    handling: number,
    perKg: number,
    lacks: number,
    lineCost: Float64Array,
  ): number {
    const { lineCount } = this;
    const { variants } = this.holders;
    const held = row * lineCount;
    let carried = 0;
    for (let line = 0; line < lineCount; line += 1) {
      if (variants[held + line] === 0 || ((this.#lineTags[line] as number) & lacks) !== 0) {
        lineCost[from + line] = CANNOT;
        continue;
      }
      lineCost[from + line] = handling + perKg * (this.#lineKg[line] as number);
      carried += 1;
    }
    return carried;
  }

  #addChecked(demand: Demand, row: number, node: number, way: number, risk: number): void {
    const parcelPrice = demand.parcelPrices?.[node] ?? 0;
    const option = this.#addOption(row, node, way, risk, (demand.inbound.baseCost[way] as number) + parcelPrice);
    let carries = false;
    for (let line = 0; line < this.lineCount; line += 1) {
      const variant = this.#cheapest(demand, row, way, line);
      carries ||= variant >= 0;
      this.lineCost[option * this.lineCount + line] =
        variant < 0 ? CANNOT : this.#price(demand, node, way, line, variant);
    }
    if (!carries) this.count -= 1;
  }

  #price(demand: Demand, node: number, way: number, line: number, variant: number): number {
    const { quantity, variants } = demand.lines[line] as DemandLine;
    const { sku, kg, penalty } = variants[variant] as Variant;
    const scarcity = demand.prices?.stockPrices(sku)?.[node] ?? 0;
    const handling = (this.#network.lineCost[node] as number) + (demand.inbound.transfers?.lineCost[way] ?? 0);
    return handling + (demand.inbound.perKgCost[way] as number) * kg + penalty + scarcity * quantity;
  }

  /** The cheapest variant that node and lane may carry; −1 for none. */
  #cheapest(demand: Demand, row: number, way: number, line: number): number {
    const held = this.holders.variants[row * this.lineCount + line] as number;
    const node = this.holders.nodes[row] as number;
    const tags = demand.inbound.tags[way] as number;
    const capacityKg = capacityOf(demand.inbound, way, this.#network.lanes);
    const { variants } = demand.lines[line] as DemandLine;
    let best = -1;
    let least = CANNOT;
    for (let left = held; left !== 0; left &= left - 1) {
      const variant = 31 - Math.clz32(left & -left);
      const { tags: needed, kg } = variants[variant] as Variant;
      if ((needed & ~tags) !== 0 || kg > capacityKg) continue;
      const price = this.#price(demand, node, way, line, variant);
      if (price >= least) continue;
      least = price;
      best = variant;
    }
    return best;
  }
}

/** Nothing to look at but stock, tags and promise: no substitutes, no prices, and any lane carries all. */
const isPlain = ({ lines, prices, inbound }: Demand): boolean => {
  if (prices) return false;
  let kg = 0;
  for (const { variants } of lines) {
    if (variants.length > 1) return false;
    kg += variants[0].kg;
  }
  return kg <= inbound.leastCapacityKg;
};
