import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildFunctions, bundleSizes } from '../build-functions.ts';
import { LOCAL_DIRECTORY, type LocalState } from '../local-state.ts';
import { ACCOUNT, type Clients, clientsOf, REGION } from './clients.ts';
import { complete } from './complete.ts';
import { apiUrlOf, type Deployed, deploy, removeStack } from './deploy.ts';
import { type Endpoint, startEndpoint, useEndpoint } from './endpoint.ts';
import { Failure } from './failure.ts';
import type { FaultPlan } from './fault-plan.ts';
import { type FunctionHost, startFunctionHost } from './function-host.ts';
import { hastenRetries } from './hasten-retries.ts';
import { hostedFunctions } from './hosted-functions.ts';
import { buildProblems, reloadOnChange } from './reload.ts';
import { type Assembly, resourcesOf, synthesize } from './synthesize.ts';

export type LocalOptions = {
  /** 0: any free one. */
  readonly port: number;
  /** Where state, logs and temporary files go. */
  readonly directory: string;
  /** An endpoint the user already runs, instead of ours. */
  readonly ownEndpoint: string | null;
  /** `threads`: one host process, a thread per function. `processes`: the endpoint's own workers, as separate as on AWS. */
  readonly functions: 'threads' | 'processes';
  /** Let the endpoint enforce IAM: every call a role does not allow is refused. Needs `processes`. */
  readonly enforceIam: boolean;
  /** What goes wrong between the functions and AWS; null: nothing. Needs `threads`. */
  readonly faults: FaultPlan | null;
  /** Rebuild and reload when functions/ or domain/ change. */
  readonly reload: boolean;
};

/** What the steps so far have made; `closers` undo it, last first. */
export type Run = {
  readonly options: LocalOptions;
  readonly closers: (() => Promise<void>)[];
  endpoint?: Endpoint;
  clients?: Clients;
  host?: FunctionHost;
  assembly?: Assembly;
  deployed?: Deployed;
  state?: LocalState;
  /** What went wrong first. */
  failure?: unknown;
};

export type Say = (line: string) => void;
export type Step = { readonly title: string; readonly run: (run: Run, say: Say) => Promise<void> };

/** @throws Error when a step runs before the one it builds on: a mistake in the list of steps */
export const made = <K extends keyof Run>(run: Run, part: K): NonNullable<Run[K]> => {
  const value = run[part];
  if (value === undefined || value === null) throw new Error(`${part} is not there yet`);
  return value;
};

/** Each run builds into its own folder: a test run must not change the code under a running one. */
const bundlesOf = ({ options }: Run): string => join(options.directory, 'bundles');

const endpointUp: Step = {
  title: 'Local AWS endpoint',
  run: async (run, say) => {
    const { directory, port, ownEndpoint, enforceIam } = run.options;
    mkdirSync(directory, { recursive: true });
    run.endpoint = ownEndpoint
      ? await useEndpoint(ownEndpoint)
      : await startEndpoint({
          directory,
          home: LOCAL_DIRECTORY,
          port,
          progress: say,
          settings: enforceIam ? { AUTH: 'true' } : {},
        });
    run.closers.push(run.endpoint.stop);
    run.clients = clientsOf(run.endpoint.url);
    say(run.endpoint.url);
  },
};

const built: Step = {
  title: 'Functions',
  run: async (run, say) => {
    try {
      const sizes = bundleSizes(await buildFunctions(bundlesOf(run)), bundlesOf(run));
      const largest = Math.max(...sizes.values());
      say(`${sizes.size} bundles, the largest ${Math.round(largest / 1024)} KB`);
    } catch (error) {
      throw new Failure(`The functions do not build:\n${buildProblems(error)}`);
    }
  },
};

const synthesized: Step = {
  title: 'Template',
  run: async (run, say) => {
    run.assembly = await synthesize({
      outdir: join(run.options.directory, 'cdk.out'),
      bundles: bundlesOf(run),
      account: ACCOUNT,
      region: REGION,
    });
    say(`${Object.keys(resourcesOf(run.assembly)).length} resources`);
  },
};

const hosting: Step = {
  title: 'Function host',
  run: async (run, say) => {
    const { directory, faults, functions } = run.options;
    if (functions === 'processes' || !made(run, 'endpoint').forwards) {
      if (faults)
        throw new Failure('--faults happen in our own threads: leave --functions, --iam and your endpoint out.');
      return say('left to the endpoint: a process per concurrent call');
    }
    run.host = await startFunctionHost(
      join(directory, 'functions.log'),
      join(directory, 'aws-calls.json'),
      faults && { plan: faults, log: join(directory, 'faults.log') },
    );
    run.closers.push(run.host.stop);
    say(`log: ${join(run.options.directory, 'functions.log')}`);
  },
};

const deployed: Step = {
  title: 'Stack',
  run: async (run, say) => {
    const [clients, assembly, endpoint] = [made(run, 'clients'), made(run, 'assembly'), made(run, 'endpoint')];
    if (!endpoint.isOurs) await removeStack(clients);
    run.deployed = await deploy(clients, endpoint.url, assembly, run.host?.url ?? null);
    await complete(clients, resourcesOf(assembly), run.deployed);
    if (run.options.faults) await hastenRetries(clients, resourcesOf(assembly), run.deployed);
    run.host?.host(await hostedFunctions(clients, endpoint.url, bundlesOf(run), resourcesOf(assembly), run.deployed));
    say(apiUrlOf(endpoint.url));
  },
};

/** Endpoint and template are made at the same time; each list is run in order. */
export const GROUND: readonly (readonly Step[])[] = [
  [endpointUp, hosting],
  [built, synthesized],
];
export const DEPLOYMENT: readonly Step[] = [deployed];

export const reloading = async (run: Run, say: Say): Promise<void> => {
  const { host } = run;
  if (!host) return;
  const watching = await reloadOnChange(bundlesOf(run), host.reload, say);
  run.closers.push(watching.stop);
};

/** Ends what was started, last first; one that cannot be ended does not keep the others. */
export const close = async (run: Run): Promise<void> => {
  for (const closer of run.closers.splice(0).reverse()) await closer().catch(() => {});
};
