import { grown } from './grown-column.ts';
import type { OptionSieve } from './option-sieve.ts';
import type { ParcelColumns } from './parcel-columns.ts';
import type { ParcelLimits } from './parcel-limits.ts';

/** A set of an order's lines: bit i is line i. */
export type LineSet = number;

/** Sets of more lines than this are not enumerated. */
export const MAX_SET_LINES = 12;

export const linesIn = (set: LineSet): number[] => {
  const lines: number[] = [];
  for (let left = set; left !== 0; left &= left - 1) lines.push(31 - Math.clz32(left & -left));
  return lines;
};

/**
 * For every set of lines the parcels that could carry exactly it, none worse than another in both cost and risk:
 * a linked list from `head[set]` over `next`, cheapest first, ever costlier and safer. −1 ends it. Room is kept from order to order.
 */
export class ParcelFronts {
  lineCount = 0;
  /** The set of all lines. */
  all: LineSet = 0;
  count = 0;
  readonly head = new Int32Array(2 ** MAX_SET_LINES);
  next = new Int32Array(4096);
  cost = new Float64Array(4096);
  risk = new Float64Array(4096);
  option = new Int32Array(4096);
  set = new Int32Array(4096);
  readonly #costOfSet = new Float64Array(2 ** MAX_SET_LINES);
  readonly #lineCost = new Float64Array(MAX_SET_LINES);

  build(columns: ParcelColumns, { kept, count }: OptionSieve, limits: ParcelLimits | null): void {
    this.lineCount = columns.lineCount;
    this.all = 2 ** columns.lineCount - 1;
    this.count = 0;
    this.head.fill(-1, 0, this.all + 1);
    for (let at = 0; at < count; at += 1) {
      const option = kept[at] as number;
      this.#addSets(option, this.#price(columns, option), columns.risk[option] as number, limits);
    }
  }

  /** Notes what the option's lines cost; returns those it can carry. */
  #price({ lineCount, lineCost, baseCost }: ParcelColumns, option: number): LineSet {
    let possible = 0;
    for (let line = 0; line < lineCount; line += 1) {
      const cost = lineCost[option * lineCount + line] as number;
      this.#lineCost[line] = cost;
      if (cost < Number.POSITIVE_INFINITY) possible |= 1 << line;
    }
    this.#costOfSet[0] = baseCost[option] as number;
    return possible;
  }

  #addSets(option: number, possible: LineSet, risk: number, limits: ParcelLimits | null): void {
    const costOfSet = this.#costOfSet;
    const isTight = limits?.isTight(option) ?? false;
    // Ascending over the non-empty subsets of `possible`, so that a set without its lowest line is already priced.
    for (let lines = possible & -possible; lines !== 0; lines = (lines - possible) & possible) {
      const lowest = lines & -lines;
      const price = (costOfSet[lines ^ lowest] as number) + (this.#lineCost[31 - Math.clz32(lowest)] as number);
      costOfSet[lines] = price;
      if (isTight && limits?.allows(option, linesIn(lines)) === false) continue;
      this.#insert(lines, option, price, risk);
    }
  }

  #insert(set: LineSet, option: number, cost: number, risk: number): void {
    let before = -1;
    let at = this.head[set] as number;
    while (at >= 0 && (this.cost[at] as number) <= cost) {
      if ((this.risk[at] as number) <= risk) return;
      before = at;
      at = this.next[at] as number;
    }
    while (at >= 0 && (this.risk[at] as number) >= risk) at = this.next[at] as number;
    const entry = this.count;
    if (entry === this.next.length) this.#grow();
    this.count += 1;
    this.next[entry] = at;
    this.cost[entry] = cost;
    this.risk[entry] = risk;
    this.option[entry] = option;
    this.set[entry] = set;
    if (before < 0) this.head[set] = entry;
    else this.next[before] = entry;
  }

  #grow(): void {
    const length = 2 * this.next.length;
    this.next = grown(this.next, length);
    this.cost = grown(this.cost, length);
    this.risk = grown(this.risk, length);
    this.option = grown(this.option, length);
    this.set = grown(this.set, length);
  }
}
