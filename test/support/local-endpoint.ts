import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Clients, clientsOf } from '../../bin/local/clients.ts';
import { type LocalState, readLocalState } from '../../bin/local-state.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Names the directory of a system that is already up for the whole test run; then nobody starts one each. */
export const SHARED_SYSTEM = 'ORDERLOOM_TEST_SYSTEM';

export type LocalSystemOptions = {
  /** @default any free port */
  readonly port?: number;
  /** `processes`: as separate as on AWS; slower. @default threads */
  readonly functions?: 'threads' | 'processes';
  /** Let the endpoint enforce the permissions of every role. */
  readonly iam?: boolean;
  /** @default true */
  readonly simulators?: boolean;
  /** A system of one's own even when one is shared: for tests that break things. */
  readonly own?: boolean;
  /** What goes wrong between the functions and AWS, as `npm start -- --faults …` takes it; always a system of one's own. */
  readonly faults?: readonly string[];
};

export type FaultNoted = { readonly source: string; readonly fault: string; readonly what: string };

export type LocalSystem = {
  readonly endpoint: string;
  readonly apiUrl: string;
  readonly state: LocalState;
  readonly clients: Clients;
  readonly directory: string;
  /** What the functions logged so far. */
  readonly functionsLog: () => string;
  /** How often the functions called each operation of AWS so far; a second old at most. */
  readonly awsCalls: () => Readonly<Record<string, number>>;
  /** Which faults happened so far. */
  readonly faults: () => readonly FaultNoted[];
  readonly stop: () => Promise<void>;
};

const systemIn = (directory: string, stop: () => Promise<void>): LocalSystem => {
  const state = readLocalState(directory);
  const log = join(directory, 'functions.log');
  return {
    endpoint: state.endpoint,
    apiUrl: state.apiUrl,
    state,
    clients: clientsOf(state.endpoint),
    directory,
    functionsLog: () => (existsSync(log) ? readFileSync(log, 'utf8') : ''),
    awsCalls: () => JSON.parse(readFileSync(join(directory, 'aws-calls.json'), 'utf8')) as Record<string, number>,
    faults: () =>
      readFileSync(join(directory, 'faults.log'), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as FaultNoted),
    stop,
  };
};

const argumentsOf = (directory: string, options: LocalSystemOptions): string[] => [
  'bin/local.ts',
  '--attached',
  '--port',
  String(options.port ?? 0),
  '--directory',
  directory,
  '--functions',
  options.functions ?? 'threads',
  ...(options.iam ? ['--iam'] : []),
  ...(options.faults ?? []),
  ...(options.simulators === false ? ['--no-simulators'] : []),
];

/** A first start on a machine also installs the endpoint. */
const UP_WITHIN_MS = 180_000;

const awaitUp = async (child: ChildProcess, directory: string, output: () => string): Promise<void> => {
  const deadline = Date.now() + UP_WITHIN_MS;
  while (!existsSync(join(directory, 'state.json'))) {
    if (child.exitCode !== null) throw new Error(`the local system ended while it started:\n${output()}`);
    if (Date.now() > deadline)
      throw new Error(`the local system is not up after ${UP_WITHIN_MS / 1000} s:\n${output()}`);
    await sleep(50);
  }
};

/**
 * The whole system as `npm start` runs it, on a free port and in a directory of its own, so that it disturbs no running one.
 * @example const system = await startLocal(); …; await system.stop();
 */
export const startLocal = async (options: LocalSystemOptions = {}): Promise<LocalSystem> => {
  const shared = process.env[SHARED_SYSTEM];
  const isPlain =
    options.functions !== 'processes' &&
    !options.iam &&
    options.simulators !== false &&
    !options.own &&
    !options.faults;
  if (shared && isPlain) return systemIn(shared, async () => {});
  const directory = mkdtempSync(join(tmpdir(), 'orderloom-'));
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...argumentsOf(directory, options)], {
    cwd: ROOT,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      said += chunk;
    });
  }
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.stdin?.end();
    await ended;
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await awaitUp(child, directory, () => said);
  } catch (error) {
    await stop();
    throw error;
  }
  return systemIn(directory, stop);
};
