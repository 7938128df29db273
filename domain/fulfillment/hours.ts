import { normalCdf } from '../routing/normal-distribution.ts';

/** How many hours something takes, as points that carry a weight each; ascending, the weights add up to 1. */
export type Hours = { readonly at: readonly number[]; readonly weights: readonly number[] };

const POINTS = 64;

export const exactly = (hours: number): Hours => ({ at: [hours], weights: [1] });

/** Φ⁻¹ by halving: right to 1e-9, and as monotone as `normalCdf` is. */
export const normalQuantile = (share: number): number => {
  let low = -8;
  let high = 8;
  for (let step = 0; step < 34; step += 1) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
};

export type LogNormal = { readonly mu: number; readonly sigma: number };

/** P(hours ≤ x). */
export const within = (hours: number, { mu, sigma }: LogNormal): number => {
  if (hours <= 0) return 0;
  const distance = Math.log(hours) - mu;
  if (sigma === 0) return distance >= 0 ? 1 : 0;
  return normalCdf(distance / sigma);
};

/** Points of equal weight between two shares of the distribution. */
const slice = ({ mu, sigma }: LogNormal, from: number, to: number): number[] =>
  Array.from({ length: POINTS }, (_, point) => {
    const share = from + ((to - from) * (point + 0.5)) / POINTS;
    return Math.exp(mu + sigma * normalQuantile(share));
  });

const equally = (at: readonly number[]): Hours => ({ at, weights: at.map(() => 1 / at.length) });

export const logNormal = (spread: LogNormal, shiftHours = 0): Hours =>
  equally(slice(spread, 0, 1).map((hours) => hours + shiftHours));

type Point = { readonly hours: number; readonly weight: number };

const sorted = (points: Point[]): Point[] => points.sort((a, b) => a.hours - b.hours);

/** Neighbours drawn together until `POINTS` are left. */
const drawnTogether = (points: readonly Point[]): Hours => {
  const sums = new Float64Array(POINTS);
  const weights = new Float64Array(POINTS);
  let before = 0;
  for (const { hours, weight } of points) {
    const slot = Math.min(POINTS - 1, Math.floor(POINTS * (before + weight / 2)));
    before += weight;
    sums[slot] = (sums[slot] as number) + hours * weight;
    weights[slot] = (weights[slot] as number) + weight;
  }
  const slots = Array.from(weights.keys()).filter((slot) => (weights[slot] as number) > 0);
  return {
    at: slots.map((slot) => (sums[slot] as number) / (weights[slot] as number)),
    weights: slots.map((slot) => weights[slot] as number),
  };
};

const pointsOf = ({ at, weights }: Hours): Point[] =>
  at.map((hours, point) => ({ hours, weight: weights[point] as number }));

/** One after the other, each independent of the other. */
export const plus = (first: Hours, then: Hours): Hours => {
  if (first.at.length === 1) return { ...then, at: then.at.map((hours) => hours + (first.at[0] as number)) };
  if (then.at.length === 1) return plus(then, first);
  const sums = pointsOf(first).flatMap((early) =>
    pointsOf(then).map((late) => ({ hours: early.hours + late.hours, weight: early.weight * late.weight })),
  );
  return drawnTogether(sorted(sums));
};

/** What is known to last longer than `hours`, from the beginning. Where that cannot be, it ends any moment. */
export const beyond = (hours: number, all: Hours): Hours => {
  const left = pointsOf(all).filter((point) => point.hours > hours);
  const weight = left.reduce((sum, point) => sum + point.weight, 0);
  if (weight < 1e-9) return exactly(hours);
  return { at: left.map((point) => point.hours), weights: left.map((point) => point.weight / weight) };
};

/**
 * What has shown no end for `silentHours`: it lasts, or it has ended and nobody said so, which happens to the share `unsaid` of
 * all ends.
 */
export const unended = (spread: LogNormal, shiftHours: number, silentHours: number, unsaid: number): Hours => {
  const ended = within(silentHours - shiftHours, spread);
  if (ended < 1e-6) return logNormal(spread, shiftHours);
  const lasts = Math.max(1 - ended, 1e-9);
  const missed = ended * unsaid;
  const of = (from: number, to: number, weight: number): Point[] =>
    slice(spread, from, to).map((hours) => ({
      hours: hours + shiftHours,
      weight: weight / POINTS / (lasts + missed),
    }));
  return drawnTogether(sorted([...of(0, ended, missed), ...of(ended, 1, lasts)]));
};

/** Hours by which it has ended with the given share of certainty. */
export const hoursAt = (share: number, { at, weights }: Hours): number => {
  let before = 0;
  let last: { readonly share: number; readonly hours: number } | null = null;
  for (const [point, hours] of at.entries()) {
    const middle = before + (weights[point] as number) / 2;
    before += weights[point] as number;
    if (middle >= share) {
      if (last === null) return hours;
      return last.hours + ((hours - last.hours) * (share - last.share)) / (middle - last.share);
    }
    last = { share: middle, hours };
  }
  return at.at(-1) ?? 0;
};

/** P(ended within hours): the inverse of `hoursAt`. */
export const shareWithin = (hours: number, { at, weights }: Hours): number => {
  let before = 0;
  let last: { readonly share: number; readonly hours: number } | null = null;
  for (const [point, each] of at.entries()) {
    const middle = before + (weights[point] as number) / 2;
    before += weights[point] as number;
    if (each >= hours) {
      if (last === null) return each === hours ? middle : 0;
      return last.share + ((middle - last.share) * (hours - last.hours)) / (each - last.hours);
    }
    last = { share: middle, hours: each };
  }
  return 1;
};
