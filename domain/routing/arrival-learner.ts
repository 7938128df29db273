import { boostedScore, growBoostedTrees, type Tree } from './boosted-trees.ts';
import type { BoostingOptions } from './boosting-table.ts';
import { LaneFeature } from './lane-features.ts';
import { fitLinear, fitLogistic } from './linear-fit.ts';

/** Records in columns, in the order in which they became known. `values` holds the features of lane-features.ts. */
export type ArrivalRecords = {
  readonly rows: number;
  readonly features: number;
  readonly values: Float32Array;
  /** Logged hours, or 1 for on time. */
  readonly targets: Float64Array;
};

/** A straight part with a few inputs and trees on what it leaves over. */
export type Learner = { readonly weights: Float64Array; readonly trees: readonly Tree[] };

const { LOC, WINDOW, Z, LATE, RATIO } = LaneFeature;
/** Deliveries below which trees are not grown: they would learn noise. */
const TREES_FROM = 200;
const LINEAR_PULL = 20;

type Inputs = (values: Float32Array, at: number) => readonly number[];

const hoursInputs: Inputs = (values, at) => {
  const value = (feature: number): number => values[at + feature] as number;
  const loc = value(LOC);
  const window = value(WINDOW);
  const byPromise = Number.isNaN(window) ? loc : window + value(RATIO);
  return [loc, byPromise, 1];
};
const HOURS_START = Float64Array.of(0.5, 0.5, 0);

const onTimeInputs: Inputs = (values, at) => {
  const value = (feature: number): number => values[at + feature] as number;
  const z = Math.min(Math.max(value(Z), -5), 5);
  return [z, Math.min(z, 0.5), value(LATE), 1];
};
const ON_TIME_START = Float64Array.of(0.7, 0.7, -0.5, 0);

const weigh = (inputs: readonly number[], weights: Float64Array): number =>
  inputs.reduce((sum, input, i) => sum + input * (weights[i] as number), 0);

const learner = (start: Float64Array, inputs: Inputs, options: (features: number) => BoostingOptions) => ({
  start: { weights: start, trees: [] } as Learner,
  score: ({ weights, trees }: Learner, values: Float32Array, at: number): number =>
    weigh(inputs(values, at), weights) + boostedScore(trees, values, at),
  fit: (records: ArrivalRecords): Learner => {
    const { rows, features, values, targets } = records;
    const width = start.length;
    const flat = new Float64Array(rows * width);
    for (let i = 0; i < rows; i += 1) flat.set(inputs(values, i * features), i * width);
    const table = { rows, width, inputs: flat, targets };
    const chosen = options(features);
    const weights =
      chosen.loss === 'SQUARED' ? fitLinear(table, start, LINEAR_PULL) : fitLogistic(table, start, LINEAR_PULL, [0, 1]);
    if (rows < TREES_FROM) return { weights, trees: [] };
    const offsets = Float64Array.from({ length: rows }, (_, i) => weigh(inputs(values, i * features), weights));
    return { weights, trees: growBoostedTrees({ rows, features, values, targets, offsets }, chosen) };
  },
});

const allFeatures = (features: number): number[] => Array.from({ length: features }, (_, feature) => feature);

/** Logged hours to arrival. */
export const hoursLearner = learner(HOURS_START, hoursInputs, (features) => ({
  loss: 'SQUARED',
  increasing: new Set(),
  use: allFeatures(features),
  maxTrees: 200,
  depth: 4,
  learningRate: 0.1,
  minLeaf: 20,
  pull: 10,
}));

/** Log odds of arriving by the promise; a later promise can only raise them. */
export const onTimeLearner = learner(ON_TIME_START, onTimeInputs, (features) => ({
  loss: 'LOGISTIC',
  increasing: new Set([WINDOW, Z]),
  use: allFeatures(features),
  maxTrees: 150,
  depth: 3,
  learningRate: 0.08,
  minLeaf: 25,
  pull: 8,
}));
