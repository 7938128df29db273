import { FAILED, type Facts, Range, type Value } from './cell-value.ts';
import type { ColumnLookup } from './column-lookup.ts';
import type { Decision, Hit, Output, Rows } from './decide.ts';
import type { Condition, Input, Rule } from './decision-table.ts';

/** Why a rule does not hold: its first condition that is not met, and the value that does not meet it. */
export type Miss = {
  readonly rule: string;
  readonly column: string;
  readonly cell: string;
  /** Null also where it cannot be worked out, or the cell names its facts itself. */
  readonly value: Value;
};

export type RuleHit = { readonly rule: string; readonly description: string; readonly output: Output };

/** What was decided, and why not otherwise. */
export type Traced = {
  readonly hits: readonly RuleHit[];
  /** Of each rule looked at (of a first-hit table: up to the hit) the number of its first condition that failed; `HELD` without one. */
  readonly failed: readonly number[];
  /** The same for people. */
  readonly misses: () => Miss[];
};

/** No condition failed: the rule holds, or one of its outputs cannot be worked out. */
export const HELD = 255;

const columnValue = ({ read }: Input, facts: Facts): Value | typeof FAILED => {
  const value = read === null ? null : read(facts, null);
  return value instanceof Range ? FAILED : value;
};

/** How the tracer answers a condition: by the bits of its field where they are this condition's alone, else by working it out. */
type Step = { readonly lookup: number; readonly condition: Condition; readonly input: Input };

const stepsOf = ({ table: { inputs, rules }, lookups }: Decision): readonly (readonly Step[])[] =>
  rules.map(({ conditions }) =>
    conditions.map((condition): Step => {
      const input = inputs[condition.input] as Input;
      const alone = inputs.filter(({ field }) => field === input.field).length === 1;
      const lookup = condition.isIndexed && alone ? lookups.findIndex(({ field }) => field === input.field) : -1;
      return { lookup, condition, input };
    }),
  );

/** Decides and tells why: the rule that holds, and of each rule before it the condition that failed. */
export class Tracer {
  readonly decision: Decision;
  readonly #steps: readonly (readonly Step[])[];
  /** Used again by every decision: none is under way while another begins. */
  readonly #rows: Rows;

  constructor(decision: Decision) {
    this.decision = decision;
    this.#steps = stepsOf(decision);
    this.#rows = new Int32Array(decision.lookups.length);
  }

  /** The facts must not change until the misses are read. */
  decide(facts: Facts): Traced {
    const { table } = this.decision;
    const rows = this.#rows.fill(-1);
    const hits = this.decision.decide(facts, rows);
    const end = table.hitPolicy === 'first' && hits[0] ? hits[0].rule : table.rules.length;
    const failed: number[] = [];
    for (let rule = 0; rule < end; rule += 1) failed.push(this.#firstFailed(rule, facts, rows));
    return {
      hits: hits.map((hit) => this.#hitOf(hit)),
      failed,
      misses: () => this.#missesOf(failed, hits, facts),
    };
  }

  #firstFailed(rule: number, facts: Facts, rows: Rows): number {
    const steps = this.#steps[rule] as readonly Step[];
    const { lookups } = this.decision;
    for (let number = 0; number < steps.length; number += 1) {
      const { lookup, condition, input } = steps[number] as Step;
      if (lookup >= 0) {
        const column = lookups[lookup] as ColumnLookup;
        if (rows[lookup] === -1) rows[lookup] = column.rowOf(facts);
        if (!column.index.holds(rows[lookup] as number, rule)) return number;
        continue;
      }
      const value = columnValue(input, facts);
      if (value === FAILED || condition.program(facts, value) !== true) return number;
    }
    return HELD;
  }

  #hitOf({ rule, output }: Hit): RuleHit {
    const { id, description } = this.decision.table.rules[rule] as Rule;
    return { rule: id, description, output };
  }

  #missesOf(failed: readonly number[], hits: readonly Hit[], facts: Facts): Miss[] {
    const held = new Set(hits.map(({ rule }) => rule));
    return failed.flatMap((number, rule) => {
      if (held.has(rule)) return [];
      const { id } = this.decision.table.rules[rule] as Rule;
      const step = this.#steps[rule]?.[number];
      if (!step) return [{ rule: id, column: 'an output cannot be worked out', cell: '', value: null }];
      const value = columnValue(step.input, facts);
      return [{ rule: id, column: step.input.name, cell: step.condition.cell, value: value === FAILED ? null : value }];
    });
  }
}
