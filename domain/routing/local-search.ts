import type { Demand } from './demand.ts';
import type { ParcelLimits } from './parcel-limits.ts';
import { lineCostOf, type ParcelOption } from './parcel-options.ts';
import { choiceOf, nonDominated, type Parcel, type PlanChoice } from './plan-choice.ts';

/** Times the multiplier on risk is doubled until a plan keeps the promise, then halved in between. */
const MULTIPLIER_STEPS = 10;
const MAX_MOVES = 200;

/** Options of one order as columns; `price[o × lines + i]` is line i's cost in option o, infinite where it cannot go. */
type Choices = {
  readonly demand: Demand;
  readonly limits: ParcelLimits;
  readonly options: readonly ParcelOption[];
  readonly price: Float64Array;
  /** Stands for an unserved line: more than any plan costs. */
  readonly unserved: number;
};

const choicesOf = (demand: Demand, limits: ParcelLimits, options: readonly ParcelOption[]): Choices => {
  const lineCount = demand.lines.length;
  const price = new Float64Array(options.length * lineCount).fill(Number.POSITIVE_INFINITY);
  let unserved = 1;
  options.forEach((option, index) => {
    unserved += option.baseCost;
    for (const line of option.lines) {
      const cost = lineCostOf(option, demand.lines[line]?.kg ?? 0);
      price[index * lineCount + line] = cost;
      unserved += cost;
    }
  });
  return { demand, limits, options, price, unserved };
};

/** Every line to the cheapest open parcel that has it and still allows it. */
const assign = ({ demand, limits, options, price }: Choices, open: readonly number[]): Map<number, number[]> => {
  const lineCount = demand.lines.length;
  const loads = new Map<number, number[]>();
  demand.lines.forEach((_, line) => {
    const byPrice = open
      .filter((index) => Number.isFinite(price[index * lineCount + line]))
      .sort((a, b) => (price[a * lineCount + line] as number) - (price[b * lineCount + line] as number));
    const chosen = byPrice.find((index) => {
      const load = [...(loads.get(index) ?? []), line];
      const others = [...loads]
        .filter(([other]) => other !== index)
        .map(([other, lines]) => ({ option: options[other] as ParcelOption, lines }));
      const option = options[index] as ParcelOption;
      return limits.allows(option, load) && limits.conflictIn([...others, { option, lines: load }]) === null;
    });
    if (chosen !== undefined) loads.set(chosen, [...(loads.get(chosen) ?? []), line]);
  });
  return loads;
};

/** Weighed cost of a set of open parcels, limits aside: each line to its cheapest. */
const weighedCost = (
  { demand, options, price, unserved }: Choices,
  open: readonly number[],
  multiplier: number,
): number => {
  const lineCount = demand.lines.length;
  let total = 0;
  for (const index of open)
    total += (options[index] as ParcelOption).baseCost + multiplier * (options[index] as ParcelOption).risk;
  for (let line = 0; line < lineCount; line += 1) {
    let best = unserved;
    for (const index of open) {
      const cost = price[index * lineCount + line] as number;
      if (cost < best) best = cost;
    }
    total += best;
  }
  return total;
};

type Move = { readonly open: readonly number[]; readonly total: number };

/** Opens, closes or exchanges one parcel: the best such move. */
const bestMove = (choices: Choices, { open, total }: Move, multiplier: number): Move => {
  let best: Move = { open, total };
  const consider = (candidate: readonly number[]): void => {
    const weighed = weighedCost(choices, candidate, multiplier);
    if (weighed < best.total - 1e-9) best = { open: candidate, total: weighed };
  };
  for (const index of open) consider(open.filter((other) => other !== index));
  for (let index = 0; index < choices.options.length; index += 1) {
    if (open.includes(index)) continue;
    consider([...open, index]);
    for (const closed of open) consider([...open.filter((other) => other !== closed), index]);
  }
  return best;
};

const descend = (choices: Choices, start: readonly number[], multiplier: number): readonly number[] => {
  let at: Move = { open: start, total: weighedCost(choices, start, multiplier) };
  for (let move = 0; move < MAX_MOVES; move += 1) {
    const next = bestMove(choices, at, multiplier);
    if (next.total >= at.total) break;
    at = next;
  }
  return at.open;
};

