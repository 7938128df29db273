/*
 * Arithmetic on decimals as people write them: 0.1 + 0.2 is 0.3. Exact while operands and result have at most 15 digits, which is
 * what a number here can hold.
 */
const MOST_PLACES = 15;
const POWERS = Array.from({ length: MOST_PLACES + 1 }, (_, places) => 10 ** places);

/** Digits behind the point. */
const placesOf = (number: number): number => {
  let places = 0;
  while (
    places < MOST_PLACES &&
    Math.round(number * (POWERS[places] as number)) / (POWERS[places] as number) !== number
  )
    places += 1;
  return places;
};

/** The nearest number to a decimal that was not exact. */
const tidy = (number: number): number => Number(number.toPrecision(MOST_PLACES));

const scaled = (number: number, places: number): number => Math.round(number * (POWERS[places] as number));

export const plus = (a: number, b: number): number => {
  const direct = a + b;
  if (Number.isInteger(a) && Number.isInteger(b)) return direct;
  const places = Math.max(placesOf(a), placesOf(b));
  const whole = scaled(a, places) + scaled(b, places);
  return Number.isSafeInteger(whole) ? whole / (POWERS[places] as number) : tidy(direct);
};

export const minus = (a: number, b: number): number => plus(a, -b);

export const times = (a: number, b: number): number => {
  const direct = a * b;
  if (Number.isInteger(a) && Number.isInteger(b)) return direct + 0;
  const [placesOfA, placesOfB] = [placesOf(a), placesOf(b)];
  const whole = scaled(a, placesOfA) * scaled(b, placesOfB);
  const places = placesOfA + placesOfB;
  if (!Number.isSafeInteger(whole) || places > MOST_PLACES) return tidy(direct);
  return whole / (POWERS[places] as number) + 0;
};

/** By a divisor that `isExactDivisor`. */
export const dividedBy = (a: number, b: number): number => times(a, 1 / b);

/** Of the sign of `a`, by a divisor other than 0. */
export const remainder = (a: number, b: number): number => {
  if (Number.isInteger(a) && Number.isInteger(b)) return (a % b) + 0;
  const places = Math.max(placesOf(a), placesOf(b));
  return (scaled(a, places) % scaled(b, places)) / (POWERS[places] as number) + 0;
};

/** Whether every decimal divided by it is a decimal again: 2, 5, 10, 100, 8 … */
export const isExactDivisor = (divisor: number): boolean => {
  if (divisor === 0 || placesOf(1 / divisor) >= MOST_PLACES) return false;
  return times(divisor, 1 / divisor) === 1;
};
