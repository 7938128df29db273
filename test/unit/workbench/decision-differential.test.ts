import { readdirSync, readFileSync } from 'node:fs';
import { ZenEngine } from '@gorules/zen-engine';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { FAILED } from '../../../domain/workbench/cell-value.ts';
import { Decision } from '../../../domain/workbench/decide.ts';
import { readDecision } from '../../../domain/workbench/decision-table.ts';
import { Tracer } from '../../../domain/workbench/decision-trace.ts';
import { facts, tables } from './generated-tables.ts';

const engine = new ZenEngine();

/** How many tables, each decided for 12 facts; more by hand: ORDERLOOM_DIFFERENTIAL=5000 */
const TABLES = Number(process.env.ORDERLOOM_DIFFERENTIAL ?? 120);
const CASES = { minLength: 12, maxLength: 12 };
const TEN_MINUTES_MS = 600_000;

test(
  'decides as zen-engine does, for any table of the supported language and any facts',
  async () => {
    await fc.assert(
      fc.asyncProperty(tables, fc.array(facts, CASES), async (jdm, cases) => {
        const ours = new Decision(readDecision(jdm));
        const theirs = engine.createDecision(jdm);
        for (const each of cases) {
          const { result } = await theirs.evaluate(each);
          const outputs = ours.decide(each).map(({ output }) => output);
          expect(ours.table.hitPolicy === 'collect' ? outputs : (outputs[0] ?? {})).toEqual(result);
        }
      }),
      { numRuns: TABLES },
    );
  },
  TEN_MINUTES_MS,
);

test('tells of every rule that does not hold a condition that, worked out by itself, fails', async () => {
  await fc.assert(
    fc.property(tables, facts, (jdm, each) => {
      const decision = new Decision(readDecision(jdm));
      const { hits, misses: tell } = new Tracer(decision).decide(each);
      const misses = tell();
      const { inputs, rules, hitPolicy } = decision.table;
      const reached =
        hitPolicy === 'first' && hits[0] ? rules.findIndex(({ id }) => id === hits[0]?.rule) + 1 : rules.length;
      expect(hits.length + misses.length).toBe(reached);
      for (const { rule, column, cell, value } of misses) {
        const { conditions, assignments } = rules.find(({ id }) => id === rule) as (typeof rules)[number];
        const failing = conditions.filter((condition) => condition.cell === cell);
        const { read } = inputs.find(({ name }) => name === column) ?? {};
        const isMissed = read?.(each, null) === FAILED || failing.some(({ program }) => program(each, value) !== true);
        const hasNoOutput = assignments.some(({ program }) => program(each, null) === FAILED);
        expect(cell === '' ? hasNoOutput : isMissed).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
});

const CATALOG = new URL('../../../catalog/', import.meta.url);
const shipped = ['policies', 'reactions'].flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, CATALOG)).map((file) => {
    const document = JSON.parse(readFileSync(new URL(`${folder}/${file}`, CATALOG), 'utf8'));
    return [document.id, document] as const;
  }),
);

test.each(shipped)('%s is a file of the editor, which zen-engine decides as its own tests say', async (_, document) => {
  const theirs = engine.createDecision(document);
  for (const { facts: given, expect: due } of document.examples)
    expect((await theirs.evaluate(given)).result).toEqual(due ?? {});
});
