import type { Demand } from './demand.ts';
import { chance, money, roundCost, successOf } from './describe-plan.ts';
import type { NetworkNode } from './network.ts';
import type { ParcelLimits } from './parcel-limits.ts';
import type { ParcelOption } from './parcel-options.ts';
import type { RejectedPlan } from './plan.ts';
import { choiceOf, type PlanChoice } from './plan-choice.ts';
import type { PreparedNetwork } from './prepared-network.ts';

/** Rivals told per order: the one that is cheaper but late, and the next best sources. */
const MAX_COSTLIER = 3;

export const allLines = (demand: Demand): number[] => demand.lines.map((_, line) => line);

/** The cheapest way to send everything in one parcel from each node, cheapest first. */
export const singleSources = (demand: Demand, options: readonly ParcelOption[], limits: ParcelLimits): PlanChoice[] => {
  const lines = allLines(demand);
  const byNode = new Map<number, PlanChoice>();
  for (const option of options) {
    if (option.lines.length < lines.length || !limits.allows(option, lines)) continue;
    const choice = choiceOf(demand, [{ option, lines }]);
    const known = byNode.get(option.node);
    if (!known || choice.cost < known.cost) byNode.set(option.node, choice);
  }
  return [...byNode.values()].sort((a, b) => a.cost - b.cost);
};

const sameParcels = (a: PlanChoice, b: PlanChoice): boolean =>
  a.parcels.length === b.parcels.length &&
  a.parcels.every(
    ({ option }, index) =>
      option.node === b.parcels[index]?.option.node && option.lane === b.parcels[index]?.option.lane,
  );

const rejected = (choice: PlanChoice, network: PreparedNetwork, reason: string): RejectedPlan => ({
  reason,
  cost: roundCost(choice.cost),
  successProbability: successOf(choice),
  nodes: choice.parcels.map(({ option }) => (network.nodes[option.node] as NetworkNode).node),
});

/** Plans that were looked at and not proposed, each with the reason. */
export const rivalsOf = (
  demand: Demand,
  network: PreparedNetwork,
  proposed: readonly PlanChoice[],
  singles: readonly PlanChoice[],
  cheapestLate: ParcelOption | null,
): RejectedPlan[] => {
  const best = proposed[0] as PlanChoice;
  const late = cheapestLate ? choiceOf(demand, [{ option: cheapestLate, lines: allLines(demand) }]) : null;
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
