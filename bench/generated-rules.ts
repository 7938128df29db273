import type { Jdm } from '../domain/workbench/decision-document.ts';
import { seededRandom } from './generated-network.ts';

/** One condition in words that every engine has: a range of whole numbers, one of some texts, or a truth. */
export type RuleTest =
  | { readonly fact: string; readonly from: number; readonly to: number }
  | { readonly fact: string; readonly oneOf: readonly string[] }
  | { readonly fact: string; readonly is: boolean };
export type GeneratedRule = { readonly id: string; readonly tests: readonly RuleTest[] };
export type RuleFacts = { readonly [fact: string]: number | string | boolean };

const NUMBERS: Readonly<Record<string, number>> = {
  amount: 1_000_000,
  kg: 500,
  lines: 40,
  pieces: 400,
  hour: 24,
  monthDay: 1300,
  hoursToPromise: 240,
};
const TEXTS: Readonly<Record<string, number>> = { province: 34, channel: 16, tier: 5, goodsClass: 12, carrier: 20 };
const TRUTHS = ['cashOnDelivery', 'gift', 'abroad', 'remote'];

const text = (fact: string, index: number): string => `${fact}-${index}`;

type Random = () => number;
const below = (random: Random, end: number): number => Math.floor(random() * end);

const testOf = (random: Random): RuleTest => {
  const kind = random();
  if (kind < 0.45) {
    const fact = Object.keys(NUMBERS)[below(random, Object.keys(NUMBERS).length)] as string;
    const most = NUMBERS[fact] as number;
    const from = below(random, most * 0.8);
    return { fact, from, to: from + 1 + below(random, most * 0.25) };
  }
  if (kind < 0.85) {
    const fact = Object.keys(TEXTS)[below(random, Object.keys(TEXTS).length)] as string;
    const count = 1 + below(random, 2);
    return { fact, oneOf: Array.from({ length: count }, () => text(fact, below(random, TEXTS[fact] as number))) };
  }
  return { fact: TRUTHS[below(random, TRUTHS.length)] as string, is: random() < 0.5 };
};

const ruleOf = (random: Random, id: string): GeneratedRule => {
  const tests = new Map<string, RuleTest>();
  while (tests.size < 3) {
    const each = testOf(random);
    tests.set(each.fact, each);
  }
  return { id, tests: [...tests.values()] };
};

const chance = (random: Random): RuleFacts => ({
  ...Object.fromEntries(Object.entries(NUMBERS).map(([fact, most]) => [fact, below(random, most)])),
  ...Object.fromEntries(Object.entries(TEXTS).map(([fact, count]) => [fact, text(fact, below(random, count))])),
  ...Object.fromEntries(TRUTHS.map((fact) => [fact, random() < 0.5])),
});

const meeting = (random: Random, { tests }: GeneratedRule): RuleFacts => ({
  ...chance(random),
  ...Object.fromEntries(
    tests.map((each): [string, number | string | boolean] => {
      if ('is' in each) return [each.fact, each.is];
      if ('oneOf' in each) return [each.fact, each.oneOf[below(random, each.oneOf.length)] as string];
      return [each.fact, each.from + below(random, each.to - each.from)];
    }),
  ),
});

/** Rules over 16 facts, and facts of which each meets one of them at least; the same for the same seed. */
export const generatedRules = (seed: number, rules: number, cases: number) => {
  const random = seededRandom(seed);
  const made = Array.from({ length: rules }, (_, index) => ruleOf(random, `r${index}`));
  const facts = Array.from({ length: cases }, (_, index) => meeting(random, made[index % rules] as GeneratedRule));
  return { rules: made, facts };
};

const cellOf = (each: RuleTest): string => {
  if ('is' in each) return String(each.is);
  if ('oneOf' in each) return each.oneOf.map((one) => `'${one}'`).join(', ');
  return `[${each.from}..${each.to})`;
};

/** The same rules as GoRules' editor keeps them. */
export const jdmOf = (rules: readonly GeneratedRule[]): Jdm => {
  const facts = [...Object.keys(NUMBERS), ...Object.keys(TEXTS), ...TRUTHS];
  const content = {
    hitPolicy: 'first',
    inputs: facts.map((fact) => ({ id: fact, name: fact, field: fact })),
    outputs: [{ id: 'rule', name: 'rule', field: 'rule' }],
    rules: rules.map(({ id, tests }) => ({
      _id: id,
      ...Object.fromEntries(facts.map((fact) => [fact, ''])),
      ...Object.fromEntries(tests.map((each) => [each.fact, cellOf(each)])),
      rule: `'${id}'`,
    })),
  };
  return {
    nodes: [
      { id: 'in', type: 'inputNode', name: 'in', position: { x: 0, y: 0 }, content: {} },
      { id: 'table', type: 'decisionTableNode', name: 'table', position: { x: 1, y: 0 }, content },
      { id: 'out', type: 'outputNode', name: 'out', position: { x: 2, y: 0 }, content: {} },
    ],
    edges: [
      { id: 'a', sourceId: 'in', targetId: 'table', type: 'edge' },
      { id: 'b', sourceId: 'table', targetId: 'out', type: 'edge' },
    ],
  };
};
