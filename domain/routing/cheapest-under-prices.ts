import type { ExpectedOrders } from './expected-orders.ts';
import { grown } from './grown-column.ts';

/** Lines are first placed as if no source were open, then again given what that opened. */
const PASSES = 2;
const NOWHERE = Number.POSITIVE_INFINITY;

/**
 * How orders would be served under prices: from one source, or each line from where it is cheapest given the sources that others open. Near
 * the cheapest in less than a microsecond; that several parcels are a risk together is not minded.
 */
export class CheapestUnderPrices {
  /** Of the order last asked about: the source of each line, −1 where it is left unserved. */
  chosen = new Int32Array(16);
  readonly #orders: ExpectedOrders;
  readonly #shortCost: number;
  #trial = new Int32Array(16);
  #least = new Float64Array(16);
  #base = new Float64Array(64);
  #cost = new Float64Array(256);
  #opened = new Int32Array(64);

  /** @param shortCost what it costs that a line is not served */
  constructor(orders: ExpectedOrders, shortCost: number) {
    this.#orders = orders;
    this.#shortCost = shortCost;
  }

  /** Chooses the sources of an order's lines under prices by row. */
  choose(order: number, prices: Float64Array): void {
    const { firstLine, firstSource } = this.#orders;
    const lines = (firstLine[order + 1] as number) - (firstLine[order] as number);
    const start = firstSource[order] as number;
    const sources = (firstSource[order + 1] as number) - start;
    this.#makeRoom(lines, sources);
    if (lines === 1) {
      this.#chooseOnly(order, start, sources, prices);
      return;
    }
    this.#price(order, start, lines, sources, prices);
    const whole = this.#fromOne(start, lines, sources);
    if (whole <= this.#leastDivided(lines, sources)) return;
    if (this.#divided(lines, sources) >= whole) return;
    for (let line = 0; line < lines; line += 1) {
      const source = this.#trial[line] as number;
      this.chosen[line] = source < 0 ? -1 : start + source;
    }
  }

  #chooseOnly(order: number, start: number, sources: number, prices: Float64Array): void {
    const { firstLine, baseCost, hourRow, firstCell, lineCost, stockRow, quantity } = this.#orders;
    const pieces = quantity[firstLine[order] as number] as number;
    let least = this.#shortCost;
    this.chosen[0] = -1;
    for (let source = start; source < start + sources; source += 1) {
      const cell = firstCell[source] as number;
      const cost =
        (baseCost[source] as number) +
        (prices[hourRow[source] as number] as number) +
        (lineCost[cell] as number) +
        (prices[stockRow[cell] as number] as number) * pieces;
      if (cost >= least) continue;
      least = cost;
      this.chosen[0] = source;
    }
  }

  /** Writes down what each source costs under the prices, and the least for each line. */
  #price(order: number, start: number, lines: number, sources: number, prices: Float64Array): void {
    const { firstLine, baseCost, hourRow, firstCell, lineCost, stockRow, quantity } = this.#orders;
    const from = firstLine[order] as number;
    const least = this.#least.fill(NOWHERE, 0, lines);
    for (let source = 0; source < sources; source += 1) {
      const at = start + source;
      this.#base[source] = (baseCost[at] as number) + (prices[hourRow[at] as number] as number);
      const cell = firstCell[at] as number;
      for (let line = 0; line < lines; line += 1) {
        const before = lineCost[cell + line] as number;
        const cost =
          before === NOWHERE
            ? NOWHERE
            : before + (prices[stockRow[cell + line] as number] as number) * (quantity[from + line] as number);
        this.#cost[source * lines + line] = cost;
        if (cost < (least[line] as number)) least[line] = cost;
      }
    }
  }

  #fromOne(start: number, lines: number, sources: number): number {
    let cheapest = lines * this.#shortCost;
    let best = -1;
    for (let source = 0; source < sources; source += 1) {
      let cost = this.#base[source] as number;
      for (let line = 0; line < lines; line += 1) cost += this.#cost[source * lines + line] as number;
      if (cost >= cheapest) continue;
      cheapest = cost;
      best = start + source;
    }
    this.chosen.fill(best, 0, lines);
    return cheapest;
  }

  /** No division into parcels, or with lines left unserved, costs less. */
  #leastDivided(lines: number, sources: number): number {
    let first = this.#shortCost;
    let second = this.#shortCost;
    for (let source = 0; source < sources; source += 1) {
      const base = this.#base[source] as number;
      if (base < first) {
        second = first;
        first = base;
      } else if (base < second) second = base;
    }
    let cost = first + second;
    for (let line = 0; line < lines; line += 1) cost += Math.min(this.#least[line] as number, this.#shortCost);
    return cost;
  }

  /** What it costs, parcels counted once, that every line goes from where it is cheapest beside the others. */
  #divided(lines: number, sources: number): number {
    const opened = this.#opened.fill(0, 0, sources);
    for (let pass = 1; pass <= PASSES; pass += 1) {
      for (let line = 0; line < lines; line += 1) {
        const best = this.#placeOf(line, lines, sources);
        this.#trial[line] = best;
        if (best >= 0) opened[best] = pass;
      }
      // What only earlier passes used is closed again.
      for (let source = 0; source < sources; source += 1) if (opened[source] !== pass) opened[source] = 0;
    }
    return this.#costOfTrial(lines, sources);
  }

  #costOfTrial(lines: number, sources: number): number {
    let cost = 0;
    for (let source = 0; source < sources; source += 1)
      if (this.#opened[source] !== 0) cost += this.#base[source] as number;
    for (let line = 0; line < lines; line += 1) {
      const source = this.#trial[line] as number;
      cost += source < 0 ? this.#shortCost : (this.#cost[source * lines + line] as number);
    }
    return cost;
  }

  #placeOf(line: number, lines: number, sources: number): number {
    let least = this.#shortCost;
    let best = -1;
    for (let source = 0; source < sources; source += 1) {
      const cost =
        (this.#cost[source * lines + line] as number) +
        (this.#opened[source] === 0 ? (this.#base[source] as number) : 0);
      if (cost >= least) continue;
      least = cost;
      best = source;
    }
    return best;
  }

  #makeRoom(lines: number, sources: number): void {
    if (lines > this.chosen.length) {
      this.chosen = grown(this.chosen, 2 * lines);
      this.#trial = grown(this.#trial, 2 * lines);
      this.#least = grown(this.#least, 2 * lines);
    }
    if (sources > this.#base.length) {
      this.#base = grown(this.#base, 2 * sources);
      this.#opened = grown(this.#opened, 2 * sources);
    }
    if (sources * lines > this.#cost.length) this.#cost = grown(this.#cost, 2 * sources * lines);
  }
}
