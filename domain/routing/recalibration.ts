import { fitLogistic } from './linear-fit.ts';

/** A probability foretold and whether it came true. */
export type Foretold = { readonly probability: number; readonly cameTrue: boolean };

/** Knots of a rising curve from foretold to true probability; straight between them. */
export type Recalibration = {
  readonly slope: number;
  readonly intercept: number;
  readonly knots: readonly (readonly [number, number])[];
};

export const AS_FORETOLD: Recalibration = { slope: 1, intercept: 0, knots: [] };

const FLOOR = 1e-4;
export const logit = (p: number): number => {
  const inside = Math.min(Math.max(p, FLOOR), 1 - FLOOR);
  return Math.log(inside / (1 - inside));
};
export const expit = (x: number): number => 1 / (1 + Math.exp(-x));

/** Records in which the curve is taken to be as foretold. */
const PULL = 10;
/** Records from which a free rising curve is worth its noise, and how many each of its points needs. */
const CURVE_FROM = 4000;
const PER_POINT = 200;
const MAX_POINTS = 60;

type Block = { foretold: number; cameTrue: number; count: number };

/** Pools neighbours until the shares rise (pool adjacent violators). */
const rising = (blocks: readonly Block[]): Block[] => {
  const pooled: Block[] = [];
  for (const block of blocks) {
    let last = { ...block };
    for (
      let before = pooled.at(-1);
      before && before.cameTrue / before.count >= last.cameTrue / last.count;
      before = pooled.at(-1)
    ) {
      last = {
        foretold: before.foretold + last.foretold,
        cameTrue: before.cameTrue + last.cameTrue,
        count: before.count + last.count,
      };
      pooled.pop();
    }
    pooled.push(last);
  }
  return pooled;
};

const curveOf = (sorted: readonly Foretold[]): (readonly [number, number])[] => {
  const points = Math.min(MAX_POINTS, Math.floor(sorted.length / PER_POINT));
  const blocks = Array.from({ length: points }, (_, point) => {
    const part = sorted.slice(
      Math.floor((point * sorted.length) / points),
      Math.floor(((point + 1) * sorted.length) / points),
    );
    return {
      foretold: part.reduce((sum, { probability }) => sum + probability, 0),
      cameTrue: part.filter(({ cameTrue }) => cameTrue).length,
      count: part.length,
    };
  });
  return rising(blocks).map(({ foretold, cameTrue, count }) => [foretold / count, cameTrue / count] as const);
};

/**
 * Fits how foretold probabilities are to be corrected. The pairs must be forecasts of deliveries that had no part in fitting
 * what foretold them: on others the correction makes calibration worse.
 */
export const fitRecalibration = (pairs: readonly Foretold[]): Recalibration => {
  const inputs = new Float64Array(pairs.length * 2);
  pairs.forEach(({ probability }, i) => {
    inputs[2 * i] = logit(probability);
    inputs[2 * i + 1] = 1;
  });
  const targets = Float64Array.from(pairs, ({ cameTrue }) => (cameTrue ? 1 : 0));
  const table = { rows: pairs.length, width: 2, inputs, targets };
  const [slope = 1, intercept = 0] = fitLogistic(table, Float64Array.of(1, 0), PULL, [0]);
  if (pairs.length < CURVE_FROM) return { slope, intercept, knots: [] };
  const straightened = pairs
    .map(({ probability, cameTrue }) => ({ probability: expit(slope * logit(probability) + intercept), cameTrue }))
    .sort((a, b) => a.probability - b.probability);
  return { slope, intercept, knots: curveOf(straightened) };
};

const onCurve = (knots: Recalibration['knots'], p: number): number => {
  const after = knots.findIndex(([foretold]) => foretold > p);
  const [x0, y0] = after < 0 ? (knots.at(-1) ?? [0, 0]) : after === 0 ? [0, 0] : (knots[after - 1] ?? [0, 0]);
  const [x1, y1] = after < 0 ? [1, 1] : (knots[after] ?? [1, 1]);
  return x1 > x0 ? y0 + ((y1 - y0) * (p - x0)) / (x1 - x0) : y1;
};

/** Never falls as the foretold probability rises. */
export const recalibrated = ({ slope, intercept, knots }: Recalibration, probability: number): number => {
  const p = expit(slope * logit(probability) + intercept);
  return knots.length === 0 ? p : onCurve(knots, p);
};

/** The value below which `share` of the weight lies, interpolated between neighbours; values ascending. */
export const weightedQuantile = (values: Float64Array, weights: Float64Array, share: number): number => {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let below = 0;
  for (let i = 0; i < values.length; i += 1) {
    const weight = weights[i] as number;
    if (below + weight >= share * total) return values[i] as number;
    below += weight;
  }
  return values.at(-1) ?? 0;
};
