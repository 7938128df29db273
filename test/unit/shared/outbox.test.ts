import fc from 'fast-check';
import type { BusEvent } from '#domain/event.ts';
import { happened } from '#domain/event.ts';
import type { OrderId } from '#domain/id.ts';
import { OrderConfirmed } from '#domain/order/events.ts';
import { countingUlids, NOON } from '../../support/given.ts';

process.env.ORDERS_TABLE = 'orders';
process.env.EVENT_BUS = 'fulfillment';
process.env.AWS_ACCESS_KEY_ID = 'test';
process.env.AWS_SECRET_ACCESS_KEY = 'test';
process.env.AWS_ENDPOINT_URL = 'http://endpoint.test';

const { relay } = await import('#shared/outbox.ts');
const { detailOf, wavesOf } = await import('#shared/event-publisher.ts');

const ulids = countingUlids();
const eventOf = (order: number): BusEvent =>
  happened(
    OrderConfirmed,
    {
      at: NOON,
      orderId: `ord_${String(order).padStart(26, '0')}` as OrderId,
      causedBy: null,
      traceId: 't',
      color: 'default',
    },
    { region: null },
    ulids,
  );

const rowOf = (event: BusEvent, version: number) => ({
  pk: `ORDER#${event.detail.orderId}`,
  sk: `EVENT#${String(version).padStart(6, '0')}`,
  event: JSON.stringify(event),
});

type Call = { readonly target: string; readonly body: Record<string, unknown> };

/** Stands for AWS: notes every call; `refuse` says which PutEvents entries it does not take. */
const awsThat = (refuse: (detail: string) => boolean = () => false): { calls: Call[]; restore: () => void } => {
  const calls: Call[] = [];
  const real = globalThis.fetch;
  globalThis.fetch = async (input) => {
    const request = input as Request;
    const target = request.headers.get('x-amz-target') ?? '';
    const body = (await request.json()) as Record<string, unknown>;
    calls.push({ target, body });
    const entries = ((body.Entries as { Detail: string }[] | undefined) ?? []).map(({ Detail }) =>
      refuse(Detail) ? { ErrorCode: 'Busy' } : {},
    );
    const failed = entries.filter((entry) => 'ErrorCode' in entry).length;
    return new Response(JSON.stringify({ FailedEntryCount: failed, Entries: entries }));
  };
  return {
    calls,
    restore: () => {
      globalThis.fetch = real;
    },
  };
};

describe('the relay of the outbox', () => {
  it('never puts two events of one order into one call, and keeps their order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 30 }), (orders) => {
        const events = orders.map(eventOf);
        const waves = wavesOf(events);
        for (const wave of waves) expect(new Set(wave.map(({ detail }) => detail.orderId)).size).toBe(wave.length);
        for (const order of new Set(events.map(({ detail }) => detail.orderId))) {
          const mine = (list: readonly BusEvent[]) =>
            list.filter(({ detail }) => detail.orderId === order).map(({ detail }) => detail.id);
          expect(mine(waves.flat())).toEqual(mine(events));
        }
      }),
    );
  });

  it('sends all, then notes per order how far it got', async () => {
    const aws = awsThat();
    const events = [eventOf(1), eventOf(1), eventOf(2)];
    await relay([rowOf(events[0] as BusEvent, 1), rowOf(events[1] as BusEvent, 2), rowOf(events[2] as BusEvent, 7)]);
    aws.restore();
    expect(aws.calls.map(({ target }) => target.split('.')[1])).toEqual([
      'PutEvents',
      'PutEvents',
      'UpdateItem',
      'UpdateItem',
    ]);
    const marks = aws.calls.slice(2).map(({ body }) => body.ExpressionAttributeValues);
    // Orders are marked side by side: which call is first is not said.
    expect(new Set(marks)).toEqual(
      new Set([
        { ':before': { N: '0' }, ':last': { N: '2' }, ':none': { N: '0' } },
        { ':before': { N: '6' }, ':last': { N: '7' }, ':none': { N: '0' } },
      ]),
    );
  });

  it('fails when one is refused, sends nothing of that order after it and notes nothing', async () => {
    const events = [eventOf(1), eventOf(1), eventOf(1)];
    const aws = awsThat((detail) => detail.includes(events[1]?.detail.id ?? ''));
    await expect(relay(events.map((event, index) => rowOf(event, index + 1)))).rejects.toThrow('refused');
    aws.restore();
    expect(aws.calls.map(({ target }) => target.split('.')[1])).toEqual(['PutEvents', 'PutEvents']);
  });

  it('sends an event that is too large for the bus without its facts', () => {
    const event = eventOf(1);
    expect(detailOf(event)).toBe(JSON.stringify(event.detail));
    const large = { ...event, detail: { ...event.detail, data: { text: '龙'.repeat(100_000) } } };
    expect(JSON.parse(detailOf(large))).toMatchObject({
      id: event.detail.id,
      data: { tooLarge: true, read: `/orders/${event.detail.orderId}` },
    });
  });
});
