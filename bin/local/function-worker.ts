import { appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { FaultPlan } from './fault-plan.ts';
import { faultyCalls } from './faulty-calls.ts';

/** One function in a thread of its own: its module, its variables, its global state, as in one Lambda execution environment. */
export type Call = {
  readonly id: number;
  readonly event: string;
  readonly requestId: string;
  readonly deadline: number;
};
export type Reply =
  | { readonly id: number; readonly answer: string }
  | {
      readonly id: number;
      readonly error: { readonly errorType: string; readonly errorMessage: string; readonly trace: string[] };
    };
/** What the function asked of AWS since it last told: operation → how often. */
export type Asked = { readonly asked: Readonly<Record<string, number>> };
/** What goes wrong with the calls of this function, how many it made so far, and the file where it is noted. */
export type WorkerFaults = { readonly plan: FaultPlan; readonly turns: Int32Array; readonly log: string };
export type WorkerData = {
  readonly bundle: string;
  readonly source: string;
  readonly functionName: string;
  readonly arn: string;
  readonly memoryMb: number;
  readonly faults: WorkerFaults | null;
};

type Handler = (event: unknown, context: object) => Promise<unknown>;

const { bundle, source, functionName, arn, memoryMb, faults } = workerData as WorkerData;
const { handler } = createRequire(import.meta.url)(bundle) as { handler: Handler };

const contextOf = ({ requestId, deadline }: Call): object => ({
  functionName,
  functionVersion: '$LATEST',
  invokedFunctionArn: arn,
  memoryLimitInMB: String(memoryMb),
  awsRequestId: requestId,
  logGroupName: `/aws/lambda/${functionName}`,
  logStreamName: 'local',
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
});

let asked: Record<string, number> = {};

/** `DynamoDB.PutItem`; method and first part of the path for what speaks REST. */
const operationOf = ({ headers, method, url }: Request): string =>
  headers.get('x-amz-target')?.replace(/_\d+/, '') ?? `${method} /${new URL(url).pathname.split('/')[1]}`;

// Only signed calls, which aws4fetch makes as whole requests, are AWS's; a platform's API is called otherwise.
const fetchAsIs = globalThis.fetch;
const callAws = faults
  ? faultyCalls({
      ...faults,
      source,
      send: fetchAsIs,
      die: () => process.exit(1),
      // At once: the thread may be about to die.
      note: (fault, what) => appendFileSync(faults.log, `${JSON.stringify({ source, fault, what })}\n`),
    })
  : fetchAsIs;
globalThis.fetch = (input, init) => {
  if (input instanceof Request && input.headers.has('authorization')) {
    const operation = operationOf(input);
    asked[operation] = (asked[operation] ?? 0) + 1;
    return callAws(input);
  }
  return fetchAsIs(input, init);
};

const tellAsked = (): void => {
  if (Object.keys(asked).length === 0) return;
  const told: Asked = { asked };
  asked = {};
  parentPort?.postMessage(told);
};

const answer = async (call: Call): Promise<Reply> => {
  try {
    const result = await handler(JSON.parse(call.event), contextOf(call));
    return { id: call.id, answer: JSON.stringify(result ?? null) };
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    return {
      id: call.id,
      error: { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') },
    };
  }
};

parentPort?.on('message', (call: Call) => {
  void answer(call).then((reply) => {
    parentPort?.postMessage(reply);
    tellAsked();
  });
});
