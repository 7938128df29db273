import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Decision } from '../../../domain/workbench/decide.ts';
import { findingsOf } from '../../../domain/workbench/decision-checks.ts';
import { BadDecision } from '../../../domain/workbench/decision-graph.ts';
import { readDecision } from '../../../domain/workbench/decision-table.ts';
import { facts, jdmOf, tables } from './generated-tables.ts';

const KINDS = { tier: 'text', amount: 'number', gift: 'truth', classes: 'list' } as const;

/** Rows of cells: tier, amount, a whole condition, what is said. */
const decisionOf = (rows: readonly (readonly [string, string, string, string])[], hitPolicy = 'first') =>
  jdmOf({
    hitPolicy,
    inputs: [
      { id: 'tier', name: 'Tier', field: 'tier' },
      { id: 'amount', name: 'Amount', field: 'amount' },
      { id: 'also', name: 'Also' },
    ],
    outputs: [{ id: 'says', name: 'Says', field: 'says' }],
    rules: rows.map(([tier, amount, also, says], index) => ({ _id: `r${index + 1}`, tier, amount, also, says })),
  });

const told = (rows: Parameters<typeof decisionOf>[0]): string[] =>
  findingsOf(readDecision(decisionOf(rows)), KINDS)
    .filter(({ code }) => code !== 'UNUSED_COLUMN')
    .map(({ code, message }) => `${code} ${message}`);

describe('a decision table as a whole', () => {
  test('has nothing to be told where each rule has facts of its own and the last takes the rest', () => {
    expect(
      told([
        ["'gold'", '', '', '1'],
        ['', '> 500', 'gift', '2'],
        ['', '', '', '3'],
      ]),
    ).toEqual([
      "OVERLAP rule 1 (r1) and rule 2 (r2) both hold for tier = 'gold', amount = 501, (gift); the upper one decides",
    ]);
    expect(
      told([
        ["'gold'", '> 500', '', '1'],
        ["'gold'", '', '', '2'],
        ['', '', '', '3'],
      ]),
    ).toEqual([]);
  });

  test('names a rule that another one hides', () => {
    expect(
      told([
        ['', '> 100', '', '1'],
        ["'gold'", '[200..300]', '', '2'],
        ['', '', '', '3'],
      ]),
    ).toEqual([
      'UNREACHABLE rule 2 (r2): never reached, rule 1 (r1) answers all of its facts; move it up or remove it',
    ]);
  });

  test('names a rule that several together hide', () => {
    expect(
      told([
        ['', '< 100', '', '1'],
        ['', '>= 100', '', '2'],
        ['', 'null', '', '4'],
        ["'gold'", '', '', '3'],
      ]),
    ).toEqual([
      'UNREACHABLE rule 4 (r4): never reached, the rules before it together answer all of its facts; move it up or remove it',
    ]);
  });

  test('names facts that no rule answers', () => {
    expect(
      told([
        ["'gold', 'silver'", '', '', '1'],
        ['', '>= 10', '', '2'],
      ]).at(-1),
    ).toBe('GAP no rule holds for tier is any other text, amount = 9; nothing is decided there');
  });

  test('names a rule whose cells no facts meet', () => {
    expect(
      told([
        ['', '> 10 and < 5', '', '1'],
        ['', '', '', '2'],
      ]),
    ).toEqual(['NEVER_HOLDS rule 1 (r1): no facts meet > 10 and < 5; correct or remove it']);
  });

  test('names a text that was meant to stand between quotes', () => {
    expect(
      told([
        ['gold', '', '', '1'],
        ['', '', '', '2'],
      ]),
    ).toEqual([
      'UNKNOWN_FACT rule 1 (r1), cell gold: there is no fact gold; put texts between quotes, or use one of tier, amount, gift, classes',
    ]);
  });

  test('knows that the same condition in words of its own is the same', () => {
    expect(
      told([
        ['', '', "contains(classes, 'BATTERY')", '1'],
        ["'gold'", '', "contains(classes, 'BATTERY')", '2'],
        ['', '', '', '3'],
      ]),
    ).toEqual([
      'UNREACHABLE rule 2 (r2): never reached, rule 1 (r1) answers all of its facts; move it up or remove it',
    ]);
  });

  test('never calls a rule unreachable that decides some facts', async () => {
    await fc.assert(
      fc.property(tables, fc.array(facts, { minLength: 20, maxLength: 20 }), (jdm, cases) => {
        const table = readDecision(jdm);
        if (table.hitPolicy === 'collect') return;
        const said = findingsOf(table, null);
        const dead = said.filter(({ code }) => code === 'UNREACHABLE' || code === 'NEVER_HOLDS');
        const decision = new Decision(table);
        for (const each of cases) {
          const hit = decision.first(each);
          const name = hit === null ? null : `rule ${hit.rule + 1} (`;
          expect(dead.filter(({ message }) => name !== null && message.startsWith(name))).toEqual([]);
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('a cell that cannot be run as zen runs it', () => {
  const refusal = (cell: string, column = 1): string => {
    const row = ['', '', '', "'x'"].with(column, cell) as [string, string, string, string];
    try {
      readDecision(decisionOf([row]));
    } catch (error) {
      expect(error).toBeInstanceOf(BadDecision);
      return (error as Error).message;
    }
    return 'accepted';
  };

  test.each([
    ['(> 5 and < 10)', 'rule 1 (r1), column Amount: ">" where a value is due'],
    ['($ > 5 and $ < 10)', /"and" where \) is due: and, or stand outside of brackets/],
    ['matches($, "^a")', /matches\(\): not supported; use len, upper/],
    ['$ / 3 > 1', /division: only by a number such as 2, 10 or 100/],
    ["d('2026-01-01')", /d\(\): not supported/],
    ['> 5,', /it ends too early/],
    ['金', /put texts between quotes/],
    ["'gold", /close it with '/],
    ['$.price > 5', /give price a column of its own/],
    ['> 12345678901234567', /at most 15 digits/],
    ['constructor', /no fact may be called constructor/],
    ['[1, [2..3]]', /a range inside a list/],
  ])('refuses %s, with rule, column and cure', (cell, message) => {
    expect(refusal(cell)).toMatch(message);
  });

  test('refuses $ in a column without a field', () => {
    expect(refusal('$ > 5', 2)).toMatch(/column Also: \$ stands for the value of a column with a field/);
  });

  test('refuses other nodes than a decision table, with the cure', () => {
    const jdm = decisionOf([['', '', '', '1']]);
    const switched = { ...jdm, nodes: [...jdm.nodes, { id: 'x', type: 'switchNode', name: 'By tier' }] };
    expect(() => readDecision(switched)).toThrow(/node By tier: switchNode is not supported; write its expression/);
  });
});
