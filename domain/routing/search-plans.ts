import type { Demand } from './demand.ts';
import { FrontierSearch, nonDominated } from './frontier-search.ts';
import { thinned } from './frontier-thinning.ts';
import { limitedLoads } from './limited-loads.ts';
import { type LimitedLoads, LongOrderSearch } from './long-order-search.ts';
import { OptionSieve } from './option-sieve.ts';
import { ParcelColumns } from './parcel-columns.ts';
import { linesIn, MAX_SET_LINES } from './parcel-fronts.ts';
import { type Conflict, isUnlimited, type Load, type ParcelLimits, parcelLimits } from './parcel-limits.ts';
import { choiceOf, type PlanChoice } from './plan-choice.ts';
import type { PreparedNetwork } from './prepared-network.ts';
import type { StockView } from './stock-view.ts';

/** Orders of up to so many lines are planned exactly. */
export const EXACT_LINES = MAX_SET_LINES;
/** From here on leaving out needless options pays for itself. */
const SIEVED_LINES = 4;
/** Branches looked at when parcels together break a limit; such orders are rare and small. */
const MAX_BRANCHES = 300;

type Found = { readonly cost: number; readonly risk: number; readonly loads: readonly Load[] };
/** Options that must not carry a line, as places in the columns' line costs. */
type Branch = { readonly bans: readonly number[]; readonly found: readonly Found[] };

export type SearchedPlans = {
  /** The cheapest first, then ever safer and costlier; none when there is none. */
  readonly choices: readonly PlanChoice[];
  /** Proven: no plan within the risk budget weighs less. */
  readonly bound: number;
};

/** Plans orders on one network, one after the other; its room is kept from order to order. */
export class PlanSearch {
  readonly columns: ParcelColumns;
  readonly #network: PreparedNetwork;
  readonly #sieve = new OptionSieve();
  readonly #frontier = new FrontierSearch();

  constructor(network: PreparedNetwork) {
    this.#network = network;
    this.columns = new ParcelColumns(network);
  }

  /** Plans within the risk budget. */
  search(demand: Demand, stock: StockView): SearchedPlans {
    const unlimited = isUnlimited(demand);
    this.columns.collect(demand, stock, !unlimited);
    const limits = unlimited ? null : parcelLimits(demand, this.#network, stock, this.columns);
    if (demand.lines.length > EXACT_LINES) return this.#nearly(demand, limits);
    const found = limits ? this.#withLimits(demand, limits) : this.#exactly(demand, null);
    if (found === null) return this.#nearly(demand, limits);
    const choices = found.map(({ loads }) => choiceOf(demand, this.#network, this.columns, loads));
    return { choices, bound: choices[0]?.weight ?? Number.POSITIVE_INFINITY };
  }

  /** Near the cheapest, with a bound on how far. */
  #nearly(demand: Demand, limits: ParcelLimits | null): SearchedPlans {
    this.#sieve.keepAll(this.columns);
    if (!limits) {
      this.#sieve.keepUnbeaten(this.columns);
      this.#sieve.sort(this.columns);
      this.#sieve.drop(this.columns, () => true);
    }
    const candidates = this.#sieve.kept.slice(0, this.#sieve.count);
    const limited: LimitedLoads | null =
      limits && ((open) => limitedLoads(this.columns, limits, Array.from(candidates), open));
    const { plans, bound } = new LongOrderSearch(this.columns, this.#sieve, demand.riskBudget, limited).search();
    const choices = thinned(plans).map(({ loads }) => choiceOf(demand, this.#network, this.columns, loads));
    return { choices, bound };
  }

  #exactly(demand: Demand, limits: ParcelLimits | null): Found[] {
    const { fronts } = this.#frontier;
    if (limits || this.columns.lineCount === 1) this.#sieve.keepAll(this.columns);
    else this.#sieve.keepUnbeaten(this.columns);
    if (this.columns.lineCount >= SIEVED_LINES) {
      this.#sieve.sort(this.columns);
      this.#sieve.drop(this.columns, (option) => limits === null || !limits.isTight(option));
    }
    fronts.build(this.columns, this.#sieve, limits);
    const plans = this.#frontier.search(demand.riskBudget);
    // With limits to keep, later plans may have to stand in for earlier ones.
    return (limits ? plans : thinned(plans)).map(({ cost, risk, entries }) => ({
      cost,
      risk,
      loads: entries.map((entry) => ({
        option: fronts.option[entry] as number,
        lines: linesIn(fronts.set[entry] as number),
      })),
    }));
  }

  /**
   * Of the lines in a conflict at least one must go another way: each is tried in turn (branch and bound, best plan first).
   * Exact; null when the branches run out.
   */
  #withLimits(demand: Demand, limits: ParcelLimits): Found[] | null {
    const open: Branch[] = [];
    const look = (bans: readonly number[]): void => {
      const found = this.#without(bans, () => this.#exactly(demand, limits));
      if (found.length > 0) open.push({ bans, found });
    };
    look([]);
    for (let branches = 0; branches < MAX_BRANCHES && open.length > 0; branches += 1) {
      open.sort((a, b) => (b.found[0]?.cost ?? 0) - (a.found[0]?.cost ?? 0));
      const { bans, found } = open.pop() as Branch;
      const conflict = limits.conflictIn(found[0]?.loads ?? []);
      if (!conflict) return thinned(nonDominated(found.filter(({ loads }) => limits.conflictIn(loads) === null)));
      for (const line of conflict.lines) look([...bans, ...this.#places(line, conflict)]);
    }
    return open.length === 0 ? [] : null;
  }

  #places(line: number, { holds }: Conflict): number[] {
    const { count, lineCount } = this.columns;
    return Array.from({ length: count }, (_, option) => option)
      .filter(holds)
      .map((option) => option * lineCount + line);
  }

  #without<Result>(bans: readonly number[], run: () => Result): Result {
    const { lineCost } = this.columns;
    const before = bans.map((place) => lineCost[place] as number);
    for (const place of bans) lineCost[place] = Number.POSITIVE_INFINITY;
    const result = run();
    bans.forEach((place, index) => {
      lineCost[place] = before[index] as number;
    });
    return result;
  }
}
