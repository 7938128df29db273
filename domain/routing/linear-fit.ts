/** Least squares and logistic regression with a pull towards given weights: a handful of inputs, solved directly. */
export type LinearTable = {
  readonly rows: number;
  readonly width: number;
  readonly inputs: Float64Array;
  readonly targets: Float64Array;
};

/** Solves A x = b for a symmetric positive definite A (row by row), by Cholesky's method; A is overwritten. */
const solve = (a: Float64Array, b: Float64Array, n: number): Float64Array => {
  const at = (i: number, j: number): number => a[i * n + j] as number;
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = at(i, j);
      for (let k = 0; k < j; k += 1) sum -= at(i, k) * at(j, k);
      a[i * n + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / at(j, j);
    }
  }
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i += 1) {
    for (let k = 0; k < i; k += 1) x[i] = (x[i] as number) - at(i, k) * (x[k] as number);
    x[i] = (x[i] as number) / at(i, i);
  }
  for (let i = n - 1; i >= 0; i -= 1) {
    for (let k = i + 1; k < n; k += 1) x[i] = (x[i] as number) - at(k, i) * (x[k] as number);
    x[i] = (x[i] as number) / at(i, i);
  }
  return x;
};

const scoreAt = ({ inputs, width }: LinearTable, row: number, weights: Float64Array): number => {
  let score = 0;
  for (let j = 0; j < width; j += 1) score += (inputs[row * width + j] as number) * (weights[j] as number);
  return score;
};

/** One Newton step from `weights`, with curvature and error of each row given by `slope`. */
const step = (
  table: LinearTable,
  weights: Float64Array,
  towards: Float64Array,
  pull: number,
  slope: (score: number, target: number) => readonly [error: number, curvature: number],
): Float64Array => {
  const { rows, width, inputs, targets } = table;
  const a = new Float64Array(width * width);
  const b = new Float64Array(width);
  for (let row = 0; row < rows; row += 1) {
    const [error, curvature] = slope(scoreAt(table, row, weights), targets[row] as number);
    for (let i = 0; i < width; i += 1) {
      const input = inputs[row * width + i] as number;
      b[i] = (b[i] as number) - error * input;
      for (let j = 0; j <= i; j += 1)
        a[i * width + j] = (a[i * width + j] as number) + curvature * input * (inputs[row * width + j] as number);
    }
  }
  for (let i = 0; i < width; i += 1) {
    a[i * width + i] = (a[i * width + i] as number) + pull;
    b[i] = (b[i] as number) - pull * ((weights[i] as number) - (towards[i] as number));
    for (let j = 0; j < i; j += 1) a[j * width + i] = a[i * width + j] as number;
  }
  const change = solve(a, b, width);
  return weights.map((weight, i) => weight + Math.min(Math.max(change[i] as number, -5), 5));
};

export const fitLinear = (table: LinearTable, towards: Float64Array, pull: number): Float64Array =>
  step(table, towards, towards, pull, (score, target) => [score - target, 1]);

const NEWTON_STEPS = 8;

/** @param nonNegative inputs whose weight may not fall below 0 */
export const fitLogistic = (
  table: LinearTable,
  towards: Float64Array,
  pull: number,
  nonNegative: readonly number[],
): Float64Array => {
  let weights: Float64Array = Float64Array.from(towards);
  for (let round = 0; round < NEWTON_STEPS; round += 1) {
    weights = step(table, weights, towards, pull, (score, target) => {
      const p = 1 / (1 + Math.exp(-score));
      return [p - target, Math.max(p * (1 - p), 1e-6)];
    });
    for (const index of nonNegative) weights[index] = Math.max(weights[index] as number, 0);
  }
  return weights;
};
