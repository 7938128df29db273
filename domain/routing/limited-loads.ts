import type { ParcelColumns } from './parcel-columns.ts';
import type { Load, ParcelLimits } from './parcel-limits.ts';

type Loads = Map<number, number[]>;

const loadsOf = (loads: Loads): Load[] => [...loads].map(([option, lines]) => ({ option, lines }));

const servedBy = (loads: Loads): number => [...loads.values()].reduce((count, lines) => count + lines.length, 0);

/** Every line to the cheapest open option that still allows it; the heaviest price first, as it fits in fewest places. */
const assign = ({ lineCost, lineCount }: ParcelColumns, limits: ParcelLimits, open: readonly number[]): Loads => {
  const loads: Loads = new Map();
  const priceOf = (option: number, line: number): number => lineCost[option * lineCount + line] as number;
  const allows = (option: number, line: number): boolean => {
    const load = [...(loads.get(option) ?? []), line];
    if (!limits.allows(option, load)) return false;
    const others = loadsOf(loads).filter((other) => other.option !== option);
    return limits.conflictIn([...others, { option, lines: load }]) === null;
  };
  const cheapest = (line: number): number => Math.min(...open.map((option) => priceOf(option, line)));
  const lines = Array.from({ length: lineCount }, (_, line) => ({ line, price: cheapest(line) }));
  for (const { line } of lines.sort((a, b) => b.price - a.price)) {
    const chosen = open
      .filter((option) => priceOf(option, line) < Number.POSITIVE_INFINITY)
      .sort((a, b) => priceOf(a, line) - priceOf(b, line))
      .find((option) => allows(option, line));
    if (chosen !== undefined) loads.set(chosen, [...(loads.get(chosen) ?? []), line]);
  }
  return loads;
};

/** What else to open so that most further lines find a place, or null when nothing helps. */
const mostHelpful = (
  columns: ParcelColumns,
  limits: ParcelLimits,
  candidates: readonly number[],
  open: readonly number[],
): number | null => {
  let most = servedBy(assign(columns, limits, open));
  let found: number | null = null;
  for (const option of candidates) {
    if (open.includes(option)) continue;
    const served = servedBy(assign(columns, limits, [...open, option]));
    if (served <= most) continue;
    most = served;
    found = option;
  }
  return found;
};

/** Puts all lines into the open options within limits, opening others where lines are left over; null when some find no place. */
export const limitedLoads = (
  columns: ParcelColumns,
  limits: ParcelLimits,
  candidates: readonly number[],
  open: readonly number[],
): Load[] | null => {
  let opened = open;
  for (let round = 0; round <= columns.lineCount; round += 1) {
    const loads = assign(columns, limits, opened);
    if (servedBy(loads) === columns.lineCount) return loadsOf(loads);
    const next = mostHelpful(columns, limits, candidates, opened);
    if (next === null) return null;
    opened = [...opened, next];
  }
  return null;
};
