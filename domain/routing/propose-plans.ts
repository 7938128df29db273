import { type Demand, demandOf } from './demand.ts';
import { chance, money, planFrom, successOf, wayOf } from './describe-plan.ts';
import { diagnose, unknownsIn } from './diagnose-unroutable.ts';
import { parcelLimits } from './parcel-limits.ts';
import { parcelOptions } from './parcel-options.ts';
import type { PlanAnswer, PlanRequest } from './plan.ts';
import type { PlanChoice } from './plan-choice.ts';
import { UnreadableConstraint } from './plan-requirements.ts';
import type { PreparedNetwork } from './prepared-network.ts';
import { rivalsOf, singleSources } from './rival-plans.ts';
import { EXACT_LINES, searchPlans } from './search-plans.ts';
import type { StockView } from './stock-view.ts';

/** More choices than a person reads; what is left out is the least different. */
const MAX_PLANS = 8;

/** Thins a frontier: the cheapest and the safest stay; dropped is, one by one, what adds least area between cost and success. */
const thinned = (frontier: readonly PlanChoice[]): PlanChoice[] => {
  const kept = [...frontier];
  const gain = (index: number): number => {
    const [before, at, after] = [kept[index - 1], kept[index], kept[index + 1]];
    if (!before || !at || !after) return Number.POSITIVE_INFINITY;
    return (after.cost - at.cost) * (successOf(at) - successOf(before));
  };
  while (kept.length > MAX_PLANS) {
    let least = 1;
    for (let index = 2; index < kept.length - 1; index += 1) if (gain(index) < gain(least)) least = index;
    kept.splice(least, 1);
  }
  return kept;
};

const nodesOf = ({ parcels }: PlanChoice): number[] => parcels.map(({ option }) => option.node);

const whySplit = (best: PlanChoice, singles: readonly PlanChoice[], network: PreparedNetwork): string[] => {
  const [single] = singles;
  const option = single?.parcels[0]?.option;
  if (best.parcels.length === 1) return [];
  const parcels = `${best.parcels.length} parcels`;
  if (!single || !option) return [`${parcels}: no single source can send every line in time`];
  return [`${parcels} cost ${money(single.cost - best.cost)} less than everything from ${wayOf(option, network)}`];
};

const explainBest = (
  demand: Demand,
  network: PreparedNetwork,
  best: PlanChoice,
  singles: readonly PlanChoice[],
): string[] => {
  const promise = `within ${demand.deadlineHours} h with ${chance(demand.minSuccess)} or more`;
  const proven = demand.lines.length <= EXACT_LINES ? 'no plan costs less' : 'no plan found costs less';
  const other = singles.find(({ parcels }) => !nodesOf(best).includes(parcels[0]?.option.node ?? -1));
  const next = other?.parcels[0]?.option;
  return [
    `${money(best.cost)}, arrives in time with ${chance(successOf(best))}: ${proven} and arrives ${promise}`,
    ...whySplit(best, singles, network),
    ...(other && next
      ? [`next best from elsewhere: ${wayOf(next, network)}, ${money(other.cost - best.cost)} more`]
      : []),
    ...demand.requirements.unused.map((type) => `constraint ${type} does not bear on routing`),
  ];
};

const explainAlternative = (choice: PlanChoice, best: PlanChoice): string[] => [
  `${money(choice.cost - best.cost)} more than the recommended plan; arrives in time with ${chance(successOf(choice))} instead of ${chance(successOf(best))}`,
];

const readDemand = (request: PlanRequest, network: PreparedNetwork): Demand | PlanAnswer => {
  try {
    return demandOf(request, network) ?? { orderId: request.orderId, unroutable: unknownsIn(request, network) };
  } catch (error) {
    if (!(error instanceof UnreadableConstraint)) throw error;
    return { orderId: request.orderId, unroutable: [{ code: 'CONSTRAINT_UNMET', sku: null, reason: error.message }] };
  }
};

/**
 * How an order is best fulfilled: the cheapest plan that keeps its promise (recommended, first), further plans that are safer and cost
 * more, and rivals that were rejected; or why nothing serves it. Every line comes whole from one source; a source can serve
 * when node and lane have the tags, the stock is there, and the lane is open. Same arguments, same answer.
 *
 * Up to 12 lines the recommended plan is proven cheapest; up to 6 the plans are the whole frontier (thinned to 8).
 * @throws NotATime when `placedAt` is no time with a zone
 */
export const proposePlans = (
  request: PlanRequest,
  network: PreparedNetwork,
  stock: StockView,
  nextPlanId: () => string,
): PlanAnswer => {
  const demand = readDemand(request, network);
  if (!('lines' in demand)) return demand;
  const { inTime, cheapestLate } = parcelOptions(demand, network, stock);
  const limits = parcelLimits(demand, network, stock, inTime);
  const choices = thinned(searchPlans(demand, inTime, limits));
  const [best] = choices;
  if (!best) return { orderId: request.orderId, unroutable: diagnose(demand, network, stock, inTime) };
  const singles = singleSources(demand, inTime, limits);
  return {
    orderId: request.orderId,
    plans: choices.map((choice) =>
      planFrom(choice, demand, network, {
        planId: nextPlanId(),
        recommended: choice === best,
        explanation: choice === best ? explainBest(demand, network, best, singles) : explainAlternative(choice, best),
      }),
    ),
    rejected: rivalsOf(demand, network, choices, singles, cheapestLate),
  };
};
