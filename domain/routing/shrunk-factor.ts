import type { TransitPrior, TransitRecords, TransitState } from './transit-statistics.ts';

/** One factor's groups: weighted sums of what the other factors leave over, and how far they are trusted. */
export type Factor = { weight: Float64Array; sum: Float64Array; count: Float64Array; lambda: number; variance: number };

/** Before anything is fitted a group needs about so many records to speak for itself. */
const FIRST_LAMBDA = 8;

export const emptyFactor = (): Factor => ({
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

export const makeRoom = (factor: Factor, group: number): void => {
  if (group < factor.weight.length) return;
  factor.weight = grown(factor.weight, group + 1);
  factor.sum = grown(factor.sum, group + 1);
  factor.count = grown(factor.count, group + 1);
};

export const effectOf = (factor: Factor, group: number): number =>
  group < 0 || group >= factor.weight.length
    ? 0
    : (factor.sum[group] as number) / ((factor.weight[group] as number) + factor.lambda);

/** Sets one factor's effects to what the others leave over; `left` is updated to what then remains. */
export const sweepFactor = (
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
export const updateShrinkage = (
  factor: Factor,
  noiseVariance: number,
  { spread, spreadGroups }: TransitPrior,
): number => {
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

export const keptGroups = (factor: Factor): TransitState['factors'][number]['groups'] => {
  const groups = new Map<number, { records: number; weight: number; effect: number }>();
  factor.weight.forEach((weight, group) => {
    if (weight > 0)
      groups.set(group, { records: factor.count[group] as number, weight, effect: effectOf(factor, group) });
  });
  return groups;
};

export const restored = ({ spread, shrinkage, groups }: TransitState['factors'][number]): Factor => {
  const factor = { ...emptyFactor(), lambda: shrinkage, variance: spread * spread };
  for (const [group, { records, weight, effect }] of groups) {
    makeRoom(factor, group);
    factor.weight[group] = weight;
    factor.count[group] = records;
    factor.sum[group] = effect * (weight + shrinkage);
  }
  return factor;
};
