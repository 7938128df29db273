/**
 * Gradient-boosted regression trees on binned features, small and deterministic. Missing values (NaN) have a bin of their own
 * below all others. A feature marked monotone can only raise the score as it grows.
 */
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

/** A node: below or equal to `threshold` (or missing) goes to `left`. Leaves have feature −1. */
export type TreeNode = { feature: number; threshold: number; left: number; right: number; value: number };
export type Tree = readonly TreeNode[];

const BINS = 32;

const cutsOf = (table: TrainingTable, feature: number): Float32Array => {
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
const binOf = (cuts: Float32Array, value: number): number => {
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

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

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

type Binned = { readonly bins: Uint8Array[]; readonly cuts: Float32Array[] };
type Slopes = { readonly gradient: Float64Array; readonly curvature: Float64Array };
type Split = { use: number; bin: number; gain: number };
type Bounds = { readonly low: number; readonly high: number };

const leafValue = (gradient: number, curvature: number, pull: number, { low, high }: Bounds): number =>
  Math.min(Math.max(-gradient / (curvature + pull), low), high);

/** How much the loss falls when a leaf with these sums takes this value. */
const leafGain = (gradient: number, curvature: number, pull: number, value: number): number =>
  -(gradient * value + 0.5 * (curvature + pull) * value * value);

/** Sums over the rows of a node. */
type Sums = { readonly gradient: number; readonly curvature: number; readonly count: number };

const sumsOf = (rows: Int32Array, slopes: Slopes): Sums => {
  let [gradient, curvature] = [0, 0];
  for (const row of rows) {
    gradient += slopes.gradient[row] as number;
    curvature += slopes.curvature[row] as number;
  }
  return { gradient, curvature, count: rows.length };
};

/** Per used feature and bin: gradient, curvature, count, side by side. */
type Histograms = Float64Array;
const WIDTH = 3 * BINS;

const histogramsOf = (binned: Binned, rows: Int32Array, { gradient, curvature }: Slopes): Histograms => {
  const histograms = new Float64Array(binned.bins.length * WIDTH);
  binned.bins.forEach((bins, use) => {
    if ((binned.cuts[use] as Float32Array).length === 0) return;
    for (let at = 0; at < rows.length; at += 1) {
      const row = rows[at] as number;
      const cell = use * WIDTH + 3 * (bins[row] as number);
      histograms[cell] = (histograms[cell] as number) + (gradient[row] as number);
      histograms[cell + 1] = (histograms[cell + 1] as number) + (curvature[row] as number);
      histograms[cell + 2] = (histograms[cell + 2] as number) + 1;
    }
  });
  return histograms;
};

/** The smaller child is counted, the larger one is what then remains: half the work. */
const childHistograms = (
  binned: Binned,
  left: Int32Array,
  right: Int32Array,
  slopes: Slopes,
  whole: Histograms,
): readonly [Histograms, Histograms] => {
  const counted = histogramsOf(binned, left.length < right.length ? left : right, slopes);
  const rest = whole.map((value, i) => value - (counted[i] as number));
  return left.length < right.length ? [counted, rest] : [rest, counted];
};

const bestCut = (
  histogram: Histograms,
  { gradient, curvature, count }: Sums,
  cuts: number,
  options: BoostingOptions,
  bounds: Bounds,
  increasing: boolean,
): Omit<Split, 'use'> => {
  const { pull, minLeaf } = options;
  const whole = leafGain(gradient, curvature, pull, leafValue(gradient, curvature, pull, bounds));
  const best = { bin: -1, gain: 0 };
  let [leftGradient, leftCurvature, leftCount] = [0, 0, 0];
  for (let bin = 0; bin <= cuts; bin += 1) {
    leftGradient += histogram[3 * bin] as number;
    leftCurvature += histogram[3 * bin + 1] as number;
    leftCount += histogram[3 * bin + 2] as number;
    if (leftCount < minLeaf) continue;
    if (count - leftCount < minLeaf) break;
    const left = leafValue(leftGradient, leftCurvature, pull, bounds);
    const right = leafValue(gradient - leftGradient, curvature - leftCurvature, pull, bounds);
    if (increasing && left > right) continue;
    const gain =
      leafGain(leftGradient, leftCurvature, pull, left) +
      leafGain(gradient - leftGradient, curvature - leftCurvature, pull, right) -
      whole;
    if (gain > best.gain + 1e-9) Object.assign(best, { bin, gain });
  }
  return best;
};

const bestSplit = (
  binned: Binned,
  histograms: Histograms,
  sums: Sums,
  options: BoostingOptions,
  bounds: Bounds,
): Split => {
  const best: Split = { use: -1, bin: -1, gain: 1e-6 };
  options.use.forEach((feature, use) => {
    const cuts = (binned.cuts[use] as Float32Array).length;
    if (cuts === 0) return;
    const histogram = histograms.subarray(use * WIDTH, (use + 1) * WIDTH);
    const cut = bestCut(histogram, sums, cuts, options, bounds, options.increasing.has(feature));
    if (cut.bin >= 0 && cut.gain > best.gain) Object.assign(best, { use, ...cut });
  });
  return best;
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
    const p = sigmoid(score);
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

/** Rows must stand in the order of time: the number of trees is chosen on the latest fifth, which no tree was grown on. */
export const growBoostedTrees = (table: TrainingTable, options: BoostingOptions): Tree[] => {
  const { rows, features, values, targets } = table;
  const cuts = options.use.map((feature) => cutsOf(table, feature));
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
