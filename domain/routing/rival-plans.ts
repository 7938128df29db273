import type { Demand } from './demand.ts';
import { chance, money, roundCost, successOf } from './describe-plan.ts';
import type { NetworkNode } from './network.ts';
import type { ParcelColumns } from './parcel-columns.ts';
import { parcelLimits } from './parcel-limits.ts';
import type { RejectedPlan } from './plan.ts';
import { choiceOf, type PlanChoice } from './plan-choice.ts';
import type { PreparedNetwork } from './prepared-network.ts';
import type { StockView } from './stock-view.ts';

/** Rivals told per order: the one that is cheaper but late, and the next best sources. */
const MAX_COSTLIER = 3;

/** Ways to send the whole order from one node. */
export type Rivals = {
  /** The cheapest of each node that keeps the promise, cheapest first. */
  readonly singles: readonly PlanChoice[];
  /** The cheapest of all that do not. */
  readonly late: PlanChoice | null;
};

/** Looks at every way to send the whole order in one parcel; overwrites the columns. */
export const rivalsOf = (
  demand: Demand,
  network: PreparedNetwork,
  stock: StockView,
  columns: ParcelColumns,
): Rivals => {
  const lines = demand.lines.map((_, line) => line);
  const anyTime: Demand = { ...demand, riskBudget: Number.POSITIVE_INFINITY };
  columns.collect(anyTime, stock, true);
  const limits = parcelLimits(demand, network, stock, columns);
  const weightOf = (option: number): number =>
    lines.reduce(
      (sum, line) => sum + (columns.lineCost[option * lines.length + line] as number),
      columns.baseCost[option] as number,
    );
  const bestOf = new Map<number, { option: number; weight: number }>();
  for (let option = 0; option < columns.count; option += 1) {
    const weight = weightOf(option);
    if (weight === Number.POSITIVE_INFINITY || !limits.allows(option, lines)) continue;
    const inTime = (columns.risk[option] as number) <= demand.riskBudget;
    const place = inTime ? (columns.node[option] as number) : -1;
    if (weight < (bestOf.get(place)?.weight ?? Number.POSITIVE_INFINITY)) bestOf.set(place, { option, weight });
  }
  const choice = ({ option }: { option: number }): PlanChoice =>
    choiceOf(demand, network, columns, [{ option, lines }]);
  const late = bestOf.get(-1);
  bestOf.delete(-1);
  const singles = [...bestOf.values()].sort((a, b) => a.weight - b.weight).slice(0, 2 * MAX_COSTLIER + 2);
  return { singles: singles.map(choice), late: late ? choice(late) : null };
};

const sameParcels = (a: PlanChoice, b: PlanChoice): boolean =>
  a.parcels.length === b.parcels.length &&
  a.parcels.every(({ node, way }, index) => node === b.parcels[index]?.node && way === b.parcels[index]?.way);

const rejected = (choice: PlanChoice, network: PreparedNetwork, reason: string): RejectedPlan => ({
  reason,
  cost: roundCost(choice.cost),
  successProbability: successOf(choice),
  nodes: choice.parcels.map(({ node }) => (network.nodes[node] as NetworkNode).node),
});

/** Plans that were looked at and not proposed, each with the reason. */
export const rejectedPlans = (
  demand: Demand,
  network: PreparedNetwork,
  proposed: readonly PlanChoice[],
  { singles, late }: Rivals,
): RejectedPlan[] => {
  const best = proposed[0] as PlanChoice;
  const told: RejectedPlan[] = [];
  if (late && late.cost < best.cost)
    told.push(
      rejected(
        late,
        network,
        `TOO_SLOW: ${money(best.cost - late.cost)} cheaper, but arrives within ${demand.deadlineHours} h with ${chance(successOf(late))} only; ${chance(demand.minSuccess)} is asked`,
      ),
    );
  const costlier = singles.filter((single) => !proposed.some((plan) => sameParcels(plan, single)));
  for (const single of costlier.slice(0, MAX_COSTLIER))
    told.push(rejected(single, network, `COSTLIER: ${money(single.cost - best.cost)} more than the recommended plan`));
  return told;
};
