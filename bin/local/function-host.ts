import { appendFileSync, createWriteStream, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { HOST } from './endpoint.ts';
import type { FaultPlan } from './fault-plan.ts';
import { faultyDeliveries } from './faulty-deliveries.ts';
import { FunctionThread, type HostedFunction, type Outcome } from './function-thread.ts';

export type FunctionHost = {
  readonly url: string;
  /** Which functions there are; those that were there before are replaced. */
  readonly host: (functions: readonly HostedFunction[]) => void;
  /** Runs new code from the next call on; what runs, ends on the old. */
  readonly reload: (sources: readonly string[]) => void;
  readonly stop: () => Promise<void>;
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

const listen = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, HOST, () => resolve((server.address() as AddressInfo).port));
  });

/** Counts calls of AWS by operation, into a file once a second: what an order costs can be read off it. */
const tally = (file: string) => {
  const counts: Record<string, number> = {};
  let changed = false;
  const write = (): void => {
    if (changed) writeFileSync(file, `${JSON.stringify(counts, null, 2)}\n`);
    changed = false;
  };
  const timer = setInterval(write, 1_000).unref();
  return {
    add: (asked: Readonly<Record<string, number>>): void => {
      for (const [operation, times] of Object.entries(asked)) counts[operation] = (counts[operation] ?? 0) + times;
      changed = true;
    },
    stop: (): void => clearInterval(timer),
  };
};

/** What goes wrong, and the file where it is noted. */
export type HostFaults = { readonly plan: FaultPlan; readonly log: string };

const AGAIN_AFTER_MS = [1_000, 2_000];
const isCrash = (outcome: Outcome): boolean =>
  'error' in outcome && /^(Runtime\.ExitError|Sandbox\.Timedout)$/.test(outcome.error.errorType);

/**
 * A callback task whose function crashed would wait for ever on the local endpoint, which swallows the crash; Step Functions calls it
 * again, twice. A function that throws fails its task itself.
 */
const asStepFunctions = async (event: string, call: () => Promise<Outcome>): Promise<Outcome> => {
  let outcome = await call();
  for (const ms of AGAIN_AFTER_MS) {
    if (!isCrash(outcome) || !event.includes('"taskToken"')) break;
    await sleep(ms);
    outcome = await call();
  }
  return outcome;
};

/**
 * Runs the handlers for the endpoint's proxy mode: it forwards each invocation over HTTP instead of keeping a process per
 * concurrent call. Six times faster, a fraction of the memory; the same bundles.
 */
export const startFunctionHost = async (
  logFile: string,
  callsFile: string,
  faults: HostFaults | null = null,
): Promise<FunctionHost> => {
  const log = createWriteStream(logFile);
  const calls = tally(callsFile);
  // One pipe per function.
  log.setMaxListeners(0);
  const known = new Map<string, HostedFunction>();
  const threads = new Map<string, FunctionThread>();

  const threadOf = (hosted: HostedFunction): FunctionThread => {
    const { name } = hosted;
    const thread = threads.get(name) ?? new FunctionThread(hosted, log, calls.add, faults);
    threads.set(name, thread);
    return thread;
  };

  const deliver = faults
    ? faultyDeliveries(faults.plan, (source, fault, what) =>
        appendFileSync(faults.log, `${JSON.stringify({ source, fault, what })}\n`),
      )
    : (_source: string, event: string, call: (event: string) => Promise<Outcome>) => call(event);

  const invoke = (hosted: HostedFunction, event: string, requestId: string): Promise<Outcome> =>
    asStepFunctions(event, () =>
      deliver(hosted.source, event, (delivered) => threadOf(hosted).call(delivered, requestId)),
    );

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const name = String(request.headers['x-amzn-lambda-function-name'] ?? '');
    const event = await bodyOf(request);
    const hosted = known.get(name);
    const outcome = hosted
      ? await invoke(hosted, event, String(request.headers['x-amzn-lambda-request-id'] ?? ''))
      : {
          error: {
            errorType: 'Runtime.UnknownFunction',
            errorMessage: `no function ${name} is hosted here`,
            trace: [],
          },
        };
    response.writeHead('answer' in outcome ? 200 : 500, { 'content-type': 'application/json' });
    response.end('answer' in outcome ? outcome.answer : JSON.stringify(outcome.error));
  };

  const server = createServer((request, response) => {
    serve(request, response).catch((error: Error) => {
      response.writeHead(500).end(JSON.stringify({ errorType: error.name, errorMessage: error.message }));
    });
  });
  // The endpoint opens a connection per call; kept ones would only pile up.
  server.keepAliveTimeout = 1_000;
  const port = await listen(server);

  const retire = (name: string): void => {
    const thread = threads.get(name);
    threads.delete(name);
    void thread?.retire();
  };

  return {
    url: `http://${HOST}:${port}/`,
    host: (functions) => {
      for (const hosted of functions) known.set(hosted.name, hosted);
    },
    reload: (sources) => {
      for (const { name, source } of known.values()) if (sources.includes(source)) retire(name);
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await Promise.all([...threads.values()].map((thread) => thread.terminate()));
      calls.stop();
      log.end();
    },
  };
};
