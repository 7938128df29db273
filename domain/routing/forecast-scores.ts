import type { ArrivalForecast, Delivery } from './delivery.ts';

/** How forecasts turned out. Lower is better, but for `coverage`, which should be 0.8. */
export type ForecastScores = {
  readonly deliveries: number;
  readonly onTimeShare: number;
  readonly brier: number;
  readonly logLoss: number;
  /** Expected calibration error over 20 equally wide bins of probability. */
  readonly calibrationError: number;
  /** What of it is chance, were every probability right. */
  readonly calibrationFloor: number;
  /** The same two for always foretelling these deliveries' own share. */
  readonly constantBrier: number;
  readonly constantLogLoss: number;
  /** Share that arrived between P10 and P90. */
  readonly coverage: number;
};

export type JudgedForecast = { readonly delivery: Delivery; readonly forecast: ArrivalForecast };
export type JudgedProbability = { readonly probability: number; readonly cameTrue: boolean };

const CALIBRATION_BINS = 20;
const FLOOR = 1e-6;

const meanOf = <Item>(items: readonly Item[], value: (item: Item) => number): number =>
  items.reduce((sum, item) => sum + value(item), 0) / Math.max(items.length, 1);

export const brierOf = (judged: readonly JudgedProbability[]): number =>
  meanOf(judged, ({ probability, cameTrue }) => (probability - (cameTrue ? 1 : 0)) ** 2);

export const logLossOf = (judged: readonly JudgedProbability[]): number =>
  meanOf(judged, ({ probability, cameTrue }) => -Math.log(Math.max(cameTrue ? probability : 1 - probability, FLOOR)));

/** One bin of a reliability plot. */
export type ReliabilityBin = { readonly count: number; readonly foretold: number; readonly cameTrue: number };

/** Foretold beside true shares, in equally wide bins; empty ones are left out. */
export const reliabilityOf = (judged: readonly JudgedProbability[], bins = CALIBRATION_BINS): ReliabilityBin[] => {
  const sums = Array.from({ length: bins }, () => ({ count: 0, foretold: 0, cameTrue: 0 }));
  for (const { probability, cameTrue } of judged) {
    const bin = sums[Math.min(Math.floor(probability * bins), bins - 1)];
    if (!bin) continue;
    bin.count += 1;
    bin.foretold += probability;
    bin.cameTrue += cameTrue ? 1 : 0;
  }
  return sums
    .filter(({ count }) => count > 0)
    .map(({ count, foretold, cameTrue }) => ({ count, foretold: foretold / count, cameTrue: cameTrue / count }));
};

export const calibrationErrorOf = (judged: readonly JudgedProbability[]): number =>
  reliabilityOf(judged).reduce((sum, { count, foretold, cameTrue }) => sum + count * Math.abs(foretold - cameTrue), 0) /
  Math.max(judged.length, 1);

/**
 * The calibration error that is left by chance alone when every probability is right: in each bin the share that comes true
 * strays from the mean by its standard error (the mean of a normal law's absolute value is √(2 ÷ π) of its spread).
 */
export const calibrationFloorOf = (probabilities: readonly number[]): number => {
  const variances = new Float64Array(CALIBRATION_BINS);
  for (const p of probabilities) {
    const bin = Math.min(Math.floor(p * CALIBRATION_BINS), CALIBRATION_BINS - 1);
    variances[bin] = (variances[bin] as number) + p * (1 - p);
  }
  const gaps = variances.reduce((sum, variance) => sum + Math.sqrt((2 / Math.PI) * variance), 0);
  return gaps / Math.max(probabilities.length, 1);
};

export const probabilitiesOf = (judged: readonly JudgedForecast[]): JudgedProbability[] =>
  judged.flatMap(({ delivery: { promisedAtMs, deliveredAtMs }, forecast: { onTimeProbability } }) =>
    onTimeProbability === null || promisedAtMs === null || deliveredAtMs === null
      ? []
      : [{ probability: onTimeProbability, cameTrue: deliveredAtMs <= promisedAtMs }],
  );

export const coverageOf = (judged: readonly JudgedForecast[]): number =>
  meanOf(judged, ({ delivery: { deliveredAtMs }, forecast: { etaP10Ms, etaP90Ms } }) =>
    deliveredAtMs !== null && deliveredAtMs >= etaP10Ms && deliveredAtMs <= etaP90Ms ? 1 : 0,
  );

/** Scores of forecasts whose deliveries have ended. */
export const scoreForecasts = (judged: readonly JudgedForecast[]): ForecastScores => {
  const probabilities = probabilitiesOf(judged);
  const onTimeShare = meanOf(probabilities, ({ cameTrue }) => (cameTrue ? 1 : 0));
  const constant = probabilities.map(({ cameTrue }) => ({ probability: onTimeShare, cameTrue }));
  return {
    deliveries: judged.length,
    onTimeShare,
    brier: brierOf(probabilities),
    logLoss: logLossOf(probabilities),
    calibrationError: calibrationErrorOf(probabilities),
    calibrationFloor: calibrationFloorOf(probabilities.map(({ probability }) => probability)),
    constantBrier: brierOf(constant),
    constantLogLoss: logLossOf(constant),
    coverage: coverageOf(judged),
  };
};
