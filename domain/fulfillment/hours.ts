import { normalCdf } from '../routing/normal-distribution.ts';

/** How many hours something takes: points of equal weight, ascending; a single one where it is certain. */
export type Hours = readonly number[];

const POINTS = 50;

export const exactly = (hours: number): Hours => [hours];

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

/** Where the middles of so many equal shares of a standard normal lie. */
const MIDDLES = Array.from({ length: POINTS }, (_, point) => normalQuantile((point + 0.5) / POINTS));

export const logNormal = ({ mu, sigma }: LogNormal, shiftHours = 0): Hours =>
  MIDDLES.map((middle) => Math.exp(mu + sigma * middle) + shiftHours);

/** One after the other, each independent of the other. */
export const plus = (first: Hours, onward: Hours): Hours => {
  const [a, b] = first.length < onward.length ? [first, onward] : [onward, first];
  if (a.length === 1) return b.map((hours) => hours + (a[0] as number));
  const sums = new Float64Array(a.length * b.length);
  a.forEach((early, row) => {
    b.forEach((late, column) => {
      sums[row * b.length + column] = early + late;
    });
  });
  sums.sort();
  return Array.from({ length: a.length }, (_, point) => {
    let sum = 0;
    for (let at = point * b.length; at < (point + 1) * b.length; at += 1) sum += sums[at] as number;
    return sum / b.length;
  });
};

/** Hours by which it has ended with the given share of certainty. */
export const hoursAt = (share: number, hours: Hours): number => {
  const place = Math.min(Math.max(share * hours.length - 0.5, 0), hours.length - 1);
  const below = Math.floor(place);
  const [low, high] = [hours[below] as number, hours[Math.ceil(place)] as number];
  return low + (high - low) * (place - below);
};

/** P(ended within hours): the inverse of `hoursAt`. */
export const shareWithin = (within: number, hours: Hours): number => {
  const above = hours.findIndex((each) => each >= within);
  if (above < 0) return 1;
  if (above === 0) return 0;
  const [low, high] = [hours[above - 1] as number, hours[above] as number];
  return (above - 0.5 + (high > low ? (within - low) / (high - low) : 0)) / hours.length;
};

/** What is known to last longer than `least`, from the beginning. Where that cannot be, it ends any moment. */
export const beyond = (least: number, hours: Hours): Hours => {
  const gone = shareWithin(least, hours);
  if (gone === 0) return hours;
  if (gone > 1 - 0.5 / POINTS) return exactly(Math.max(least, hours.at(-1) as number));
  return MIDDLES.map((_, point) => Math.max(least, hoursAt(gone + ((1 - gone) * (point + 0.5)) / POINTS, hours)));
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
  // Shares of all that may be: the first of them ended unsaid, the rest goes on.
  const quantileOf = (share: number): number => {
    const weight = share * (lasts + missed);
    const place = weight < missed ? weight / unsaid : ended + (weight - missed);
    return Math.exp(spread.mu + spread.sigma * normalQuantile(Math.min(place, 1 - 1e-12))) + shiftHours;
  };
  return MIDDLES.map((_, point) => quantileOf((point + 0.5) / POINTS));
};
