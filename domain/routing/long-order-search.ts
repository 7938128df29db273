import { nonDominated } from './frontier-search.ts';
import { LagrangeBound } from './lagrange-bound.ts';
import type { OptionSieve } from './option-sieve.ts';
import type { ParcelColumns } from './parcel-columns.ts';
import { ParcelDescent } from './parcel-descent.ts';
import type { Load } from './parcel-limits.ts';

/** Times the price of risk is raised or halved in between until plans just keep the promise. */
const PRICE_STEPS = 8;
/** Rounds of closing each parcel of the best plan and going downhill anew. */
const MAX_ROUNDS = 4;
const MAX_PAIRS = 15;
/** Multiples of the price of risk at which safer plans are looked for. */
const SAFER = [3, 10, 40, 200, 2000];
const NO_LIMIT = Number.POSITIVE_INFINITY;

export type LimitedLoads = (open: readonly number[]) => readonly Load[] | null;
export type LongPlan = { readonly cost: number; readonly risk: number; readonly loads: readonly Load[] };
type Kept = LongPlan & { readonly open: readonly number[] };

/**
 * Cheap plans for an order of more lines than sets can be enumerated for, and how cheap one could be at most: descents at several prices of risk, from the best plan with each
 * parcel closed in turn, and from what Lagrangian prices open.
 */
export class LongOrderSearch {
  readonly #descent: ParcelDescent;
  readonly #riskBudget: number;
  readonly #kept: Kept[] = [];
  readonly #columns: ParcelColumns;
  /** Puts the lines into open options within limits, or null when some line finds no place; null: nothing limits. */
  readonly #limited: LimitedLoads | null;
  #best: Kept | null = null;

  constructor(columns: ParcelColumns, sieve: OptionSieve, riskBudget: number, limited: LimitedLoads | null) {
    this.#columns = columns;
    this.#descent = new ParcelDescent(columns, sieve);
    this.#riskBudget = riskBudget;
    this.#limited = limited;
  }

  /** Cheapest first, then ever safer; the bound is proven. */
  search(): { plans: LongPlan[]; bound: number } {
    const descent = this.#descent;
    this.#from([], 0, NO_LIMIT);
    const free = [...descent.open];
    if (!descent.isWhole) return { plans: [], bound: NO_LIMIT };
    const riskPrice = this.#keepPromise(free);
    if (!this.#best) return { plans: [], bound: 0 };
    descent.start(this.#best.open);
    const lagrange = new LagrangeBound(descent, this.#riskBudget, riskPrice);
    lagrange.raise(
      () => (this.#best as Kept).cost,
      (open) => this.#improve(open, riskPrice),
    );
    this.#shake(riskPrice, lagrange);
    for (const times of SAFER) this.#from(this.#best.open, times * Math.max(riskPrice, this.#best.cost), NO_LIMIT);
    const plans = nonDominated(this.#kept);
    return { plans, bound: Math.min(lagrange.bound, plans[0]?.cost ?? NO_LIMIT) };
  }

  /** Raises the price of risk until plans keep the promise, then finds the lowest price at which they do. */
  #keepPromise(free: readonly number[]): number {
    if (this.#best) return 0;
    let low = 0;
    let high = this.#descent.totalCost / Math.max(this.#riskBudget, 1e-9) / 10;
    for (let step = 0; step < PRICE_STEPS && !this.#improve(free, high); step += 1) {
      low = high;
      high *= 6;
    }
    if (!this.#best) this.#improve([], high);
    for (let step = 0; step < PRICE_STEPS && this.#best; step += 1) {
      const middle = (low + high) / 2;
      if (this.#improve(free, middle)) high = middle;
      else low = middle;
    }
    return high;
  }

  /** Downhill at a price of risk, then at no price within the budget. Whether the first leg ended within the budget. */
  #improve(start: readonly number[], riskPrice: number): boolean {
    const kept = this.#from(start, riskPrice, NO_LIMIT);
    if (kept) this.#from([...this.#descent.open], 0, this.#riskBudget);
    return kept;
  }

  /** Closes each parcel of the best plan, then each two, and goes downhill without them and back. */
  #shake(riskPrice: number, { bound }: LagrangeBound): void {
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const { cost, open } = this.#best as Kept;
      if (cost - bound <= 1e-6 * cost) return;
      for (const one of open) this.#without([one], open, riskPrice);
      const pairs = open.flatMap((one, index) => open.slice(index + 1).map((other) => [one, other]));
      if (this.#bestCost >= cost - 1e-9)
        for (const pair of pairs.slice(0, MAX_PAIRS)) this.#without(pair, open, riskPrice);
      if (this.#bestCost >= cost - 1e-9) return;
    }
  }

  get #bestCost(): number {
    return this.#best?.cost ?? NO_LIMIT;
  }

  #without(closed: readonly number[], open: readonly number[], riskPrice: number): void {
    const { banned } = this.#descent;
    for (const candidate of closed) banned[candidate] = 1;
    const left = open.filter((other) => !closed.includes(other));
    this.#from(left, riskPrice, NO_LIMIT);
    const elsewhere = [...this.#descent.open];
    this.#from(elsewhere, 0, this.#riskBudget);
    for (const candidate of closed) banned[candidate] = 0;
    this.#improve(elsewhere, riskPrice);
  }

  /** Goes downhill from a set of parcels and keeps the plan if it keeps the promise. */
  #from(start: readonly number[], riskPrice: number, riskLimit: number): boolean {
    const descent = this.#descent;
    descent.start(start);
    descent.descend(riskPrice, riskLimit);
    if (!descent.isWhole) return false;
    const loads = this.#limited
      ? this.#limited(descent.open.map((candidate) => this.#optionOf(candidate)))
      : this.#loads();
    if (!loads) return false;
    const plan = { ...this.#totals(loads), loads, open: [...descent.open] };
    if (plan.risk > this.#riskBudget) return false;
    this.#kept.push(plan);
    if (plan.cost < (this.#best?.cost ?? NO_LIMIT)) this.#best = plan;
    return true;
  }

  #optionOf(candidate: number): number {
    return this.#descent.option[candidate] as number;
  }

  #loads(): Load[] {
    const byOption = new Map<number, number[]>();
    this.#descent.assignment.forEach((candidate, line) => {
      const option = this.#optionOf(candidate);
      const lines = byOption.get(option);
      if (lines) lines.push(line);
      else byOption.set(option, [line]);
    });
    return [...byOption].map(([option, lines]) => ({ option, lines }));
  }

  #totals(loads: readonly Load[]): { cost: number; risk: number } {
    const { baseCost, risk, lineCost, lineCount } = this.#columns;
    const totals = { cost: 0, risk: 0 };
    for (const { option, lines } of loads) {
      totals.cost += baseCost[option] as number;
      totals.risk += risk[option] as number;
      for (const line of lines) totals.cost += lineCost[option * lineCount + line] as number;
    }
    return totals;
  }
}
