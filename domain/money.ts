import * as z from 'zod';

/** ISO 4217 code. */
export const Currency = z.string().regex(/^[A-Z]{3}$/);
export type Currency = z.infer<typeof Currency>;

/** Digits after the point where they are not two (ISO 4217). */
const EXPONENT: Readonly<Record<string, number>> = {
  JPY: 0,
  KRW: 0,
  VND: 0,
  CLP: 0,
  IDR: 2,
  KWD: 3,
  BHD: 3,
  JOD: 3,
  OMR: 3,
  TND: 3,
};

export const exponentOf = (currency: Currency): number => EXPONENT[currency] ?? 2;

/** An integer count of minor units (fen, cent, yen). Safe integers only: 90 trillion yuan. */
export const AmountMinor = z.number().int().min(-Number.MAX_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);

export class NotAnAmount extends Error {
  override name = 'NotAnAmount';
}

/**
 * Exact decimal text (or a JSON number) in major units to minor units, e.g. `19.9` CNY to 1990. Never through floating point.
 * @throws NotAnAmount when it is no decimal, has more digits than the currency, or overflows.
 */
export const minorFromDecimal = (value: string | number, currency: Currency): number => {
  const text = String(value).trim();
  const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text);
  if (!match) throw new NotAnAmount(`not a decimal amount: ${text}`);
  const [, sign, whole = '0', fraction = ''] = match;
  const digits = exponentOf(currency);
  const significant = fraction.replace(/0+$/, '');
  if (significant.length > digits) throw new NotAnAmount(`${text} is finer than the minor unit of ${currency}`);
  return minorFromInteger(`${sign}${whole}${significant.padEnd(digits, '0')}`);
};

/** How far binary floating point may be off an exact decimal amount after some additions. */
const FLOAT_ERROR = 1e-6;
/** A float's error written out: ten decimals and more. */
const FLOAT_TEXT = /^-?\d+\.\d{10,}$/;

/**
 * A floating-point number of major units, as platforms send it that calculate with such: `19.900000000000002` CNY to 1990.
 * @throws NotAnAmount when it is no number, has really more digits than the currency, or overflows.
 */
export const minorFromDouble = (value: string | number, currency: Currency): number => {
  const amount = typeof value === 'number' || FLOAT_TEXT.test(value) ? Number(value) : Number.NaN;
  const exact = Number.isFinite(amount) ? amount.toFixed(exponentOf(currency)) : String(value);
  return minorFromDecimal(Math.abs(Number(exact) - amount) < FLOAT_ERROR ? exact : value, currency);
};

/** Minor units as decimal text for people: 129900 CNY to `1299.00`. The other way of `minorFromDecimal`. */
export const decimalFromMinor = (amountMinor: number, currency: Currency): string => {
  const digits = exponentOf(currency);
  const text = String(Math.abs(amountMinor)).padStart(digits + 1, '0');
  const sign = amountMinor < 0 ? '-' : '';
  if (digits === 0) return `${sign}${text}`;
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
};

/** An integer already in minor units. @throws NotAnAmount when it is no integer or overflows. */
export const minorFromInteger = (value: string | number): number => {
  const text = String(value).trim();
  if (!/^-?\d+$/.test(text)) throw new NotAnAmount(`not an integer amount of minor units: ${text}`);
  const amount = Number(text);
  if (!Number.isSafeInteger(amount)) throw new NotAnAmount(`amount overflows: ${text}`);
  return amount === 0 ? 0 : amount;
};

/**
 * Splits a total over weights to the last minor unit by largest remainder; ties go to the earlier part.
 * @example allocate(100, [1, 1, 1]) // [34, 33, 33]
 */
export const allocate = (totalMinor: number, weights: readonly number[]): number[] => {
  const sum = weights.reduce((a, b) => a + b, 0);
  if (weights.length === 0) return [];
  const even = sum <= 0;
  const divisor = BigInt(even ? weights.length : sum);
  const magnitude = BigInt(Math.abs(totalMinor));
  const shares = weights.map((weight, index) => {
    const product = magnitude * BigInt(even ? 1 : weight);
    return { index, floor: product / divisor, rest: product % divisor };
  });
  let left = Number(magnitude - shares.reduce((acc, share) => acc + share.floor, 0n));
  const parts = shares.map((share) => Number(share.floor));
  for (const { index } of [...shares].sort((a, b) =>
    a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1,
  )) {
    if (left === 0) break;
    parts[index] = (parts[index] ?? 0) + 1;
    left -= 1;
  }
  return totalMinor < 0 ? parts.map((part) => (part === 0 ? 0 : -part)) : parts;
};

/**
 * What the first `count` of some equal pieces are worth together: pieces differ by one minor unit at most, and all of them are worth
 * the total, whatever the steps they are counted in.
 * @example [1, 2, 3].map((count) => worthOfFirst(100, 3, count)) // [34, 67, 100]
 */
export const worthOfFirst = (totalMinor: number, pieces: number, count: number): number =>
  pieces <= 0 ? 0 : Math.floor(totalMinor / pieces) * count + Math.min(count, totalMinor % pieces);
