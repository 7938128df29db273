import type { Comparison } from './person-comparison.ts';
import { expectedAgreements } from './person-likelihood.ts';
import type { Population } from './person-population.ts';
import { FIELDS, type LevelShares, type PersonWeights } from './person-weights.ts';

type Counts = Record<string, Record<string, number>>;

/** As if this many pairs of each level had been seen as the weights before say: no level becomes impossible. */
const PRIOR_PAIRS = 20;

const countsFrom = (shares: LevelShares): Counts =>
  Object.fromEntries(
    FIELDS.map((field) => [
      field,
      Object.fromEntries(
        Object.entries(shares[field]).map(([level, share]) => [level, level === 'MISSING' ? 0 : share * PRIOR_PAIRS]),
      ),
    ]),
  );

const add = (counts: Counts, compared: Comparison, part: number): void => {
  for (const field of FIELDS) {
    const levels = counts[field];
    if (levels && compared[field] !== 'MISSING') levels[compared[field]] = (levels[compared[field]] ?? 0) + part;
  }
};

const sharesOf = (counts: Counts): LevelShares =>
  Object.fromEntries(
    Object.entries(counts).map(([field, levels]) => {
      const sum = Object.values(levels).reduce((total, count) => total + count, 0);
      const shares = Object.entries(levels).map(([level, count]) => [level, level === 'MISSING' ? 1 : count / sum]);
      return [field, Object.fromEntries(shares)];
    }),
  ) as LevelShares;

const improved = (pairs: readonly Comparison[], population: Population, weights: PersonWeights): PersonWeights => {
  const same = countsFrom(weights.same);
  for (const compared of pairs) {
    const expected = expectedAgreements(compared, population, weights);
    const all = expected.same + expected.housemates + expected.strangers;
    add(same, compared, expected.same / all);
  }
  return { same: sharesOf(same), housemates: weights.housemates };
};

/**
 * Learns from pairs that nobody has judged how one person's accounts, and housemates', agree: expectation–maximisation after
 * Fellegi and Sunter, strangers' agreements counted from the population instead of learned.
 * @param pairs compared accounts that share a block key
 */
export const learnWeights = (
  pairs: readonly Comparison[],
  population: Population,
  from: PersonWeights,
  rounds = 8,
): PersonWeights => {
  let weights = from;
  for (let round = 0; round < rounds; round += 1) weights = improved(pairs, population, weights);
  return weights;
};
