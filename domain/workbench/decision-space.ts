import type { Expression } from './cell-expression.ts';
import type { ValueClass } from './column-classes.ts';
import type { ColumnLookup } from './column-lookup.ts';
import type { Decision } from './decide.ts';
import type { DecisionTable } from './decision-table.ts';

/** What a fact can be; all of them may also be missing. */
export type FactKind = 'number' | 'text' | 'truth' | 'list' | 'any';
/** The kinds of the facts that a decision may ask about, by path; a path ending in `.*` stands for everything below it. */
export type FactKinds = Readonly<Record<string, FactKind>>;

/** What facts a rule holds for: of each dimension the set of classes, as bits. */
export type Box = readonly bigint[];

/** A column's classes, or a condition the index cannot answer (it holds: 1, it does not: 2). */
type Dimension = {
  readonly all: bigint;
  /** A fact of the class, for people. */
  readonly tell: (valueClass: number) => string;
};

const PATH = /^[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*$/;
const KIND_OF: Readonly<Record<FactKind, ValueClass['kind'] | null>> = {
  number: 'number',
  text: 'text',
  truth: 'truth',
  list: 'other',
  any: null,
};

/** The kind of a fact; null when nothing is known of it. */
export const kindOfFact = (path: string, kinds: FactKinds): FactKind | null => {
  const known = kinds[path];
  if (known) return known;
  const wild = Object.keys(kinds).find((each) => each.endsWith('.*') && path.startsWith(each.slice(0, -1)));
  return wild ? (kinds[wild] as FactKind) : null;
};

/** Classes the field's values can be of; all where its kind is not known. */
const possible = ({ field, index }: ColumnLookup, kinds: FactKinds | null): bigint => {
  const isPath = PATH.test(field);
  const known = isPath && kinds ? kindOfFact(field, kinds) : null;
  const kind = known && KIND_OF[known];
  return index.classes.reduce((bits, each, number) => {
    const isOfKind = kind === null ? each.kind !== 'failed' || !isPath : each.kind === kind || each.kind === 'nothing';
    return isOfKind ? bits | (1n << BigInt(number)) : bits;
  }, 0n);
};

const columnDimension = (lookup: ColumnLookup, kinds: FactKinds | null): Dimension => ({
  all: possible(lookup, kinds),
  tell: (number) =>
    `${lookup.field} ${lookup.index.classes[number]?.told.startsWith('any') ? 'is' : '='} ${lookup.index.classes[number]?.told}`,
});

const BOTH = 3n;
const lowest = (bits: bigint): number => {
  let number = 0;
  for (let rest = bits; (rest & 1n) === 0n; rest >>= 1n) number += 1;
  return number;
};

/** What a rule needs besides its columns, the same question of several rules once. */
type Question = { readonly told: string; readonly rules: Set<number> };

const cannotFail = (expression: Expression): boolean =>
  expression.kind === 'constant' ||
  expression.kind === 'fact' ||
  (expression.kind === 'list' && expression.items.every(cannotFail));

/** Conditions the index cannot answer; and outputs that may not be worked out, for then the next rule decides. */
const openQuestions = (rules: DecisionTable['rules'], inputs: DecisionTable['inputs']): readonly Question[] => {
  const questions = new Map<string, Question>();
  const ask = (key: string, told: string, rule: number): void => {
    const known = questions.get(key) ?? { told, rules: new Set<number>() };
    known.rules.add(rule);
    questions.set(key, known);
  };
  rules.forEach(({ id, conditions, assignments }, rule) => {
    for (const { isIndexed, input, cell } of conditions) {
      const field = inputs[input]?.field;
      if (!isIndexed) ask(`${field ?? ''} ${cell}`, field ? `${cell} of ${field}` : cell, rule);
    }
    if (!assignments.every(({ isConstant, expression }) => isConstant || cannotFail(expression)))
      ask(`outputs of ${rule}`, `the outputs of ${id} can be worked out`, rule);
  });
  return [...questions.values()];
};

/** The search gave up: neither yes nor no. */
export const TOO_MANY = Symbol('too many pieces');
const MOST_PIECES = 20_000;

/**
 * All facts a decision can meet, divided so that no rule tells two facts of one piece apart: which rules cover each other is then a
 * question about sets.
 */
export class DecisionSpace {
  readonly boxes: readonly Box[];
  readonly all: Box;
  readonly #dimensions: readonly Dimension[];

  constructor({ lookups, table: { rules, inputs } }: Decision, kinds: FactKinds | null) {
    const open = openQuestions(rules, inputs);
    this.#dimensions = [
      ...lookups.map((lookup) => columnDimension(lookup, kinds)),
      ...open.map(
        ({ told }): Dimension => ({ all: BOTH, tell: (number) => (number === 0 ? `(${told})` : `not (${told})`) }),
      ),
    ];
    this.all = this.#dimensions.map(({ all }) => all);
    this.boxes = rules.map((_, rule) => [
      ...lookups.map(({ index }, column) => this.#classesOf(index, rule) & (this.all[column] as bigint)),
      ...open.map((each) => (each.rules.has(rule) ? 1n : BOTH)),
    ]);
  }

  #classesOf(index: ColumnLookup['index'], rule: number): bigint {
    let bits = 0n;
    for (let number = 0; number < index.classes.length; number += 1)
      if (index.holds(index.rowOfClass(number), rule)) bits |= 1n << BigInt(number);
    return bits;
  }

  /** A piece of the box that none of the others covers; null when they cover all of it. */
  outside(box: Box, others: readonly Box[]): Box | null | typeof TOO_MANY {
    let pieces = 0;
    const search = (piece: Box, from: number): Box | null | typeof TOO_MANY => {
      pieces += 1;
      if (pieces > MOST_PIECES) return TOO_MANY;
      const at = others.findIndex((each, index) => index >= from && meets(piece, each));
      if (at < 0) return piece;
      for (const beyond of piecesBeyond(piece, others[at] as Box)) {
        const found = search(beyond, at + 1);
        if (found !== null) return found;
      }
      return null;
    };
    return search(box, 0);
  }

  /** Facts of the piece, one of each class that matters. */
  tell(piece: Box): string {
    const told = piece.flatMap((bits, dimension) => {
      const { all, tell } = this.#dimensions[dimension] as Dimension;
      return bits === all ? [] : [tell(lowest(bits))];
    });
    return told.length === 0 ? 'any facts' : told.join(', ');
  }
}

/** What the box leaves of the piece, cut dimension by dimension. */
const piecesBeyond = (piece: Box, box: Box): Box[] => {
  const rest = [...piece];
  return box.flatMap((bits, dimension) => {
    const beyond = (rest[dimension] as bigint) & ~bits;
    const cut = rest.with(dimension, beyond);
    rest[dimension] = (rest[dimension] as bigint) & bits;
    return beyond === 0n ? [] : [cut];
  });
};

export const isEmpty = (box: Box): boolean => box.some((bits) => bits === 0n);
export const common = (a: Box, b: Box): Box => a.map((bits, dimension) => bits & (b[dimension] as bigint));
export const meets = (a: Box, b: Box): boolean =>
  a.every((bits, dimension) => (bits & (b[dimension] as bigint)) !== 0n);
export const covers = (a: Box, b: Box): boolean =>
  b.every((bits, dimension) => (bits & ~(a[dimension] as bigint)) === 0n);
