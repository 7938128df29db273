import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ZenEngine } from '@gorules/zen-engine';
import { build } from 'esbuild';
import { Engine, type NestedCondition } from 'json-rules-engine';
import { Decision } from '../domain/workbench/decide.ts';
import { readDecision } from '../domain/workbench/decision-table.ts';
import { Tracer } from '../domain/workbench/decision-trace.ts';
import type { BenchRow } from './bench-row.ts';
import { type GeneratedRule, generatedRules, jdmOf, type RuleFacts, type RuleTest } from './generated-rules.ts';

const ROUND_MS = 400;
const ROUNDS = 7;
/** Decisions zen is given at once where it works on several. */
const AT_ONCE = 500;
const SEED = 7;

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Milliseconds of this process on a core: other work on the machine does not count. */
const cpuMillis = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Decisions a second of one core: the median of some rounds. */
const rateOf = async (facts: readonly RuleFacts[], decide: (some: readonly RuleFacts[]) => unknown, some: number) => {
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const from = cpuMillis();
    let count = 0;
    for (let at = 0; cpuMillis() - from < ROUND_MS; at = (at + some) % facts.length, count += some)
      await decide(facts.slice(at, at + some));
    rates.push((count * 1000) / (cpuMillis() - from));
  }
  return median(rates);
};

const conditionsOf = (each: RuleTest): NestedCondition[] => {
  if ('is' in each) return [{ fact: each.fact, operator: 'equal', value: each.is }];
  if ('oneOf' in each) return [{ fact: each.fact, operator: 'in', value: each.oneOf }];
  return [
    { fact: each.fact, operator: 'greaterThanInclusive', value: each.from },
    { fact: each.fact, operator: 'lessThan', value: each.to },
  ];
};

/** First hit: the earlier the rule the higher its priority, and the first that holds stops the engine. */
const jsonRulesOf = (rules: readonly GeneratedRule[]) => {
  const engine = new Engine();
  rules.forEach(({ id, tests }, index) => {
    engine.addRule({
      conditions: { all: tests.flatMap(conditionsOf) },
      event: { type: id },
      priority: rules.length - index,
      onSuccess: () => engine.stop(),
    });
  });
  return async (facts: RuleFacts): Promise<string> => (await engine.run({ ...facts })).events[0]?.type ?? '';
};

type Engines = {
  readonly ours: (facts: RuleFacts) => unknown;
  readonly traced: (facts: RuleFacts) => unknown;
  readonly zen: (facts: RuleFacts) => Promise<unknown>;
  readonly zenTraced: (facts: RuleFacts) => Promise<unknown>;
  readonly jsonRules: (facts: RuleFacts) => Promise<unknown>;
};

const enginesOf = (rules: readonly GeneratedRule[]): Engines => {
  const decision = new Decision(readDecision(jdmOf(rules)));
  const tracer = new Tracer(decision);
  const theirs = new ZenEngine().createDecision(jdmOf(rules));
  return {
    ours: (facts) => decision.first(facts)?.output.rule,
    // With every earlier rule's first failed condition.
    traced: (facts) => tracer.decide(facts).failed.length,
    zen: async (facts) => (await theirs.evaluate(facts)).result.rule,
    zenTraced: async (facts) => (await theirs.evaluate(facts, { trace: true })).trace,
    jsonRules: jsonRulesOf(rules),
  };
};

/** @throws Error when the engines do not agree: then nothing is compared */
const checkAgreement = async ({ ours, zen, jsonRules }: Engines, facts: readonly RuleFacts[]): Promise<void> => {
  for (const each of facts) {
    const answers = [ours(each), await zen(each), await jsonRules(each)];
    if (new Set(answers).size !== 1)
      throw new Error(`rules disagree: ${answers.join(', ')} for ${JSON.stringify(each)}`);
  }
};

const eachOf = (decide: (facts: RuleFacts) => unknown) => (some: readonly RuleFacts[]) => {
  for (const each of some) decide(each);
};
const inTurn = (decide: (facts: RuleFacts) => Promise<unknown>) => async (some: readonly RuleFacts[]) => {
  for (const each of some) await decide(each);
};
const together = (decide: (facts: RuleFacts) => Promise<unknown>) => (some: readonly RuleFacts[]) =>
  Promise.all(some.map(decide));

