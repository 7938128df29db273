import type { Program } from './cell-program.ts';
import { FAILED, type Facts, Range } from './cell-value.ts';
import { constantsIn, type ValueClass } from './column-classes.ts';
import { ColumnIndex, WORD } from './column-index.ts';
import type { Condition, DecisionTable } from './decision-table.ts';

const nothing: Facts = Object.freeze({});

/** Whether conditions of one field may hold for a class of its values; those the index cannot answer are left open. */
const mayHold = (conditions: readonly Condition[], { kind, example }: ValueClass): boolean =>
  conditions.every(({ isIndexed, program }) => kind !== 'failed' && (!isIndexed || program(nothing, example) === true));

const bitsOf = (words: Uint32Array): number => {
  let count = 0;
  for (const word of words) for (let rest = word; rest !== 0; rest &= rest - 1) count += 1;
  return count;
};

/** A field of the table: columns of one field are one. */
export class ColumnLookup {
  readonly field: string;
  readonly index: ColumnIndex;
  /** Rules with a condition on it. */
  readonly used: Uint32Array;
  readonly #read: Program;

  constructor(field: string, read: Program, { inputs, rules }: DecisionTable) {
    this.field = field;
    this.#read = read;
    const ofField = rules.map(({ conditions }) => conditions.filter(({ input }) => inputs[input]?.field === field));
    const indexed = ofField.flat().filter(({ isIndexed }) => isIndexed);
    const { numbers, texts } = constantsIn(indexed.map(({ expression }) => expression));
    this.index = new ColumnIndex(numbers, texts, rules.length, (rule, valueClass) =>
      mayHold(ofField[rule] ?? [], valueClass),
    );
    this.used = new Uint32Array(Math.ceil(rules.length / WORD));
    ofField.forEach(({ length }, rule) => {
      if (length > 0) (this.used[Math.floor(rule / WORD)] as number) |= 1 << (rule % WORD);
    });
  }

  /** Where the bits of the facts' value begin. */
  rowOf(facts: Facts): number {
    const value = this.#read(facts, null);
    return value === FAILED || value instanceof Range ? this.index.rowOfFailure : this.index.rowOf(value);
  }
}

/** What most rules ask about comes first: it leaves the fewest candidates to the rest. */
export const lookupsOf = (table: DecisionTable): readonly ColumnLookup[] => {
  const fields = new Map(table.inputs.flatMap(({ field, read }) => (field && read ? [[field, read] as const] : [])));
  return [...fields]
    .map(([field, read]) => new ColumnLookup(field, read, table))
    .toSorted((a, b) => bitsOf(b.used) - bitsOf(a.used));
};
