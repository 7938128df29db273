import { join, relative } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { Listr, type ListrTask } from 'listr2';
import { BAD_DAY, type Troubles } from '../../test/simulators/channels/mixture.ts';
import { STATE_DIRECTORY } from '../local-state.ts';
import { Failure, tell } from './failure.ts';
import { appointmentOf, faultRatesOf, seedOf } from './fault-flags.ts';
import { type Appointment, type FaultPlan, type FaultRates, USUAL_RATES } from './fault-plan.ts';
import { fillingSteps } from './fill.ts';
import { close, DEPLOYMENT, GROUND, type LocalOptions, made, type Run, reloading, type Step } from './steps.ts';
import { rateOf, startTraffic, troublesOf } from './traffic.ts';
import { whatToTry } from './what-to-try.ts';

export type LocalFlags = {
  readonly port: number;
  readonly directory: string;
  readonly functions: 'threads' | 'processes';
  readonly iam?: boolean;
  readonly simulators: boolean;
  readonly attached?: boolean;
  readonly traffic?: number;
  readonly troubles: Troubles;
  readonly seed: number;
  readonly faults?: number;
  readonly faultRates: FaultRates;
  readonly faultAt: readonly Appointment[];
};

const DEFAULT_PORT = 4566;

const portOf = (text: string): number => {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError('a port is 0 to 65535');
  return port;
};

const functionsOf = (text: string): string => {
  if (text !== 'threads' && text !== 'processes') throw new InvalidArgumentError('use threads or processes');
  return text;
};

export const addLocalOptions = (command: Command): Command =>
  command
    .option('--port <port>', 'of the local AWS endpoint; 0 takes any free one', portOf, DEFAULT_PORT)
    .option('--directory <directory>', 'where state, logs and temporary files go', STATE_DIRECTORY)
    .option('--functions <how>', 'threads (fast) or processes (as separate as on AWS)', functionsOf, 'threads')
    .option('--iam', 'let the endpoint enforce the permissions of every role; runs the functions as processes')
    .option('--no-simulators', 'without simulated platforms, warehouses and carrier')
    .option('--traffic <rate>', 'let all platforms push side by side: 5/s, 90/min', rateOf)
    .option(
      '--troubles <what>',
      'what goes wrong in the traffic: none, bad-day, or twice=0.2,late=0.1 …',
      troublesOf,
      BAD_DAY,
    )
    .option('--seed <n>', 'of the traffic: the same seed, the same traffic', Number, 1)
    .option('--faults <seed>', 'crashes, throttling, doubled and late deliveries between functions and AWS', seedOf)
    .option(
      '--fault-rates <what>',
      'how often: usual, none, or crash-after=0.02,throttled=0.1 …',
      faultRatesOf,
      USUAL_RATES,
    )
    .option('--fault-at <where>', 'one at a certain place: order/drive-lifecycle:crash-after@3', appointmentOf, [])
    .option('--attached', 'end when standard input ends');

const asTask = (step: Step): ListrTask<Run> => ({
  title: step.title,
  task: async (run, task) => {
    const started = performance.now();
    let last = '';
    try {
      await step.run(run, (line) => {
        last = line;
        task.output = line;
      });
    } catch (error) {
      // Told once, at the end; the list only marks the step.
      run.failure ??= error;
      throw new Error('see below');
    }
    task.title = `${step.title} (${((performance.now() - started) / 1000).toFixed(1)} s)${last ? `: ${last}` : ''}`;
  },
});

const tasksOf = (simulators: boolean): ListrTask<Run>[] => [
  {
    title: 'Prepare',
    task: (_run, parent) =>
      parent.newListr(
        GROUND.map((steps, lane) => ({
          title: lane === 0 ? 'Endpoint' : 'App',
          task: (_, task) => task.newListr(steps.map(asTask), { concurrent: false }),
        })),
        { concurrent: true, rendererOptions: { collapseSubtasks: false } },
      ),
  },
  ...[...DEPLOYMENT, ...fillingSteps(simulators)].map(asTask),
];

const faultsOf = ({ faults, faultRates, faultAt }: LocalFlags): FaultPlan | null =>
  faults === undefined ? null : { seed: faults, rates: faultRates, appointments: faultAt };

const optionsOf = (flags: LocalFlags): LocalOptions => ({
  port: flags.port,
  directory: flags.directory,
  ownEndpoint: process.env.ORDERLOOM_ENDPOINT || null,
  functions: flags.iam ? 'processes' : flags.functions,
  enforceIam: flags.iam ?? false,
  faults: faultsOf(flags),
  reload: flags.functions === 'threads',
});

/** Resolves when the user, the system or the parent asks for the end. */
const askedToEnd = (attached: boolean): Promise<void> =>
  new Promise((resolve) => {
    // Not `once`: a library that restores the cursor kills the process when it sees no other listener.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
    if (!attached) return;
    process.stdin.on('end', resolve).on('close', resolve).resume();
  });

const traffic = (run: Run, { traffic: rate, troubles, seed, simulators }: LocalFlags): void => {
  if (rate === undefined) return;
  if (!simulators) throw new Failure('--traffic needs the simulated platforms: leave --no-simulators out.');
  const { stop } = startTraffic(made(run, 'state'), { rate, troubles, seed }, console.log);
  run.closers.push(async () => stop());
};

/** The whole system on this machine, until it is asked to end. Sets the exit code. */
export const runLocal = async (flags: LocalFlags): Promise<void> => {
  const run: Run = { options: optionsOf(flags), closers: [] };
  const ending = askedToEnd(flags.attached ?? false);
  // A terminal that was closed takes no more lines; what was started must end all the same.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  const starting = new Listr<Run>(tasksOf(flags.simulators), {
    ctx: run,
    fallbackRenderer: 'simple',
    concurrent: false,
  });
  try {
    const isUp = await Promise.race([starting.run().then(() => true), ending.then(() => false)]);
    if (!isUp) return;
    if (run.options.reload) await reloading(run, console.log);
    console.log(whatToTry(made(run, 'state'), relative(process.cwd(), join(run.options.directory))));
    traffic(run, flags);
    await ending;
    console.log('\nEnding …');
  } catch (error) {
    console.error(`\n${tell(run.failure ?? error)}`);
    process.exitCode = 1;
  } finally {
    await close(run);
  }
  process.exit();
};
