import { CheapestUnderPrices } from './cheapest-under-prices.ts';
import type { ExpectedOrders } from './expected-orders.ts';

/** How long and how far prices are moved; measured on streams (`npm run bench -- stream`). */
export type Pace = {
  readonly rounds: number;
  /** A round asks each so-many-th order, every round other ones. */
  readonly parts: number;
  /** By how much a price moves at most, in major units, in the first round and in the last. */
  readonly firstStep: number;
  readonly lastStep: number;
};

/** From nothing. */
export const FRESH: Pace = { rounds: 60, parts: 4, firstStep: 4, lastStep: 0.1 };
/**
 * From prices of a while ago. The last step stays large: prices go on swinging by what chance brings, and their mean is then above zero
 * also where stock would just do on average, as it should be.
 */
export const AGAIN: Pace = { rounds: 8, parts: 5, firstStep: 3, lastStep: 1 };

/** A round asks no fewer orders than this while there are as many. */
const LEAST_ASKED = 500;

export type Expectation = {
  /** What there is of each row. */
  readonly supply: Float64Array;
  /** How many orders will be before stock comes in again. */
  readonly expected: number;
  /** What it costs that a line is not served, in major units. */
  readonly shortCost: number;
};

/**
 * Prices of scarce rows under which the expected orders, each served as is cheapest for itself, ask for no more than there is: Lagrange
 * multipliers by subgradient steps relative to what is asked and what there is, averaged over the later half of the rounds. What
 * is not scarce costs nothing. Deterministic.
 * @param before by row; where to start from
 */
export const priceScarcity = (
  orders: ExpectedOrders,
  before: Float64Array,
  { supply, expected, shortCost }: Expectation,
  { rounds, parts: mostParts, firstStep, lastStep }: Pace,
): Float64Array => {
  const parts = Math.max(1, Math.min(mostParts, Math.floor(orders.count / LEAST_ASKED)));
  const chooser = new CheapestUnderPrices(orders, shortCost);
  // Nobody can be sent to where nothing is.
  const prices = supply.map((there, row) => (there > 0 ? (before[row] ?? 0) : Number.POSITIVE_INFINITY));
  const asked = new Float64Array(supply.length);
  const sums = new Float64Array(supply.length);
  const fall = (lastStep / firstStep) ** (1 / Math.max(1, rounds - 1));
  const counted = Math.ceil(rounds / 2);
  for (let round = 0; round < rounds; round += 1) {
    const sampled = addAsked(orders, chooser, prices, asked.fill(0), round % parts, parts);
    const times = sampled === 0 ? 0 : expected / sampled;
    const step = firstStep * fall ** round;
    for (let row = 0; row < supply.length; row += 1) {
      const wanted = times * (asked[row] as number);
      const there = supply[row] as number;
      prices[row] = Math.max(0, (prices[row] as number) + (step * (wanted - there)) / Math.max(wanted, there, 1));
      if (round >= rounds - counted) sums[row] = (sums[row] as number) + (prices[row] as number) / counted;
    }
  }
  return sums.map((price, row) => (Number.isFinite(price) ? price : (before[row] ?? 0)));
};

/** Adds up by row what every `every`th order asks for; how many orders that were. */
const addAsked = (
  { count, firstLine, firstCell, stockRow, hourRow, quantity }: ExpectedOrders,
  chooser: CheapestUnderPrices,
  prices: Float64Array,
  asked: Float64Array,
  first: number,
  every: number,
): number => {
  for (let order = first; order < count; order += every) {
    chooser.choose(order, prices);
    const from = firstLine[order] as number;
    const lines = (firstLine[order + 1] as number) - from;
    for (let line = 0; line < lines; line += 1) {
      const source = chooser.chosen[line] as number;
      if (source < 0) continue;
      const row = stockRow[(firstCell[source] as number) + line] as number;
      asked[row] = (asked[row] as number) + (quantity[from + line] as number);
      const hour = hourRow[source] as number;
      // A parcel is counted with the first of its lines.
      if (chooser.chosen.indexOf(source) === line) asked[hour] = (asked[hour] as number) + 1;
    }
  }
  return Math.max(0, Math.ceil((count - first) / every));
};
