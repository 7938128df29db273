import * as z from 'zod';
import type { Facts } from './cell-value.ts';
import { Decision } from './decide.ts';
import { type FactKinds, kindOfFact } from './decision-space.ts';
import type { DecisionTable } from './decision-table.ts';
import { Tracer } from './decision-trace.ts';

/** A test inside a document: facts, and what is decided for them. */
export const DecisionExample = z.strictObject({
  name: z.string().min(1),
  /** What is not named is not there. */
  facts: z.record(z.string(), z.unknown()),
  /** What the rule that holds says, null where none holds; of a collecting table a list. */
  expect: z.union([z.record(z.string(), z.unknown()), z.array(z.record(z.string(), z.unknown())), z.null()]),
  /** Which rule holds; left out: not compared. */
  rule: z.string().optional(),
});
export type DecisionExample = z.infer<typeof DecisionExample>;

export type ExampleResult = { readonly name: string; readonly differences: readonly string[] };

/** The same for the same value, whatever the order of its names. */
const told = (value: unknown): string =>
  JSON.stringify(value, (_, each) =>
    each && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );

const pathsOf = (facts: Facts, kinds: FactKinds, before = ''): string[] =>
  Object.entries(facts).flatMap(([name, value]) => {
    const path = `${before}${name}`;
    const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value) && kinds[path] === undefined;
    return isGroup ? pathsOf(value as Facts, kinds, `${path}.`) : [path];
  });

const run = (
  tracer: Tracer,
  { name, facts, expect, rule }: DecisionExample,
  kinds: FactKinds | null,
): ExampleResult => {
  const { hits, misses } = tracer.decide(facts);
  const isCollecting = tracer.decision.table.hitPolicy === 'collect';
  const got = isCollecting ? hits.map(({ output }) => output) : (hits[0]?.output ?? null);
  const held = hits.map((hit) => hit.rule).join(', ') || 'none';
  const why = misses().map((miss) => `${miss.rule}: ${miss.column} ${told(miss.value)} is not ${miss.cell}`);
  const unknown = kinds ? pathsOf(facts, kinds).filter((path) => kindOfFact(path, kinds) === null) : [];
  return {
    name,
    differences: [
      ...unknown.map((path) => `facts.${path}: there is no such fact`),
      ...(told(got) === told(expect)
        ? []
        : [`says ${told(got)} (rule ${held}) where ${told(expect)} is due; ${why.join('; ')}`]),
      ...(rule === undefined || held === rule
        ? []
        : [`rule ${held} holds where rule ${rule} is due; ${why.join('; ')}`]),
    ],
  };
};

/** Runs the tests inside a document. */
export const runDecisionExamples = (
  table: DecisionTable,
  examples: readonly DecisionExample[],
  kinds: FactKinds | null,
): ExampleResult[] => {
  const tracer = new Tracer(new Decision(table));
  return examples.map((example) => run(tracer, example, kinds));
};

/** Rules that no test reaches: nobody has seen them decide. */
export const untestedRules = (table: DecisionTable, examples: readonly DecisionExample[]): string[] => {
  const tracer = new Tracer(new Decision(table));
  const seen = new Set(examples.flatMap(({ facts }) => tracer.decide(facts).hits.map(({ rule }) => rule)));
  return table.rules.filter(({ id }) => !seen.has(id)).map(({ id }) => id);
};
