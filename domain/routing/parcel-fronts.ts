import type { Demand } from './demand.ts';
import type { ParcelLimits } from './parcel-limits.ts';
import { lineCostOf, type ParcelOption } from './parcel-options.ts';

/** A set of an order's lines: bit i is line i. */
export type LineSet = number;

/**
 * For every set of lines the parcels that could carry exactly it, none worse than another in both cost and risk:
 * a linked list from `head[set]` over `next`, cheapest first, ever costlier and safer. −1 ends it.
 */
export type ParcelFronts = {
  readonly lineCount: number;
  readonly all: LineSet;
  readonly head: Int32Array;
  readonly next: readonly number[];
  readonly cost: readonly number[];
  readonly risk: readonly number[];
  readonly option: readonly ParcelOption[];
  readonly set: readonly LineSet[];
};

export const linesIn = (set: LineSet): number[] => {
  const lines: number[] = [];
  for (let left = set; left !== 0; left &= left - 1) lines.push(31 - Math.clz32(left & -left));
  return lines;
};

const setOf = (lines: readonly number[]): LineSet => {
  let set = 0;
  for (const line of lines) set |= 1 << line;
  return set;
};

export const parcelFronts = (demand: Demand, options: readonly ParcelOption[], limits: ParcelLimits): ParcelFronts => {
  const lineCount = demand.lines.length;
  const size = 1 << lineCount;
  const head = new Int32Array(size).fill(-1);
  const next: number[] = [];
  const cost: number[] = [];
  const risk: number[] = [];
  const option: ParcelOption[] = [];
  const set: LineSet[] = [];
  const cheapest = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
  const costOfSet = new Float64Array(size);
  const lineCosts = new Float64Array(lineCount);
  // Safest first: a later parcel belongs on the front exactly when it is cheaper than all before it.
  for (const parcel of [...options].sort((a, b) => a.risk - b.risk)) {
    const possible = setOf(parcel.lines);
    const tight = limits.isTight(parcel);
    costOfSet[0] = parcel.baseCost;
    for (const line of parcel.lines) lineCosts[line] = lineCostOf(parcel, demand.lines[line]?.kg ?? 0);
    // Ascending over the non-empty subsets of `possible`, so that a set without its lowest line is already priced.
    for (let lines = possible & -possible; lines !== 0; lines = (lines - possible) & possible) {
      const lowest = lines & -lines;
      const price = (costOfSet[lines ^ lowest] as number) + (lineCosts[31 - Math.clz32(lowest)] as number);
      costOfSet[lines] = price;
      if (price >= (cheapest[lines] as number) || (tight && !limits.allows(parcel, linesIn(lines)))) continue;
      cheapest[lines] = price;
      next.push(head[lines] as number);
      head[lines] = cost.length;
      cost.push(price);
      risk.push(parcel.risk);
      option.push(parcel);
      set.push(lines);
    }
  }
  return { lineCount, all: size - 1, head, next, cost, risk, option, set };
};
