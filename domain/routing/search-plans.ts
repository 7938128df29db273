import type { Demand } from './demand.ts';
import { searchExactly } from './exact-search.ts';
import { searchLocally } from './local-search.ts';
import type { Conflict, ParcelLimits } from './parcel-limits.ts';
import type { ParcelOption } from './parcel-options.ts';
import type { PlanChoice } from './plan-choice.ts';

/** Orders of up to so many lines are planned exactly. */
export const EXACT_LINES = 12;
/** Branches looked at when parcels together break a limit; such orders are rare and small. */
const MAX_BRANCHES = 300;

const without = (options: readonly ParcelOption[], line: number, { holds }: Conflict): ParcelOption[] =>
  options.flatMap((option) => {
    if (!holds(option) || !option.lines.includes(line)) return [option];
    const lines = option.lines.filter((other) => other !== line);
    return lines.length === 0 ? [] : [{ ...option, lines }];
  });

/**
 * Of the lines in a conflict at least one must go another way: each is tried in turn (branch and bound, best plan first).
 * Exact unless the branches run out; then the plans found by local search, which keeps limits as it goes.
 */
const searchWithLimits = (demand: Demand, options: readonly ParcelOption[], limits: ParcelLimits): PlanChoice[] => {
  const open = [{ options, choices: searchExactly(demand, options, limits) }].filter(
    ({ choices }) => choices.length > 0,
  );
  for (let branches = 0; branches < MAX_BRANCHES && open.length > 0; branches += 1) {
    open.sort((a, b) => (b.choices[0]?.cost ?? 0) - (a.choices[0]?.cost ?? 0));
    const cheapest = open.pop();
    const conflict = limits.conflictIn(cheapest?.choices[0]?.parcels ?? []);
    if (!cheapest || !conflict)
      return (cheapest?.choices ?? []).filter(({ parcels }) => limits.conflictIn(parcels) === null);
    for (const line of conflict.lines) {
      const fewer = without(cheapest.options, line, conflict);
      const choices = searchExactly(demand, fewer, limits);
      if (choices.length > 0) open.push({ options: fewer, choices });
    }
  }
  return open.length === 0 ? [] : searchLocally(demand, options, limits);
};

/** Plans within the risk budget: the cheapest first, then ever safer and costlier; none when there is none. */
export const searchPlans = (demand: Demand, options: readonly ParcelOption[], limits: ParcelLimits): PlanChoice[] =>
  demand.lines.length <= EXACT_LINES
    ? searchWithLimits(demand, options, limits)
    : searchLocally(demand, options, limits);
