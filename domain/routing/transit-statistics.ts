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

type Factor = { weight: Float64Array; sum: Float64Array; count: Float64Array; lambda: number; variance: number };

const SWEEPS = 4;
/** Before anything is fitted a group needs about so many records to speak for itself. */
const FIRST_LAMBDA = 8;

const emptyFactor = (): Factor => ({
  weight: new Float64Array(8),
  sum: new Float64Array(8),
  count: new Float64Array(8),
  lambda: FIRST_LAMBDA,
  variance: 0.1,
});

const grown = (values: Float64Array, size: number): Float64Array => {
  const next = new Float64Array(Math.max(size, 2 * values.length));
  next.set(values);
  return next;
};

const makeRoom = (factor: Factor, group: number): void => {
  if (group < factor.weight.length) return;
  factor.weight = grown(factor.weight, group + 1);
  factor.sum = grown(factor.sum, group + 1);
  factor.count = grown(factor.count, group + 1);
};

const effectOf = (factor: Factor, group: number): number =>
  group < 0 || group >= factor.weight.length
    ? 0
    : (factor.sum[group] as number) / ((factor.weight[group] as number) + factor.lambda);

/** Sets one factor's effects to what the others leave over; `left` is updated to what then remains. */
const sweepFactor = (
  factor: Factor,
  records: TransitRecords,
  left: Float64Array,
  at: number,
  factors: number,
): void => {
  const before = Float64Array.from(factor.weight, (_, group) => effectOf(factor, group));
  factor.weight.fill(0);
  factor.sum.fill(0);
  factor.count.fill(0);
  const { groups, weights } = records;
  for (let i = 0; i < left.length; i += 1) {
    const group = groups[i * factors + at] as number;
    if (group < 0) continue;
    makeRoom(factor, group);
    const weight = weights[i] as number;
    factor.weight[group] = (factor.weight[group] as number) + weight;
    factor.count[group] = (factor.count[group] as number) + 1;
    factor.sum[group] = (factor.sum[group] as number) + weight * ((left[i] as number) + (before[group] ?? 0));
  }
  for (let i = 0; i < left.length; i += 1) {
    const group = groups[i * factors + at] as number;
    if (group >= 0) left[i] = (left[i] as number) + (before[group] ?? 0) - effectOf(factor, group);
  }
};

/** One expectation-maximisation step for the spread of a factor's groups. */
const updateShrinkage = (factor: Factor, noiseVariance: number, { spread, spreadGroups }: TransitPrior): number => {
  let groups = 0;
  let squares = 0;
  let freedom = 0;
  for (let group = 0; group < factor.weight.length; group += 1) {
    const weight = factor.weight[group] as number;
    if (weight <= 0) continue;
    groups += 1;
    freedom += weight / (weight + factor.lambda);
    squares += effectOf(factor, group) ** 2 + noiseVariance / (weight + factor.lambda);
  }
  if (groups > 0) {
    const variance = (squares + spreadGroups * spread * spread) / (groups + spreadGroups);
    factor.variance = Math.max(variance, 1e-6 * noiseVariance, 1e-12);
  }
  factor.lambda = Math.min(Math.max(noiseVariance / factor.variance, 0.02), 1e5);
  return freedom;
};

const keptGroups = (factor: Factor): TransitState['factors'][number]['groups'] => {
  const groups = new Map<number, { records: number; weight: number; effect: number }>();
  factor.weight.forEach((weight, group) => {
    if (weight > 0)
      groups.set(group, { records: factor.count[group] as number, weight, effect: effectOf(factor, group) });
  });
  return groups;
};

const restored = ({ spread, shrinkage, groups }: TransitState['factors'][number]): Factor => {
  const factor = { ...emptyFactor(), lambda: shrinkage, variance: spread * spread };
  for (const [group, { records, weight, effect }] of groups) {
    makeRoom(factor, group);
    factor.weight[group] = weight;
    factor.count[group] = records;
    factor.sum[group] = effect * (weight + shrinkage);
  }
  return factor;
};

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
