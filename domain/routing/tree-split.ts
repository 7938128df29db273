import type { BoostingOptions } from './boosting-table.ts';
import { BINS } from './feature-bins.ts';

export type Binned = { readonly bins: Uint8Array[]; readonly cuts: Float32Array[] };
export type Slopes = { readonly gradient: Float64Array; readonly curvature: Float64Array };
export type Split = { use: number; bin: number; gain: number };
export type Bounds = { readonly low: number; readonly high: number };

export const leafValue = (gradient: number, curvature: number, pull: number, { low, high }: Bounds): number =>
  Math.min(Math.max(-gradient / (curvature + pull), low), high);

/** How much the loss falls when a leaf with these sums takes this value. */
const leafGain = (gradient: number, curvature: number, pull: number, value: number): number =>
  -(gradient * value + 0.5 * (curvature + pull) * value * value);

/** Sums over the rows of a node. */
export type Sums = { readonly gradient: number; readonly curvature: number; readonly count: number };

export const sumsOf = (rows: Int32Array, slopes: Slopes): Sums => {
  let [gradient, curvature] = [0, 0];
  for (const row of rows) {
    gradient += slopes.gradient[row] as number;
    curvature += slopes.curvature[row] as number;
  }
  return { gradient, curvature, count: rows.length };
};

/** Per used feature and bin: gradient, curvature, count, side by side. */
export type Histograms = Float64Array;
const WIDTH = 3 * BINS;

export const histogramsOf = (binned: Binned, rows: Int32Array, { gradient, curvature }: Slopes): Histograms => {
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
export const childHistograms = (
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

export const bestSplit = (
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
