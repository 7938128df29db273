import {
  effectOf,
  emptyFactor,
  type Factor,
  keptGroups,
  makeRoom,
  restored,
  sweepFactor,
  updateShrinkage,
} from './shrunk-factor.ts';

/**
 * Running statistics of a quantity (log transit hours, lateness) by group: a mean and, per factor (mode, carrier, corridor,
 * lane …), an effect for each of its groups. Effects are shrunk by empirical Bayes: a group with n records keeps
 * n ÷ (n + λ) of what it shows, where λ is the noise of a record over the spread of that factor's groups. Since a lane's effect
 * is counted on top of those of its corridor, carrier and mode, a lane with few records stays with them: hierarchical shrinkage.
 */
export type TransitStatistics = {
  /** The expected quantity for a record in these groups (−1: group unknown, the effect is 0). */
  readonly mean: (groups: Int32Array, offset: number) => number;
  readonly effect: (factor: number, group: number) => number;
  /** Variance of the expectation itself: what the groups' effects may still be off. */
  readonly uncertainty: (groups: Int32Array, offset: number) => number;
  readonly count: (factor: number, group: number) => number;
  /** Takes in one more record. */
  readonly add: (value: number, groups: Int32Array, offset: number) => void;
  /** Fits mean, effects and shrinkage anew to weighted records. */
  readonly refit: (records: TransitRecords) => void;
  /** Spread of a record around its expectation. */
  readonly noise: () => number;
  /** The mean before any effect. */
  readonly base: () => number;
  readonly summary: () => FactorSummary[];
  readonly state: () => TransitState;
};

/** Records in columns: record i is in group `groups[i * factors + f]` of factor f. */
export type TransitRecords = {
  readonly values: Float64Array;
  readonly weights: Float64Array;
  readonly groups: Int32Array;
};

/** How much the groups of a factor differ, and how many records a group needs to count half for itself. */
export type FactorSummary = { readonly spread: number; readonly shrinkage: number };

/** What is kept of the statistics: `groups` are those with records, by their code. */
export type TransitState = {
  readonly mean: number;
  readonly meanWeight: number;
  readonly noise: number;
  readonly factors: readonly (FactorSummary & {
    readonly groups: ReadonlyMap<
      number,
      { readonly records: number; readonly weight: number; readonly effect: number }
    >;
  })[];
};

/** What is believed before there are records: how much a record strays, and the groups of a factor from each other. */
export type TransitPrior = {
  readonly noise: number;
  readonly noiseRecords: number;
  readonly spread: number;
  readonly spreadGroups: number;
};
const NO_PRIOR: TransitPrior = { noise: 0, noiseRecords: 0, spread: 0, spreadGroups: 0 };

const SWEEPS = 4;

export const transitStatistics = (
  factors: number,
  startingMean: number,
  state: TransitState | null = null,
  prior: TransitPrior = NO_PRIOR,
): TransitStatistics => {
  const all: Factor[] = state ? state.factors.map(restored) : Array.from({ length: factors }, emptyFactor);
  let base = state?.mean ?? startingMean;
  let baseWeight = state?.meanWeight ?? 1;
  let noiseVariance = state ? state.noise ** 2 : 0.25;

  const mean = (groups: Int32Array, offset: number): number => {
    let sum = base;
    for (let f = 0; f < factors; f += 1) sum += effectOf(all[f] as Factor, groups[offset + f] as number);
    return sum;
  };

  const add = (value: number, groups: Int32Array, offset: number): void => {
    let left = value - mean(groups, offset);
    baseWeight += 1;
    base += left / baseWeight;
    left -= left / baseWeight;
    for (let f = 0; f < factors; f += 1) {
      const group = groups[offset + f] as number;
      if (group < 0) continue;
      const factor = all[f] as Factor;
      makeRoom(factor, group);
      const before = effectOf(factor, group);
      factor.weight[group] = (factor.weight[group] as number) + 1;
      factor.count[group] = (factor.count[group] as number) + 1;
      factor.sum[group] = (factor.sum[group] as number) + left + before;
      left += before - effectOf(factor, group);
    }
  };

  const refit = (records: TransitRecords): void => {
    const { values, weights, groups } = records;
    if (values.length === 0) return;
    const left = Float64Array.from(values, (value, i) => value - mean(groups, i * factors));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
      const shift = left.reduce((sum, value, i) => sum + value * (weights[i] as number), 0) / total;
      base += shift;
      for (let i = 0; i < left.length; i += 1) left[i] = (left[i] as number) - shift;
      all.forEach((factor, at) => {
        sweepFactor(factor, records, left, at, factors);
      });
      const squares = left.reduce((sum, value, i) => sum + value * value * (weights[i] as number), 0);
      const freedom = all.reduce((sum, factor) => sum + updateShrinkage(factor, noiseVariance, prior), 0);
      const { noise, noiseRecords } = prior;
      const known = Math.max(total - freedom, 0.1 * total) + noiseRecords;
      noiseVariance = Math.max((squares + noiseRecords * noise * noise) / known, 1e-8);
    }
    baseWeight = total;
  };

  return {
    mean,
    add,
    refit,
    effect: (factor, group) => effectOf(all[factor] as Factor, group),
    uncertainty: (groups, offset) => {
      let variance = 0;
      for (let f = 0; f < factors; f += 1) {
        const { weight, lambda, variance: spread } = all[f] as Factor;
        const group = groups[offset + f] as number;
        variance += (spread * lambda) / (lambda + (group < 0 ? 0 : (weight[group] ?? 0)));
      }
      return variance;
    },
    count: (factor, group) => (group < 0 ? 0 : ((all[factor] as Factor).count[group] ?? 0)),
    base: () => base,
    noise: () => Math.sqrt(noiseVariance),
    summary: () => all.map(({ variance, lambda }) => ({ spread: Math.sqrt(variance), shrinkage: lambda })),
    state: () => ({
      mean: base,
      meanWeight: baseWeight,
      noise: Math.sqrt(noiseVariance),
      factors: all.map((factor) => ({
        spread: Math.sqrt(factor.variance),
        shrinkage: factor.lambda,
        groups: keptGroups(factor),
      })),
    }),
  };
};
