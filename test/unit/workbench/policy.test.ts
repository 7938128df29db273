import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { notesOn, testDocument } from '../../../domain/workbench/catalog-kinds.ts';
import { BadPolicy, compilePolicy, parsePolicy, verdictsOf } from '../../../domain/workbench/policy.ts';

const FOLDER = new URL('../../../catalog/policies/', import.meta.url);
const shipped = readdirSync(FOLDER).map((file) => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')));

type Document = (typeof shipped)[number];
const named = (id: string): Document => structuredClone(shipped.find((each) => each.id === id));
const tableOf = (document: Document) => document.nodes[1].content;

describe('the policies that are shipped', () => {
  test('are two dozen and more', () => {
    expect(shipped.length).toBeGreaterThanOrEqual(24);
  });

  test.each(shipped.map((document) => [document.id, document]))(
    '%s passes its own tests, and they reach every rule',
    async (_, document) => {
      const results = await testDocument('policy', document);
      expect(results.filter(({ differences }) => differences.length > 0)).toEqual([]);
      const notes = notesOn('policy', document);
      expect(notes.filter((note) => note.includes('no test reaches') || note.includes('no rule asks'))).toEqual([]);
    },
  );
});

describe('a policy', () => {
  test('fails its tests with the rule that held and why the others did not', async () => {
    const document = named('minimum-success');
    document.examples = [
      {
        name: 'gold',
        facts: { customer: { tier: 'GOLD', isOrganisation: false }, amount: 10 },
        expect: { minSuccess: 0.97 },
      },
    ];
    expect(await testDocument('policy', document)).toEqual([
      {
        name: 'gold',
        differences: [
          'says {"minSuccess":0.95} (rule gold) where {"minSuccess":0.97} is due; black: customer.tier "GOLD" is not \'BLACK\', \'PLATINUM\', \'SVIP\'',
        ],
      },
    ]);
  });

  test('names a fact of a test that is none', async () => {
    const document = named('minimum-success');
    document.examples = [{ name: 'typo', facts: { custmer: { tier: 'GOLD' } }, expect: null }];
    const [result] = await testDocument('policy', document);
    expect(result?.differences).toEqual(['facts.custmer.tier: there is no such fact']);
  });

  test('refuses what may not be said where it has its say, with rule and field', () => {
    const document = named('minimum-success');
    tableOf(document).rules[0]['says-minSuccess'] = '97';
    expect(() => parsePolicy(document)).toThrow(/rule 1 \(black\), output minSuccess: Too big/);
    const other = named('minimum-success');
    tableOf(other).outputs[0].field = 'leastSuccess';
    expect(() => parsePolicy(other)).toThrow(/output \(document\): Unrecognized key: "leastSuccess"/);
  });

  test('refuses a rule that is never reached', () => {
    const document = named('minimum-success');
    const { rules } = tableOf(document);
    rules.push({ ...rules[0], _id: 'again', amount: '> 5' });
    expect(() => parsePolicy(document)).toThrow(BadPolicy);
    expect(() => parsePolicy(document)).toThrow(
      /rule 5 \(again\): never reached, rule 1 \(black\) answers all of its facts/,
    );
  });

  test('decides with the rule and the words it has', () => {
    const policy = compilePolicy(named('valuable-to-xinjiang'), 3);
    const facts = { amount: 600_000, destination: { province: '新疆' }, goods: { classes: ['FOOD'] } };
    expect(verdictsOf<'planning'>(policy, facts)).toEqual([
      {
        policy: 'valuable-to-xinjiang',
        version: 3,
        rule: 'air',
        description: '五十万元以上、可空运 | above 500,000, fit to fly',
        says: { modes: { wanted: ['AIR'] }, handling: ['INSURE', 'SIGN_ON_DELIVERY'], minSuccess: 0.9 },
      },
    ]);
  });
});
