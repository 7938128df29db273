import type { Demand, DemandLine } from './demand.ts';
import type { ParcelColumns } from './parcel-columns.ts';
import type { PreparedNetwork } from './prepared-network.ts';
import { bandOf, RiskBands } from './risk-bands.ts';
import { type StockView, stockColumns } from './stock-view.ts';
import type { NodeFilter } from './timely-options.ts';
import type { TimelyWays } from './timely-ways.ts';

/**
 * What `TimelyOptions` does, for an order of one line: more than half of all orders. Every option sends everything, so it is in unless one that is surely
 * safer costs less.
 */
export class SingleLineOptions {
  readonly #network: PreparedNetwork;
  readonly #columns: ParcelColumns;
  /** Per band of risk the cheapest option. */
  readonly #cheapest = new RiskBands();

  constructor(network: PreparedNetwork, columns: ParcelColumns) {
    this.#network = network;
    this.#columns = columns;
  }

  /** Adds them to the columns. */
  collect(demand: Demand, stock: StockView, ways: TimelyWays, mayUse: NodeFilter | null): void {
    const { nodeIndex, nodeTags, lineCost } = this.#network;
    const { quantity, variants } = demand.lines[0] as DemandLine;
    const [{ sku, kg, tags }] = variants;
    const { nodes, available } = stockColumns(stock, sku, nodeIndex);
    const scarcity = demand.prices?.stockPrices(sku) ?? null;
    this.#cheapest.clear();
    for (let at = 0; at < nodes.length; at += 1) {
      const node = nodes[at] as number;
      if ((available[at] as number) < quantity || (tags & ~(nodeTags[node] as number)) !== 0) continue;
      if (mayUse && !mayUse(node)) continue;
      const handling = (lineCost[node] as number) + (scarcity === null ? 0 : (scarcity[node] as number) * quantity);
      this.#addWays(demand, ways, node, handling, kg, tags);
    }
  }

  #addWays(demand: Demand, ways: TimelyWays, node: number, handling: number, kg: number, needed: number): void {
    const { inbound, riskBudget, parcelPrices } = demand;
    const { start, baseCost, perKgCost, tags, transfers } = inbound;
    ways.ready(node);
    const parcelPrice = parcelPrices === null ? 0 : (parcelPrices[node] as number);
    const end = start[node + 1] as number;
    for (let way = start[node] as number; way < end; way += 1) {
      const risk = ways.risk[way] as number;
      if (risk > riskBudget) continue;
      const base = (baseCost[way] as number) + parcelPrice;
      const atStops = transfers === null ? 0 : (transfers.lineCost[way] as number);
      const line = handling + atStops + (perKgCost[way] as number) * kg;
      const band = bandOf(risk);
      if (base + line > this.#cheapest.leastBelow(band)) continue;
      if ((needed & ~(tags[way] as number)) !== 0) continue;
      this.#cheapest.offer(band, base + line);
      this.#columns.lineCost[this.#columns.add(-1, node, way, risk, base)] = line;
    }
  }
}
