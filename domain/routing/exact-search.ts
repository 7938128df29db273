import { cheapestPartition, type Partition, parcelsOf } from './cheapest-partition.ts';
import type { Demand } from './demand.ts';
import { type ParcelFronts, parcelFronts } from './parcel-fronts.ts';
import type { ParcelLimits } from './parcel-limits.ts';
import type { ParcelOption } from './parcel-options.ts';
import { choiceOf, nonDominated, type PlanChoice } from './plan-choice.ts';
import { planFrontier } from './plan-labels.ts';

/** Up to here the whole frontier is worked out; beyond, the cheapest plan exactly and the corners of the frontier. */
const WHOLE_FRONTIER_LINES = 6;
/** Corners looked for between the cheapest and the safest plan. */
const CORNER_ROUNDS = 2;
const MAX_MULTIPLIER_STEPS = 60;
/** So dear is risk when the safest plan is asked for: of plans as safe within 1e-7 per unit of cost, the cheapest. */
const SAFETY_FIRST = 1e7;

const EVERYTHING = (partition: Partition): number => partition.value.at(-1) as number;

type Search = { readonly demand: Demand; readonly fronts: ParcelFronts; readonly safest: Partition };
type Weighed = { readonly partition: Partition; readonly choice: PlanChoice; readonly multiplier: number };

const weigh = ({ demand, fronts }: Search, multiplier: number): Weighed => {
  const partition = cheapestPartition(fronts, 1, multiplier);
  return { partition, choice: choiceOf(demand, parcelsOf(fronts, partition)), multiplier };
};

const safestPlan = (search: Search): PlanChoice => {
  const { choice } = weigh(search, SAFETY_FIRST);
  return choice.risk <= search.demand.riskBudget
    ? choice
    : choiceOf(search.demand, parcelsOf(search.fronts, search.safest));
};

/** How much cost a unit of risk is worth on the line through two plans, the first cheaper and riskier. */
const slope = (risky: PlanChoice, safe: PlanChoice): number => (safe.cost - risky.cost) / (risky.risk - safe.risk);

/**
 * Walks along the corners of the frontier to the two that enclose the risk budget.
 * Returns the safe one, and the multiplier and cuts of the edge between them: together the best Lagrangian bound.
 */
const enclose = (search: Search, cheapest: Weighed): { safe: PlanChoice; edge: Weighed; corners: PlanChoice[] } => {
  let risky = cheapest.choice;
  let safe = safestPlan(search);
  let edge = cheapest;
  const corners = [safe];
  for (let step = 0; step < MAX_MULTIPLIER_STEPS && risky.risk > safe.risk; step += 1) {
    edge = weigh(search, slope(risky, safe));
    const { choice, multiplier } = edge;
    if (choice.cost + multiplier * choice.risk >= risky.cost + multiplier * risky.risk - 1e-9 * risky.cost) break;
    if (choice.risk > search.demand.riskBudget) risky = choice;
    else {
      safe = choice;
      corners.push(choice);
    }
  }
  return { safe, edge, corners };
};

/** The corners of the frontier between two plans, in a few rounds of halving. */
const cornersBetween = (search: Search, risky: PlanChoice, safe: PlanChoice, rounds: number): PlanChoice[] => {
  if (rounds === 0 || !(risky.risk > safe.risk) || !(safe.cost > risky.cost)) return [];
  const { choice } = weigh(search, slope(risky, safe));
  if (!(choice.risk < risky.risk && choice.risk > safe.risk)) return [];
  return [
    ...cornersBetween(search, risky, choice, rounds - 1),
    choice,
    ...cornersBetween(search, choice, safe, rounds - 1),
  ];
};

const cheapestWithin = (search: Search): { best: PlanChoice; corners: PlanChoice[] } => {
  const { demand, fronts, safest } = search;
  const cheapest = weigh(search, 0);
  if (cheapest.choice.risk <= demand.riskBudget) return { best: cheapest.choice, corners: [safestPlan(search)] };
  const { safe, edge, corners } = enclose(search, cheapest);
  const cost = { ceiling: safe.cost, multiplier: edge.multiplier, best: edge.partition };
  const below = planFrontier(fronts, { riskBudget: demand.riskBudget, safest, cost });
  const [best = safe, ...others] = nonDominated(below.map((parcels) => choiceOf(demand, parcels)));
  return { best, corners: [...others, ...corners] };
};

/**
 * The cheapest plan within the risk budget, proven, and plans of the frontier beyond it; cheapest first, none when there is no plan.
 * Limits across parcels are not looked at here (`parcel-limits.ts`). Made for up to 12 lines.
 */
export const searchExactly = (demand: Demand, options: readonly ParcelOption[], limits: ParcelLimits): PlanChoice[] => {
  const fronts = parcelFronts(demand, options, limits);
  const safest = cheapestPartition(fronts, 0, 1);
  const leastRisk = EVERYTHING(safest);
  // With minSuccess 0 the budget is infinite, and so is the risk of lines that cannot be served.
  if (!Number.isFinite(leastRisk) || leastRisk > demand.riskBudget) return [];
  const search = { demand, fronts, safest };
  if (fronts.lineCount <= WHOLE_FRONTIER_LINES) {
    const frontier = planFrontier(fronts, { riskBudget: demand.riskBudget, safest, cost: null });
    return nonDominated(frontier.map((parcels) => choiceOf(demand, parcels)));
  }
  const { best, corners } = cheapestWithin(search);
  const safestCorner = nonDominated([best, ...corners]).at(-1) ?? best;
  return nonDominated([best, ...corners, ...cornersBetween(search, best, safestCorner, CORNER_ROUNDS)]);
};
