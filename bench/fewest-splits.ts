import { demandOf } from '../domain/routing/demand.ts';
import { ParcelColumns } from '../domain/routing/parcel-columns.ts';
import type { PlanRequest } from '../domain/routing/plan.ts';
import type { PreparedNetwork } from '../domain/routing/prepared-network.ts';
import type { StockView } from '../domain/routing/stock-view.ts';

/**
 * As many shop systems do: again and again the option that has most of the lines left, the cheapest of those, until all are served.
 * Returns the cost, or null when the parcels together break the promise or lines are left.
 */
export const fewestSplits = (request: PlanRequest, network: PreparedNetwork, stock: StockView): number | null => {
  const demand = demandOf(request, network);
  if (!demand) return null;
  const columns = new ParcelColumns(network);
  columns.collect(demand, stock, true);
  const { lineCount, lineCost, baseCost, risk } = columns;
  const left = new Set(demand.lines.map((_, line) => line));
  let total = 0;
  let totalRisk = 0;
  while (left.size > 0) {
    let best = { option: -1, lines: [] as number[], cost: Number.POSITIVE_INFINITY };
    for (let option = 0; option < columns.count; option += 1) {
      const priced = (line: number): number => lineCost[option * lineCount + line] as number;
      const lines = [...left].filter((line) => priced(line) < Number.POSITIVE_INFINITY);
      const cost = lines.reduce((sum, line) => sum + priced(line), baseCost[option] as number);
      const better = lines.length > best.lines.length || (lines.length === best.lines.length && cost < best.cost);
      if (better && lines.length > 0) best = { option, lines, cost };
    }
    if (best.option < 0) return null;
    total += best.cost;
    totalRisk += risk[best.option] as number;
    for (const line of best.lines) left.delete(line);
  }
  return totalRisk <= demand.riskBudget ? total : null;
};