const rowsFor = async (count: number): Promise<BenchRow[]> => {
  const { rules, facts } = generatedRules(SEED, count, 4000);
  const engines = enginesOf(rules);
  await checkAgreement(engines, facts.slice(0, 300));
  const traced = await rateOf(facts, eachOf(engines.traced), AT_ONCE);
  const ours = await rateOf(facts, eachOf(engines.ours), AT_ONCE);
  const zen = await rateOf(facts, inTurn(engines.zen), 20);
  const zenTraced = await rateOf(facts, inTurn(engines.zenTraced), 20);
  const zenAtOnce = await rateOf(facts, together(engines.zen), AT_ONCE);
  const jsonRules = await rateOf(facts, inTurn(engines.jsonRules), 20);
  const row = (what: string, rate: number, peer: number, peerName: string): BenchRow => ({
    name: `${count} rules, ${what}`,
    ours: rate,
    peer,
    peerName,
    unit: 'decisions/s',
    ratio: rate / peer,
  });
  return [
    row('with its trace', traced, zenTraced, 'zen-engine 0.54 with its trace, one by one'),
    row('with its trace', traced, zen, 'zen-engine 0.54 without, one by one'),
    row('decision only', ours, zen, 'zen-engine 0.54, one by one'),
    row('decision only', ours, zenAtOnce, `zen-engine 0.54, ${AT_ONCE} at once`),
    row('decision only', ours, jsonRules, 'json-rules-engine 7.3.1'),
  ];
};

const SOURCE = (name: string): string => fileURLToPath(new URL(`../domain/workbench/${name}.ts`, import.meta.url));

/** Loads, reads a table of 30 rules and decides once, in a process of its own: milliseconds on a core, beyond an empty Node. */
const coldEntry = (): string => `
import { Decision } from ${JSON.stringify(SOURCE('decide'))};
import { readDecision } from ${JSON.stringify(SOURCE('decision-table'))};
export const decideOnce = (jdm, facts) => new Decision(readDecision(jdm)).first(facts);
`;

const COLD = `const started = process.cpuUsage(); const { decideOnce } = require(process.argv[1]); const [jdm, facts] = JSON.parse(process.argv[2]); decideOnce(jdm, facts); const { user, system } = process.cpuUsage(started); process.stdout.write(String((user + system) / 1000)); process.exit(0);`;

const bundleRows = async (): Promise<BenchRow[]> => {
  const directory = mkdtempSync(join(tmpdir(), 'rules-'));
  try {
    const [entry, bundle] = [join(directory, 'entry.mjs'), join(directory, 'bundle.cjs')];
    writeFileSync(entry, coldEntry());
    await build({
      entryPoints: [entry],
      outfile: bundle,
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'cjs',
      nodePaths: [fileURLToPath(new URL('../node_modules', import.meta.url))],
    });
    const { rules, facts } = generatedRules(SEED, 30, 1);
    const given = JSON.stringify([jdmOf(rules), facts[0]]);
    const once = (): number =>
      Number(execFileSync(process.execPath, ['-e', COLD, bundle, given], { env: { PATH: '' } }));
    const row = (name: string, value: number, unit: string): BenchRow => ({
      name,
      ours: value,
      peer: null,
      peerName: '',
      unit,
      ratio: null,
    });
    return [
      row('rules: bundle of the evaluator, minified', statSync(bundle).size / 1024, 'KB'),
      row('rules: cold load, 30 rules read, one decided', median(Array.from({ length: ROUNDS }, once)), 'ms'),
    ];
  } finally {
    rmSync(directory, { recursive: true });
  }
};

/** Decision tables beside other engines that run the very same rules; they must agree first. */
export const benchRules = async (): Promise<BenchRow[]> => [
  ...(await rowsFor(30)),
  ...(await rowsFor(1000)),
  ...(await bundleRows()),
];
