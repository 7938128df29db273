import type { Program } from './cell-program.ts';
import { FAILED, type Facts, Range, type Value } from './cell-value.ts';
import { WORD } from './column-index.ts';
import { type ColumnLookup, lookupsOf } from './column-lookup.ts';
import type { Assignment, Condition, DecisionTable } from './decision-table.ts';

export type Output = { readonly [name: string]: Value };

/** A rule that holds, by its place in the table, and what it says. */
export type Hit = { readonly rule: number; readonly output: Output };

const nothing: Facts = Object.freeze({});

const place = (target: Record<string, unknown>, path: readonly string[], value: unknown): void => {
  const [first = '', ...rest] = path;
  if (rest.length === 0) target[first] = value;
  else {
    target[first] ??= {};
    place(target[first] as Record<string, unknown>, rest, value);
  }
};

/** Null: one of its cells cannot be worked out, so the rule does not hold after all. */
const outputOf = (assignments: readonly Assignment[], facts: Facts): Output | null => {
  const output: Record<string, unknown> = {};
  for (const { path, program } of assignments) {
    const value = program(facts, null);
    if (value === FAILED || value instanceof Range) return null;
    place(output, path, value);
  }
  return output as Output;
};

/** A null beside others is an answer left open: zen leaves it out where one rule answers, and keeps it in a list of answers. */
const answered = (output: Output | null): Output | null =>
  output && Object.values(output).includes(null)
    ? Object.fromEntries(Object.entries(output).filter(([, value]) => value !== null))
    : output;

type Says = (facts: Facts) => Output | null;

/** Of every rule: what it says; worked out once where it is the same for all facts. */
const outputsOf = ({ rules, hitPolicy }: DecisionTable): readonly Says[] => {
  const told = hitPolicy === 'first' ? answered : (output: Output | null) => output;
  return rules.map(({ assignments }): Says => {
    if (!assignments.every(({ isConstant }) => isConstant)) return (facts) => told(outputOf(assignments, facts));
    const constant = told(outputOf(assignments, nothing));
    return () => constant;
  });
};

/** A condition the index leaves open: it looks at other facts too, or works something out. */
type Residual = { readonly column: Program | null; readonly condition: Condition };

const residualsOf = ({ inputs, rules }: DecisionTable): readonly (readonly Residual[])[] =>
  rules.map(({ conditions }) =>
    conditions
      .filter(({ isIndexed }) => !isIndexed)
      .map((condition) => ({ condition, column: inputs[condition.input]?.read ?? null })),
  );

const residualHolds = ({ column, condition: { program } }: Residual, facts: Facts): boolean => {
  const value = column === null ? null : column(facts, null);
  return value !== FAILED && !(value instanceof Range) && program(facts, value) === true;
};

/** Each lookup's row of bits for some facts; -1 while nobody asked. */
export type Rows = Int32Array;

/**
 * A decision table made ready: each column's value picks a row of bits, rules whose bit is left in all of them hold. Columns that no
 * candidate asks about are not looked at.
 */
export class Decision {
  readonly table: DecisionTable;
  readonly lookups: readonly ColumnLookup[];
  readonly #words: number;
  /** Used again by every decision: none is under way while another begins. */
  readonly #rows: Rows;
  readonly #residuals: readonly (readonly Residual[])[];
  readonly #hasResiduals: boolean;
  readonly #outputs: readonly Says[];

  constructor(table: DecisionTable) {
    this.table = table;
    this.lookups = lookupsOf(table);
    this.#words = Math.ceil(table.rules.length / WORD);
    this.#rows = new Int32Array(this.lookups.length);
    this.#residuals = residualsOf(table);
    this.#hasResiduals = this.#residuals.some(({ length }) => length > 0);
    this.#outputs = outputsOf(table);
  }

  /** The first rule that holds; null when none does. */
  first(facts: Facts, rows: Rows = this.#rows.fill(-1)): Hit | null {
    for (let word = 0; word < this.#words; word += 1) {
      for (let left = this.#candidates(word, facts, rows); left !== 0; left &= left - 1) {
        const rule = word * WORD + 31 - Math.clz32(left & -left);
        const output = this.#outputIfHolds(rule, facts);
        if (output !== null) return { rule, output };
      }
    }
    return null;
  }

  /** Every rule that holds, in their order. */
  all(facts: Facts, rows: Rows = this.#rows.fill(-1)): readonly Hit[] {
    const hits: Hit[] = [];
    for (let word = 0; word < this.#words; word += 1) {
      for (let left = this.#candidates(word, facts, rows); left !== 0; left &= left - 1) {
        const rule = word * WORD + 31 - Math.clz32(left & -left);
        const output = this.#outputIfHolds(rule, facts);
        if (output !== null) hits.push({ rule, output });
      }
    }
    return hits;
  }

  /** By the table's own hit policy: one rule at most, or all that hold. */
  decide(facts: Facts, rows?: Rows): readonly Hit[] {
    if (this.table.hitPolicy === 'collect') return this.all(facts, rows);
    const hit = this.first(facts, rows);
    return hit === null ? [] : [hit];
  }

  /** Rules of the word whose bit no column takes away. */
  #candidates(word: number, facts: Facts, rows: Rows): number {
    const rest = this.table.rules.length - word * WORD;
    let left = rest >= WORD ? -1 : 2 ** rest - 1;
    const { lookups } = this;
    for (let column = 0; column < lookups.length && left !== 0; column += 1) {
      const lookup = lookups[column] as ColumnLookup;
      if ((left & (lookup.used[word] as number)) === 0) continue;
      let row = rows[column] as number;
      if (row < 0) {
        row = lookup.rowOf(facts);
        rows[column] = row;
      }
      left &= lookup.index.bits[row + word] as number;
    }
    return left;
  }

  #outputIfHolds(rule: number, facts: Facts): Output | null {
    if (this.#hasResiduals && !this.#residuals[rule]?.every((each) => residualHolds(each, facts))) return null;
    return (this.#outputs[rule] as Says)(facts);
  }
}
