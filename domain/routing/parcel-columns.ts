import type { Demand, DemandLine, Variant } from './demand.ts';
import { grown } from './grown-column.ts';
import { capacityOf, lanesOf } from './inbound-lanes.ts';
import { passesStation } from './inspection.ts';
import { LineHolders } from './line-holders.ts';
import type { Lane, NetworkNode } from './network.ts';
import { mayUseLane, mayUseNode, mindsCarriers, mindsNodes } from './permitted-ways.ts';
import { type PreparedNetwork, successWithin } from './prepared-network.ts';
import { SingleLineOptions } from './single-line-options.ts';
import { type StockView, stockColumns } from './stock-view.ts';
import { MOST_SET_LINES, TimelyOptions } from './timely-options.ts';
import { MOST_RISK, type TimelyWays } from './timely-ways.ts';

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
  readonly #single: SingleLineOptions;
  readonly #timely: TimelyOptions;

  constructor(network: PreparedNetwork) {
    this.#network = network;
    this.holders = new LineHolders(network.nodes.length);
    this.#single = new SingleLineOptions(network, this);
    this.#timely = new TimelyOptions(network, this);
  }

  /** Collects the options that alone keep the promise; `complete`: also those that another from the same node makes needless. */
  collect(demand: Demand, stock: StockView, complete: boolean): void {
    this.count = 0;
    this.lineCount = demand.lines.length;
    const { requirements } = demand;
    const { nodes, timelyWays } = this.#network;
    const mayUse = mindsNodes(requirements)
      ? (node: number): boolean => mayUseNode(nodes[node] as NetworkNode, requirements)
      : null;
    const mindsStops =
      requirements.inspected || (demand.inbound.transfers !== null && requirements.nodesAvoided.size > 0);
    const all = complete || demand.riskBudget > MOST_RISK || mindsCarriers(requirements) || mindsStops;
    const ways = timelyWays.within(demand.inbound, demand.deadlineHours);
    if (!all && isPlain(demand)) {
      const collector = this.lineCount === 1 ? this.#single : this.#timely;
      collector.collect(demand, stock, ways, mayUse);
      return;
    }
    this.#findHolders(demand, stock);
    for (let row = 0; row < this.holders.count; row += 1) {
      const node = this.holders.nodes[row] as number;
      if (mayUse && !mayUse(node)) continue;
      if (all) this.#addAll(demand, row, node);
      else this.#addTimely(demand, row, node, ways);
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
  }

  #addTimely(demand: Demand, row: number, node: number, ways: TimelyWays): void {
    const { start } = demand.inbound;
    ways.ready(node);
    for (let way = start[node] as number; way < (start[node + 1] as number); way += 1) {
      const risk = ways.risk[way] as number;
      if (risk <= demand.riskBudget) this.#addChecked(demand, row, node, way, risk);
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

  /** Room for its line costs is there too; they are for the caller to write. */
  add(row: number, node: number, way: number, risk: number, baseCost: number): number {
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

  #addChecked(demand: Demand, row: number, node: number, way: number, risk: number): void {
    const parcelPrice = demand.parcelPrices?.[node] ?? 0;
    const option = this.add(row, node, way, risk, (demand.inbound.baseCost[way] as number) + parcelPrice);
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

/** Nothing bears on it but stock, tags, promise and prices: no substitutes, and any lane carries all. */
const isPlain = ({ lines, inbound }: Demand): boolean => {
  if (lines.length > MOST_SET_LINES) return false;
  let kg = 0;
  for (const { variants } of lines) {
    if (variants.length > 1) return false;
    kg += variants[0].kg;
  }
  return kg <= inbound.leastCapacityKg;
};
