import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Listr, type ListrTask } from 'listr2';
import { SHARED_SYSTEM, startLocal } from '../test/support/local-endpoint.ts';
import { command, endChildren, jest, script } from './checks/run.ts';
import { type Tally, total } from './checks/tally.ts';

type Check = { readonly title: string; readonly run: () => Promise<Tally> };

/** The CDK app as `cdk deploy` would take it: CloudFormation validation and cdk-nag are errors. */
const synthesis = async (): Promise<Tally> => {
  const output = mkdtempSync(join(tmpdir(), 'orderloom-synth-'));
  try {
    return await command('cdk', ['synth', '--quiet', '--strict', '--output', output]);
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
};

/** They break their own system on purpose. */
const FAULTS = 'faults.test';

/** One system for all end-to-end tests; those that break things start their own. One file at a time: two cores hold one system well. */
const endToEnd = async (): Promise<Tally> => {
  const system = await startLocal({ own: true });
  try {
    return await jest('e2e', ['--maxWorkers=1', '--testPathIgnorePatterns', FAULTS], {
      [SHARED_SYSTEM]: system.directory,
    });
  } finally {
    await system.stop();
  }
};

const APART: readonly Check[] = [
  { title: 'Format and lint', run: () => command('biome', ['check', '.']) },
  { title: 'Types', run: () => command('tsc', ['--noEmit']) },
  { title: 'Documents say what the code says', run: () => script('bin/generate-docs.ts', ['--check']) },
  { title: 'CloudFormation template, cdk-nag', run: synthesis },
  { title: 'Infrastructure', run: () => jest('infra', ['--maxWorkers=1']) },
  { title: 'Units', run: () => jest('unit', ['--maxWorkers=1']) },
  { title: 'State machines', run: () => jest('statemachines', ['--maxWorkers=1']) },
  { title: 'Faults on purpose', run: () => jest('e2e', ['--maxWorkers=1', '--testPathPatterns', FAULTS]) },
];
const WHOLE: readonly Check[] = [{ title: 'End to end, on the local endpoint', run: endToEnd }];

const tallies: Tally[] = [];

const asTask = ({ title, run }: Check): ListrTask => ({
  title,
  task: async (_, task) => {
    const started = performance.now();
    const tally = await run().catch(
      (error: Error): Tally => ({ passed: 0, failed: 1, report: `${title}: ${error.stack}` }),
    );
    tallies.push(tally);
    task.title = `${title}: ${tally.passed} passed, ${tally.failed} failed (${Math.round((performance.now() - started) / 1000)} s)`;
    if (tally.failed > 0) throw new Error(task.title);
  },
});

const lane = (title: string, checks: readonly Check[]): ListrTask => ({
  title,
  task: (_, task) => task.newListr(checks.map(asTask), { concurrent: false, exitOnError: false }),
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    endChildren();
    process.exit(130);
  });
}

// A system waits more than it works: it leaves a core to all else.
const checks = new Listr([lane('Apart', APART), lane('On one system', WHOLE)], {
  concurrent: true,
  exitOnError: false,
  fallbackRenderer: 'simple',
  rendererOptions: { collapseSubtasks: false, collapseErrors: false, showErrorMessage: false },
});
await checks.run();

const { passed, failed, report } = total(tallies);
if (report !== '') console.log(`\n${report}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
