/** Rows to learn from. Missing values are NaN. */
export type TrainingTable = {
  readonly rows: number;
  readonly features: number;
  /** Row by row: feature f of row i is `values[i * features + f]`. */
  readonly values: Float32Array;
  readonly targets: Float64Array;
  /** Where boosting starts from, per row. */
  readonly offsets: Float64Array;
};

export type BoostingLoss = 'SQUARED' | 'LOGISTIC';

export type BoostingOptions = {
  readonly loss: BoostingLoss;
  /** Features whose growth may only raise the score. */
  readonly increasing: ReadonlySet<number>;
  readonly use: readonly number[];
  readonly maxTrees: number;
  readonly depth: number;
  readonly learningRate: number;
  readonly minLeaf: number;
  /** Weight of the pull of leaves to 0, in records. */
  readonly pull: number;
};
