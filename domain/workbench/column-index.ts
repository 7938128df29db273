import type { Value } from './cell-value.ts';
import { classesOf, type ValueClass } from './column-classes.ts';

/** Rules are bits: rule r is bit r % 32 of word r / 32. */
export const WORD = 32;

/** Whether a rule's cells of this column may hold for a value of the class. */
export type Holds = (rule: number, valueClass: ValueClass) => boolean;

/**
 * Which rules a value of the column leaves possible, known beforehand for every class of values: a row of bits per class, found by
 * binary search (numbers) or by a map (texts).
 */
export class ColumnIndex {
  readonly classes: readonly ValueClass[];
  /** Of each class one after another, `words` long. */
  readonly bits: Uint32Array;
  readonly #numbers: Float64Array;
  readonly #texts: ReadonlyMap<string, number>;
  readonly #words: number;
  /** Where the row of any other text begins; those of true, false, null, lists and failures follow. */
  readonly #otherText: number;

  constructor(numbers: readonly number[], texts: readonly string[], rules: number, holds: Holds) {
    this.classes = classesOf(numbers, texts);
    this.#words = Math.ceil(rules / WORD);
    this.bits = new Uint32Array(this.classes.length * this.#words);
    this.#numbers = Float64Array.from(numbers);
    const firstText = 2 * numbers.length + 1;
    this.#texts = new Map(texts.map((text, index) => [text, (firstText + index) * this.#words]));
    this.#otherText = (firstText + texts.length) * this.#words;
    for (let rule = 0; rule < rules; rule += 1) this.#fill(rule, holds);
  }

  #fill(rule: number, holds: Holds): void {
    const bit = 1 << (rule % WORD);
    const word = Math.floor(rule / WORD);
    this.classes.forEach((each, index) => {
      if (holds(rule, each)) (this.bits[index * this.#words + word] as number) |= bit;
    });
  }

  /** Where the value's row of bits begins. */
  rowOf(value: Value): number {
    if (typeof value === 'string') return this.#texts.get(value) ?? this.#otherText;
    if (typeof value === 'number') return this.#rowOfNumber(value);
    if (value === true) return this.#otherText + this.#words;
    if (value === false) return this.#otherText + 2 * this.#words;
    if (value === null) return this.#otherText + 3 * this.#words;
    return this.#otherText + 4 * this.#words;
  }

  get rowOfFailure(): number {
    return this.#otherText + 5 * this.#words;
  }

  #rowOfNumber(value: number): number {
    const numbers = this.#numbers;
    let low = 0;
    let high = numbers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((numbers[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    const isExact = low < numbers.length && numbers[low] === value;
    return (2 * low + (isExact ? 1 : 0)) * this.#words;
  }

  /** Whether a rule's bit stands in a row. */
  holds(row: number, rule: number): boolean {
    return ((this.bits[row + (rule >>> 5)] as number) & (1 << (rule & 31))) !== 0;
  }

  /** Where the row of a class begins. */
  rowOfClass(valueClass: number): number {
    return valueClass * this.#words;
  }
}
