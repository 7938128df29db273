/** What facts and cells are made of: JSON. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [name: string]: Value };
export type Facts = { readonly [name: string]: unknown };

/** A cell that cannot be worked out for these facts (`null > 5`): its rule does not hold. */
export const FAILED = Symbol('failed');
export type Failed = typeof FAILED;

/** `[1..5)` */
export class Range {
  readonly #low: number;
  readonly #high: number;
  readonly #brackets: string;

  constructor(low: number, high: number, brackets: string) {
    this.#low = low;
    this.#high = high;
    this.#brackets = brackets;
  }

  /** Brackets that face outwards mean what lies outside: `]1..5[`. */
  includes(value: number): boolean {
    const [left, right] = this.#brackets;
    const isOutside = left === ')' || left === ']';
    const first = isOutside
      ? compared(left === ')' ? '>' : '>=', this.#low, value)
      : compared(left === '(' ? '<' : '<=', this.#low, value);
    const second = RIGHT_OF[right as string]?.(this.#high, value) ?? false;
    return isOutside ? first || second : first && second;
  }
}

const RIGHT_OF: Readonly<Record<string, (high: number, value: number) => boolean>> = {
  ')': (high, value) => high > value,
  ']': (high, value) => high >= value,
  '(': (high, value) => high < value,
  '[': (high, value) => high <= value,
};

export const compared = (operator: '<' | '>' | '<=' | '>=', a: number, b: number): boolean => {
  if (operator === '<') return a < b;
  if (operator === '>') return a > b;
  return operator === '<=' ? a <= b : a >= b;
};

export type Worked = Value | Range | Failed;

export const isList = (value: unknown): value is readonly Value[] => Array.isArray(value);

/** Two values are equal when they are of one kind and the same; lists and objects never are. */
export const isEqual = (a: Worked, b: Worked): boolean => a === b && (typeof a !== 'object' || a === null);
