import { normalCdf, normalDensity } from './normal-distribution.ts';

/**
 * The time of one leg: handling LogNormal(handlingMu, handlingSigma) + shift + travel LogNormal(mu, sigma), all in hours.
 *
 * The sum of two lognormals has no closed form. Handling is integrated by 8-point Gauss–Hermite quadrature, travel is exact:
 * the largest error found against fine numeric integration is 0.0012 (moment matching after Fenton and Wilkinson: 0.0056).
 */
export type LegTime = {
  readonly handlingMu: number;
  readonly handlingSigma: number;
  readonly shiftHours: number;
  readonly mu: number;
  readonly sigma: number;
};

export const QUADRATURE_POINTS = 8;
/** Abramowitz & Stegun, table 25.10, n = 8: abscissae (times √2) and weights (over √π) for a standard normal. */
const ABSCISSAE = [0.381186990207322, 1.15719371244678, 1.981656756695843, 2.930637420257244];
const WEIGHTS = [6.611470125582413e-1, 2.078023258148919e-1, 1.707798300741348e-2, 1.996040722113676e-4];
const POINTS = [...ABSCISSAE.map((x) => -x).reverse(), ...ABSCISSAE].map((x) => x * Math.SQRT2);
const MASSES = [...WEIGHTS]
  .reverse()
  .concat(WEIGHTS)
  .map((w) => w / Math.sqrt(Math.PI));

/** Handling hours at the quadrature points, ascending. */
export const handlingPoints = (mu: number, sigma: number): Float64Array =>
  Float64Array.from(POINTS, (z) => Math.exp(mu + sigma * z));

/** Weights of the quadrature points; they add up to 1. */
export const POINT_MASSES = Float64Array.from(MASSES);

/** P(travel ≤ hours); without spread (sigma 0) a step. */
export const travelWithin = (hours: number, mu: number, sigma: number): number => {
  if (hours <= 0) return 0;
  const distance = Math.log(hours) - mu;
  if (sigma > 0) return normalCdf(distance / sigma);
  return distance >= 0 ? 1 : 0;
};

/** P(handling + travel ≤ hours), handling at its quadrature points; the shift is already taken off. */
export const withinHours = (
  hours: number,
  handling: Float64Array,
  offset: number,
  mu: number,
  sigma: number,
): number => {
  let probability = 0;
  for (let point = 0; point < QUADRATURE_POINTS; point += 1) {
    const left = hours - (handling[offset + point] as number);
    if (left <= 0) break;
    probability += (MASSES[point] as number) * travelWithin(left, mu, sigma);
  }
  return Math.min(probability, 1);
};

/** More than `withinHours` ever is, at an eighth of its price: handling taken as short as its first point. */
export const withinHoursAtMost = (
  hours: number,
  handling: Float64Array,
  offset: number,
  mu: number,
  sigma: number,
): number => travelWithin(hours - (handling[offset] as number), mu, sigma);

/** P(the leg takes at most `hours`). */
export const arrivalProbability = (hours: number, leg: LegTime): number =>
  withinHours(hours - leg.shiftHours, handlingPoints(leg.handlingMu, leg.handlingSigma), 0, leg.mu, leg.sigma);

const densityAt = (hours: number, handling: Float64Array, mu: number, sigma: number): number => {
  let density = 0;
  for (let point = 0; point < QUADRATURE_POINTS; point += 1) {
    const left = hours - (handling[point] as number);
    if (left <= 0) break;
    density += ((MASSES[point] as number) * normalDensity((Math.log(left) - mu) / sigma)) / (sigma * left);
  }
  return density;
};

/** Φ⁻¹ of the two promises shown to people. */
const Z = { P50: 0, P90: 1.2815515655446004 };
export type ArrivalQuantile = keyof typeof Z;
const SHARE: Readonly<Record<ArrivalQuantile, number>> = { P50: 0.5, P90: 0.9 };

/** The lognormal with the sum's mean and variance (Fenton–Wilkinson): a start within a few per cent. */
const matchedQuantile = (leg: LegTime, quantile: ArrivalQuantile): number => {
  const handlingMean = Math.exp(leg.handlingMu + leg.handlingSigma ** 2 / 2);
  const travelMean = Math.exp(leg.mu + leg.sigma ** 2 / 2);
  const mean = handlingMean + travelMean;
  const variance =
    handlingMean ** 2 * Math.expm1(leg.handlingSigma ** 2) + travelMean ** 2 * Math.expm1(leg.sigma ** 2);
  const spread = Math.log1p(variance / mean ** 2);
  return Math.exp(Math.log(mean) - spread / 2 + Math.sqrt(spread) * Z[quantile]);
};

/** Hours by which the leg has arrived with probability 0.5 or 0.9; to about a second. */
export const arrivalHours = (leg: LegTime, quantile: ArrivalQuantile): number => {
  const handling = handlingPoints(leg.handlingMu, leg.handlingSigma);
  const share = SHARE[quantile];
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let hours = matchedQuantile(leg, quantile);
  for (let step = 0; step < 60; step += 1) {
    const excess = withinHours(hours, handling, 0, leg.mu, leg.sigma) - share;
    if (excess > 0) high = hours;
    else low = hours;
    const next = hours - excess / densityAt(hours, handling, leg.mu, leg.sigma);
    const inside = next > low && next < high;
    const moved = inside ? next : high === Number.POSITIVE_INFINITY ? 2 * hours : (low + high) / 2;
    if (Math.abs(moved - hours) < 2e-4) return moved + leg.shiftHours;
    hours = moved;
  }
  return hours + leg.shiftHours;
};
