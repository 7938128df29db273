process.env.AWS_ACCESS_KEY_ID = 'test';
process.env.AWS_SECRET_ACCESS_KEY = 'test';
process.env.AWS_ENDPOINT_URL = 'http://endpoint.test';

const { getItems, put, toDynamo, TransactionBusy, TransactionRefused, transact } = await import('#shared/dynamo.ts');

type Answer = (body: Record<string, never>, turn: number) => [number, object];

const real = globalThis.fetch;
let calls = 0;
/** Stands for the table: what it answers to the n-th call. */
const tableThat = (answer: Answer): void => {
  calls = 0;
  globalThis.fetch = async (input) => {
    calls += 1;
    const [status, body] = answer((await (input as Request).json()) as Record<string, never>, calls);
    return new Response(JSON.stringify(body), { status });
  };
};
afterAll(() => {
  globalThis.fetch = real;
});

const cancelledBy = (...codes: string[]): [number, object] => [
  400,
  { __type: 'TransactionCanceledException', CancellationReasons: codes.map((Code) => ({ Code })) },
];
const parts = [put('t', { pk: 'a', sk: 'b' }), put('t', { pk: 'c', sk: 'd' })];

describe('a transaction', () => {
  it.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
    'that was cancelled by %s alone is tried again: nothing of it is there',
    async (code) => {
      tableThat((_, turn) => (turn < 3 ? cancelledBy('None', code) : [200, {}]));
      await transact(parts);
      expect(calls).toBe(3);
    },
  );

  it('fails as busy, not as refused, when it stays so: whoever takes a refusal for "already there" would lose it', async () => {
    tableThat(() => cancelledBy('ThrottlingError', 'None'));
    const error = await transact(parts).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TransactionBusy);
    expect(error).not.toBeInstanceOf(TransactionRefused);
  });

  it('fails at once when a condition did not hold', async () => {
    tableThat(() => cancelledBy('ConditionalCheckFailed', 'TransactionConflict'));
    await expect(transact(parts)).rejects.toMatchObject({ reasons: ['ConditionalCheckFailed', 'TransactionConflict'] });
    expect(calls).toBe(1);
  });
});

describe('items read together', () => {
  const keys = ['1', '2', '3', '4', '5'].map((pk) => ({ pk, sk: 'x' }));
  type Asked = { readonly RequestItems: { readonly t: { readonly Keys: object[] } } };
  const reading = (most: (asked: number) => number) =>
    tableThat((body) => {
      const { Keys } = (body as unknown as Asked).RequestItems.t;
      const [read, left] = [Keys.slice(0, most(Keys.length)), Keys.slice(most(Keys.length))];
      return [200, { Responses: { t: read }, UnprocessedKeys: left.length > 0 ? { t: { Keys: left } } : {} }];
    });

  it('are asked for again when the table leaves some unread', async () => {
    reading((asked) => Math.ceil(asked / 2));
    expect(await getItems('t', keys)).toEqual(keys);
    expect(toDynamo(keys[0] ?? {})).toEqual({ pk: { S: '1' }, sk: { S: 'x' } });
  });

  it('fails when the table reads nothing again and again', async () => {
    reading(() => 0);
    await expect(getItems('t', keys)).rejects.toThrow('5 of 5 items were not read');
  });
});
