import type { TrainingTable } from './boosting-table.ts';

/** Steps into which the values of a feature are cut, the missing in the first. */
export const BINS = 32;

/** Ends of the steps, at the quantiles of the known values. */
export const binCutsOf = (table: TrainingTable, feature: number): Float32Array => {
  const { rows, features, values } = table;
  const sorted = new Float32Array(rows);
  let count = 0;
  for (let i = 0; i < rows; i += 1) {
    const value = values[i * features + feature] as number;
    if (!Number.isNaN(value)) sorted[count++] = value;
  }
  const known = sorted.subarray(0, count).sort();
  const cuts: number[] = [];
  for (let bin = 1; bin < BINS - 1; bin += 1) {
    const cut = known[Math.floor((bin * count) / (BINS - 1))] as number;
    if (count > 0 && cut < (known[count - 1] as number) && cut !== cuts.at(-1)) cuts.push(cut);
  }
  return Float32Array.from(cuts);
};

/** 0 is missing; otherwise 1 + the number of cuts below the value. */
export const binOf = (cuts: Float32Array, value: number): number => {
  if (Number.isNaN(value)) return 0;
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value > (cuts[middle] as number)) low = middle + 1;
    else high = middle;
  }
  return low + 1;
};
