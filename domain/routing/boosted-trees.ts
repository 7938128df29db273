import type { BoostingLoss, BoostingOptions, TrainingTable } from './boosting-table.ts';
import { binCutsOf, binOf } from './feature-bins.ts';
import { expit } from './log-odds.ts';
import {
  type Binned,
  type Bounds,
  bestSplit,
  childHistograms,
  type Histograms,
  histogramsOf,
  leafValue,
  type Slopes,
  sumsOf,
} from './tree-split.ts';

/** A node: below or equal to `threshold` (or missing) goes to `left`. Leaves have feature −1. */
export type TreeNode = { feature: number; threshold: number; left: number; right: number; value: number };
export type Tree = readonly TreeNode[];

const scoreRow = (tree: Tree, values: Float32Array, offset: number): number => {
  let node = tree[0] as TreeNode;
  while (node.feature >= 0) {
    const value = values[offset + node.feature] as number;
    node = tree[value > node.threshold ? node.right : node.left] as TreeNode;
  }
  return node.value;
};

/** What the trees add to the starting score of a row. */
export const boostedScore = (trees: readonly Tree[], values: Float32Array, offset = 0): number => {
  let sum = 0;
  for (const tree of trees) sum += scoreRow(tree, values, offset);
  return sum;
};

/** Under a split that may only rise, everything to the left stays below what parts the two children, to the right above. */
const boundsBelow = (
  left: Int32Array,
  right: Int32Array,
  slopes: Slopes,
  { increasing, pull }: BoostingOptions,
  bounds: Bounds,
  feature: number,
): readonly [Bounds, Bounds] => {
  if (!increasing.has(feature)) return [bounds, bounds];
  const bestValue = (rows: Int32Array): number => {
    const { gradient, curvature } = sumsOf(rows, slopes);
    return leafValue(gradient, curvature, pull, bounds);
  };
  const middle = (bestValue(left) + bestValue(right)) / 2;
  return [
    { low: bounds.low, high: middle },
    { low: middle, high: bounds.high },
  ];
};

const growTree = (binned: Binned, rows: Int32Array, slopes: Slopes, options: BoostingOptions): TreeNode[] => {
  const nodes: TreeNode[] = [];
  const grow = (members: Int32Array, depth: number, bounds: Bounds, known: Histograms | null): number => {
    const index = nodes.length;
    const sums = sumsOf(members, slopes);
    const value = leafValue(sums.gradient, sums.curvature, options.pull, bounds);
    const node: TreeNode = { feature: -1, threshold: 0, left: -1, right: -1, value: value * options.learningRate };
    nodes.push(node);
    if (depth === 0 || members.length < 2 * options.minLeaf) return index;
    const histograms = known ?? histogramsOf(binned, members, slopes);
    const best = bestSplit(binned, histograms, sums, options, bounds);
    if (best.use < 0) return index;
    const bins = binned.bins[best.use] as Uint8Array;
    const cuts = binned.cuts[best.use] as Float32Array;
    const goesLeft = (row: number): boolean => (bins[row] as number) <= best.bin;
    node.feature = options.use[best.use] as number;
    // Bin 0 alone (missing) on the left: everything known is above.
    node.threshold = best.bin === 0 ? Number.NEGATIVE_INFINITY : (cuts[best.bin - 1] as number);
    const left = members.filter(goesLeft);
    const right = members.filter((row) => !goesLeft(row));
    const [leftBounds, rightBounds] = boundsBelow(left, right, slopes, options, bounds, node.feature);
    const [leftKnown, rightKnown] = depth > 1 ? childHistograms(binned, left, right, slopes, histograms) : [null, null];
    node.left = grow(left, depth - 1, leftBounds, leftKnown);
    node.right = grow(right, depth - 1, rightBounds, rightKnown);
    return index;
  };
  grow(rows, options.depth, { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }, null);
  return nodes;
};

const LOSSES: Readonly<Record<BoostingLoss, (score: number, target: number) => readonly [number, number, number]>> = {
  SQUARED: (score, target) => [score - target, 1, 0.5 * (score - target) ** 2],
  LOGISTIC: (score, target) => {
    const p = expit(score);
    return [
      p - target,
      Math.max(p * (1 - p), 1e-6),
      Math.log1p(Math.exp(-Math.abs(score))) + Math.max(score, 0) - target * score,
    ];
  },
};

/** Share of the rows, the last ones, on which it is decided how many trees are kept. */
const HELD_OUT = 0.2;
const PATIENCE = 12;

/**
 * Gradient-boosted regression trees on binned features, small and deterministic. Missing values have a bin of their own below all
 * others. A feature marked monotone can only raise the score as it grows.
 *
 * Rows must stand in the order of time: the number of trees is chosen on the latest fifth, which no tree was grown on.
 */
export const growBoostedTrees = (table: TrainingTable, options: BoostingOptions): Tree[] => {
  const { rows, features, values, targets } = table;
  const cuts = options.use.map((feature) => binCutsOf(table, feature));
  const bins = options.use.map((feature, use) =>
    Uint8Array.from({ length: rows }, (_, i) =>
      binOf(cuts[use] as Float32Array, values[i * features + feature] as number),
    ),
  );
  const grown = Math.floor(rows * (1 - HELD_OUT));
  const members = Int32Array.from({ length: grown }, (_, i) => i);
  const scores = Float64Array.from(table.offsets);
  const slopes = { gradient: new Float64Array(rows), curvature: new Float64Array(rows) };
  const trees: Tree[] = [];
  const measure = (): number => {
    let heldOut = 0;
    for (let i = 0; i < rows; i += 1) {
      const [gradient, curvature, loss] = LOSSES[options.loss](scores[i] as number, targets[i] as number);
      slopes.gradient[i] = gradient;
      slopes.curvature[i] = curvature;
      if (i >= grown) heldOut += loss;
    }
    return heldOut;
  };
  const best = { loss: measure(), trees: 0 };
  while (trees.length < options.maxTrees && trees.length - best.trees < PATIENCE) {
    const tree = growTree({ bins, cuts }, members, slopes, options);
    if (tree.length === 1) break;
    trees.push(tree);
    for (let i = 0; i < rows; i += 1) scores[i] = (scores[i] as number) + scoreRow(tree, values, i * features);
    const loss = measure();
    if (loss < best.loss) Object.assign(best, { loss, trees: trees.length });
  }
  return trees.slice(0, best.trees);
};
