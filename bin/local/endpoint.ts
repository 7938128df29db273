import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from './failure.ts';
import { endpointPython } from './python.ts';

export const HOST = '127.0.0.1';

export type Endpoint = {
  readonly url: string;
  /** False when it is the user's own: then nothing of it is started, stopped or emptied. */
  readonly isOurs: boolean;
  /** It can hand invocations on to our function host. */
  readonly forwards: boolean;
  readonly stop: () => Promise<void>;
};

/** A free port, or the one asked for. @throws Failure when that is taken */
export const claimPort = (port: number, cure: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Failure(`Port ${port} is in use: ${cure}.`)
          : new Failure(`Port ${port} cannot be used (${error.code}): ${cure}.`),
      ),
    );
    probe.listen(port, HOST, () => {
      const { port: got } = probe.address() as { port: number };
      probe.close(() => resolve(got));
    });
  });

/**
 * Ends with its parent, however that ends: the endpoint runs in a thread's main module while another watches standard input,
 * which the system closes when the parent is gone.
 */
const WATCHED = `
import os, signal, sys, threading
def watch():
    while os.read(0, 1): pass
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Timer(4, lambda: os._exit(1)).start()
threading.Thread(target=watch, daemon=True).start()
sys.argv = ['ministack']
from ministack.app import main
main()
`;

const environment = (directory: string, port: number, extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  // Its own workers run `node` as they find it: let it be ours.
  PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
  HOME: process.env.HOME,
  LANG: process.env.LANG ?? 'C.UTF-8',
  PYTHONUNBUFFERED: '1',
  BIND_HOST: HOST,
  GATEWAY_PORT: String(port),
  MINISTACK_HOST: HOST,
  STATE_DIR: join(directory, 'state'),
  S3_DATA_DIR: join(directory, 's3'),
  TMPDIR: join(directory, 'tmp'),
  SFTP_ENABLED: '0',
  IOT_MTLS_ENABLED: '0',
  LAMBDA_WARM_TTL_SECONDS: '20',
  LOG_LEVEL: 'WARNING',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  ...extra,
});

const isHealthy = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(`${url}/_ministack/health`, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    return false;
  }
};

/** Usually 0.4 s; a cold disk may take some more. */
const HEALTHY_WITHIN_MS = 30_000;

const awaitHealth = async (url: string, child: ChildProcess, log: string): Promise<void> => {
  const deadline = Date.now() + HEALTHY_WITHIN_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) {
      const last = readFileSync(log, 'utf8').trim().split('\n').at(-1);
      throw new Failure(`The local AWS endpoint ended at once (${last}): see ${log}.`);
    }
    if (await isHealthy(url)) return;
    await sleep(40);
  }
  throw new Failure(`The local AWS endpoint does not answer at ${url}: see ${log}.`);
};

const stopChild = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  // A hung custom resource may hold it back.
  const hurry = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(hurry);
};

export type EndpointOptions = {
  /** Where its state, logs and temporary files go. */
  readonly directory: string;
  /** Where its virtual environment is; shared by every start of this checkout. */
  readonly home: string;
  /** 0: any free one. */
  readonly port: number;
  readonly progress: (line: string) => void;
  /** More of the endpoint's own settings, as environment variables. */
  readonly settings?: Readonly<Record<string, string>>;
};

/** Starts the local AWS endpoint, empty, bound to this machine only. */
export const startEndpoint = async (options: EndpointOptions): Promise<Endpoint> => {
  // Before the installation: nobody waits a minute to hear that the port is taken.
  const port = await claimPort(
    options.port,
    'stop what uses it, choose another with `npm start -- --port 4570`, or set ORDERLOOM_ENDPOINT to an endpoint you already run',
  );
  const python = await endpointPython(options.home, options.progress);
  for (const kept of ['state', 's3', 'tmp']) {
    rmSync(join(options.directory, kept), { recursive: true, force: true });
    mkdirSync(join(options.directory, kept), { recursive: true });
  }
  const url = `http://${HOST}:${port}`;
  const log = join(options.directory, 'endpoint.log');
  const child = spawn(python, ['-c', WATCHED], {
    env: environment(options.directory, port, options.settings ?? {}),
    stdio: ['pipe', 'pipe', 'pipe'],
    // Out of the terminal's group: Ctrl-C is for us, and we stop it in order.
    detached: true,
  });
  const file = createWriteStream(log);
  child.stdout.pipe(file);
  child.stderr.pipe(file);
  options.progress(`starting at ${url}`);
  try {
    await awaitHealth(url, child, log);
  } catch (error) {
    await stopChild(child);
    throw error;
  }
  return { url, isOurs: true, forwards: true, stop: () => stopChild(child) };
};

/** An endpoint the user already runs. @throws Failure when it does not answer */
export const useEndpoint = async (url: string): Promise<Endpoint> => {
  const plain = url.replace(/\/$/, '');
  try {
    await fetch(plain, { signal: AbortSignal.timeout(5_000) });
  } catch {
    throw new Failure(`No AWS endpoint answers at ORDERLOOM_ENDPOINT=${plain}: start it, or unset the variable.`);
  }
  return { url: plain, isOurs: false, forwards: await isHealthy(plain), stop: async () => {} };
};