/** The parcel that serves each line cheapest if it had to pay for itself alone. */
const cheapestPerLine = ({ demand, options, price }: Choices, multiplier: number): number[] => {
  const lineCount = demand.lines.length;
  const chosen = new Set<number>();
  for (let line = 0; line < lineCount; line += 1) {
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    options.forEach(({ baseCost, risk }, index) => {
      const alone = baseCost + multiplier * risk + (price[index * lineCount + line] as number);
      if (alone >= least) return;
      least = alone;
      best = index;
    });
    if (best >= 0) chosen.add(best);
  }
  return [...chosen];
};

/** Descents from several starts end in different valleys: the deepest. */
const deepest = (choices: Choices, starts: readonly (readonly number[])[], multiplier: number): readonly number[] => {
  let best: Move = { open: [], total: Number.POSITIVE_INFINITY };
  for (const start of [...starts, cheapestPerLine(choices, multiplier)]) {
    const open = descend(choices, start, multiplier);
    const total = weighedCost(choices, open, multiplier);
    if (total < best.total) best = { open, total };
  }
  return best.open;
};

/** The plan that a set of open parcels makes, or null when lines stay unserved. */
const planOf = (choices: Choices, open: readonly number[]): PlanChoice | null => {
  const loads = assign(choices, open);
  const parcels: Parcel[] = [...loads].map(([index, lines]) => ({
    option: choices.options[index] as ParcelOption,
    lines,
  }));
  const served = parcels.reduce((count, { lines }) => count + lines.length, 0);
  return served === choices.demand.lines.length ? choiceOf(choices.demand, parcels) : null;
};

/** Where limits leave lines unserved: opens, one by one, what serves most of them. */
const complete = (choices: Choices, open: readonly number[]): PlanChoice | null => {
  let opened = open;
  for (let round = 0; round < choices.demand.lines.length; round += 1) {
    const plan = planOf(choices, opened);
    if (plan) return plan;
    const servedBy = (candidate: readonly number[]): number =>
      [...assign(choices, candidate).values()].reduce((count, lines) => count + lines.length, 0);
    let most = servedBy(opened);
    let found: readonly number[] | null = null;
    for (let index = 0; index < choices.options.length; index += 1) {
      const served = opened.includes(index) ? 0 : servedBy([...opened, index]);
      if (served > most) {
        most = served;
        found = [...opened, index];
      }
    }
    if (!found) return null;
    opened = found;
  }
  return planOf(choices, opened);
};

/**
 * A cheap plan for a long order: greedy opening, then open/close/exchange descent, with a multiplier on risk searched by doubling
 * and halving until the promise is kept. Not proven cheapest; cheapest first, then safer ones met on the way.
 */
export const searchLocally = (demand: Demand, options: readonly ParcelOption[], limits: ParcelLimits): PlanChoice[] => {
  const choices = choicesOf(demand, limits, options);
  const found: PlanChoice[] = [];
  const tryWith = (
    multiplier: number,
    ...starts: (readonly number[])[]
  ): { kept: boolean; open: readonly number[] } => {
    const open = deepest(choices, starts, multiplier);
    const plan = complete(choices, open);
    const kept = plan !== null && plan.risk <= demand.riskBudget;
    if (kept) found.push(plan);
    return { kept, open };
  };
  const first = tryWith(0, []);
  let low = 0;
  let high = choices.unserved / Math.max(demand.riskBudget, 1e-9) / 100;
  let kept = first.kept;
  for (let step = 0; step < MULTIPLIER_STEPS && !kept; step += 1) {
    kept = tryWith(high, first.open, []).kept;
    if (!kept) {
      low = high;
      high *= 4;
    }
  }
  for (let step = 0; step < MULTIPLIER_STEPS && kept && !first.kept; step += 1) {
    const middle = (low + high) / 2;
    if (tryWith(middle, first.open).kept) high = middle;
    else low = middle;
  }
  return nonDominated(found);
};
