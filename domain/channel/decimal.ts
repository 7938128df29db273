/** Exact decimals as text, for quantities and prices with more digits than money has. Never through floating point. */
type Parts = { readonly units: bigint; readonly scale: number };

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?$/;
/** Longer ones are nobody's price, and cost time to multiply. */
const MOST_DIGITS = 30;

const partsOf = (text: string): Parts | null => {
  const match = DECIMAL.exec(text.trim());
  const [, sign = '', whole = '', fraction = ''] = match ?? [];
  const digits = whole + fraction;
  if (!match || digits === '' || digits.length > MOST_DIGITS) return null;
  const units = BigInt(digits);
  return { units: sign === '-' ? -units : units, scale: fraction.length };
};

const textOf = ({ units, scale }: Parts): string => {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
};

const ZERO: Parts = { units: 0n, scale: 0 };
const numberOf = (text: string): Parts => partsOf(text) ?? ZERO;
const atScale = ({ units, scale }: Parts, wanted: number): bigint => units * 10n ** BigInt(wanted - scale);

/** The shortest way to write it (`072.50` is `72.5`); null for what is no decimal. */
export const decimal = (text: string | null | undefined): string | null => {
  const parts = text === null || text === undefined ? null : partsOf(text);
  return parts && textOf(parts);
};

/** What is no decimal counts as 0. */
export const sumOf = (texts: readonly string[]): string => {
  const terms = texts.map(numberOf);
  const scale = Math.max(0, ...terms.map((term) => term.scale));
  return textOf({ units: terms.reduce((sum, term) => sum + atScale(term, scale), 0n), scale });
};

export const negated = (text: string): string => {
  const { units, scale } = numberOf(text);
  return textOf({ units: -units, scale });
};

export const productOf = (a: string, b: string): string => {
  const [left, right] = [numberOf(a), numberOf(b)];
  return textOf({ units: left.units * right.units, scale: left.scale + right.scale });
};

const halfUp = (dividend: bigint, divisor: bigint): bigint => {
  const [n, d] = divisor < 0n ? [-dividend, -divisor] : [dividend, divisor];
  return n < 0n ? -((-n * 2n + d) / (2n * d)) : (n * 2n + d) / (2n * d);
};

/** `a / b` to so many digits, half up; `a` where `b` is 0. */
export const quotientOf = (a: string, b: string, digits: number): string => {
  const [left, right] = [numberOf(a), numberOf(b)];
  if (right.units === 0n) return roundedTo(a, digits);
  const scale = Math.max(left.scale, right.scale);
  const units = halfUp(atScale(left, scale) * 10n ** BigInt(digits), atScale(right, scale));
  return textOf({ units, scale: digits });
};

export const roundedTo = (text: string, digits: number): string => quotientOf(text, '1', digits);

/** Negative, 0 or positive, as `a` is below, at or above `b`. */
export const compareDecimals = (a: string, b: string): number => {
  const { units } = numberOf(sumOf([a, negated(b)]));
  return units === 0n ? 0 : units < 0n ? -1 : 1;
};
