import { burstOf, type Fault, type FaultPlan, faultAt } from './fault-plan.ts';

export type FaultyCallsProps = {
  readonly plan: FaultPlan;
  /** `<stage>/<verb-noun>` */
  readonly source: string;
  /** How many calls the function made so far; outlives the thread, or a crash at the third call would come at every third. */
  readonly turns: Int32Array;
  readonly send: (request: Request) => Promise<Response>;
  /** Ends everything that runs in this thread, as a crash does. */
  readonly die: () => never;
  readonly note: (fault: Fault, operation: string) => void;
};

type Deed = (request: Request, props: FaultyCallsProps) => Promise<Response>;

/** `DynamoDB_20120810.PutItem` → `PutItem`; method and path for what speaks REST. */
const operationOf = ({ headers, method, url }: Request): string =>
  headers.get('x-amz-target')?.replace(/^.*\./, '') ?? `${method} ${new URL(url).pathname}`;

const json = (status: number, body: object): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/x-amz-json-1.0' } });

/** Each service in its own words. */
const throttledBy = (request: Request): Response => {
  const target = request.headers.get('x-amz-target') ?? '';
  if (target === '') return json(429, { __type: 'ThrottlingException', message: 'Rate exceeded' });
  const name = target.startsWith('DynamoDB')
    ? 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException'
    : 'ThrottlingException';
  return json(400, { __type: name, message: 'Rate exceeded' });
};

/** Another transaction is at work on the first item. */
const contended = async (request: Request): Promise<Response> => {
  const { TransactItems } = (await request.json()) as { TransactItems: unknown[] };
  return json(400, {
    __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
    message: 'Transaction cancelled, please refer cancellation reasons for specific reasons',
    CancellationReasons: TransactItems.map((_, index) => ({ Code: index === 0 ? 'TransactionConflict' : 'None' })),
  });
};

type Keys = { readonly RequestItems: Record<string, { readonly Keys: unknown[] }> };

/** The later half of the keys is not read. */
const halfRead: Deed = async (request, { send }) => {
  const { RequestItems } = (await request.clone().json()) as Keys;
  const part = (from: (length: number) => [number, number]) =>
    Object.fromEntries(
      Object.entries(RequestItems).map(([table, { Keys, ...rest }]) => [
        table,
        { ...rest, Keys: Keys.slice(...from(Keys.length)) },
      ]),
    );
  const first = JSON.stringify({ RequestItems: part((n) => [0, Math.ceil(n / 2)]) });
  const whole = await send(new Request(request, { body: first }));
  const left = Object.fromEntries(
    Object.entries(part((n) => [Math.ceil(n / 2), n])).filter(([, { Keys }]) => Keys.length > 0),
  );
  return json(whole.status, { ...((await whole.json()) as object), UnprocessedKeys: left });
};

/** The later half of the events is refused. */
const halfPut: Deed = async (request, { send }) => {
  const { Entries } = (await request.clone().json()) as { Entries: unknown[] };
  const taken = Math.floor(Entries.length / 2);
  if (taken > 0) await send(new Request(request, { body: JSON.stringify({ Entries: Entries.slice(0, taken) }) }));
  return json(200, {
    FailedEntryCount: Entries.length - taken,
    Entries: Entries.map((_, index) =>
      index < taken
        ? { EventId: `taken-${index}` }
        : { ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded' },
    ),
  });
};

/** What each fault does to a call; those that fit only some operations name them. */
const DEEDS: Readonly<Partial<Record<Fault, Deed | Readonly<Record<string, Deed>>>>> = {
  CRASH_BEFORE: async (_request, { die }) => die(),
  CRASH_AFTER: async (request, { send, die }) => {
    await send(request);
    return die();
  },
  THROTTLED: async (request) => throttledBy(request),
  CONTENDED: { TransactWriteItems: contended },
  CUT_SHORT: { BatchGetItem: halfRead, PutEvents: halfPut },
  PUT_TWICE: {
    PutEvents: async (request, { send }) => {
      await send(request.clone());
      return send(request);
    },
  },
};

const deedOf = (fault: Fault, operation: string): Deed | undefined => {
  const deed = DEEDS[fault];
  return typeof deed === 'function' ? deed : deed?.[operation];
};

/** Sends what a function asks of AWS, and lets happen to it what the plan says. */
export const faultyCalls = (props: FaultyCallsProps) => {
  const { plan, source, turns, send, note } = props;
  let throttledUntil = 0;
  return async (request: Request): Promise<Response> => {
    const turn = Atomics.add(turns, 0, 1) + 1;
    const drawn = faultAt(plan, source, 'CALL', turn);
    if (drawn === 'THROTTLED') throttledUntil = turn + burstOf(plan, source, turn);
    const fault = turn < throttledUntil ? 'THROTTLED' : drawn;
    const operation = operationOf(request);
    const deed = fault && deedOf(fault, operation);
    if (!deed) return send(request);
    note(fault, operation);
    return deed(request, props);
  };
};
