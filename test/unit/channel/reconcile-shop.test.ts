import type { Channel } from '#domain/channel/channel.ts';
import type { ChannelListing } from '#domain/channel/channel-api.ts';
import { douyin } from '#domain/channel/douyin.ts';
import { ChannelReconciled, ReconciliationFound } from '#domain/channel/events.ts';
import { OVERLAP_SECONDS } from '#domain/channel/reconcile-listing.ts';
import type { BusEvent } from '#domain/event.ts';
import type { Order } from '#domain/order/order.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { type Instant, plusSeconds } from '#domain/time.ts';
import { reconcileShop, type ShopReport, type ShopSweep } from '#shared/reconcile-shop.ts';
import { orderBook } from '../../simulators/channels/order-book.ts';
import { countingUlids, givenChannelOrder, givenContext, NOON } from '../../support/given.ts';
import { memoryCursors, memoryFindings, memoryInbox } from './memory-stores.ts';

const PAGE = 2;
const LAG_SECONDS = 60;

/** A platform that lists orders two a page. */
const listing: ChannelListing = {
  windowSeconds: 1800,
  lagSeconds: LAG_SECONDS,
  build: ({ from, to, page }) => ({
    method: 'GET',
    path: `/list?from=${from}&to=${to}&page=${page ?? 0}`,
    headers: {},
    body: '',
  }),
  read: (status, body, { shopId, page }) => {
    if (status !== 200) return { kind: 'LATER', reason: `HTTP ${status}` };
    const { orders, more } = JSON.parse(body) as { orders: { id: string; changedAt: Instant }[]; more: boolean };
    return {
      kind: 'PAGE',
      pushes: orders.map(({ id, changedAt }) => ({
        dedupeKey: `list:${id}:${changedAt}`,
        topic: 'list',
        shopId,
        channelOrderId: id,
        sourceAt: changedAt,
        body: '{}',
      })),
      next: more ? String(Number(page ?? 0) + 1) : null,
    };
  },
};

const channel: Channel = {
  ...douyin,
  id: 'listed',
  listing,
  orderRequest: {
    build: ({ channelOrderId }) => ({ method: 'GET', path: `/order?id=${channelOrderId}`, headers: {}, body: '' }),
    read: (status, body) => {
      if (status === 404) return { kind: 'MISSING', reason: 'no such order' };
      return status === 200
        ? { kind: 'ORDER', payload: JSON.parse(body) }
        : { kind: 'LATER', reason: `HTTP ${status}` };
    },
  },
};

const original = globalThis.fetch;
afterAll(() => {
  globalThis.fetch = original;
});

const placed = (channelOrderId: string, saidAt: Instant): Order => {
  const channelOrder = givenChannelOrder({ channel: 'listed', channelOrderId, saidAt: { status: saidAt } });
  const command = { channelOrder, pushEventId: null, traceId: 't', color: 'default' };
  const change = recordChannelOrder(command, null, givenContext(saidAt));
  if ('kind' in change) throw new Error('not placed');
  return change.order;
};

const given = () => {
  let clock: Instant = plusSeconds(NOON, LAG_SECONDS);
  const book = orderBook(() => clock);
  const [cursors, inbox, findings] = [memoryCursors(), memoryInbox(), memoryFindings()];
  const ours = new Map<string, { readonly order: Order; readonly arrivedAt: Instant }>();
  const faults = new Map<string, Response | Error>();
  const calls: string[] = [];
  const listed = (query: URLSearchParams): Response => {
    const [from, to] = [query.get('from') as Instant, query.get('to') as Instant];
    const all = book.changedBetween('listed', from, to).map(({ orderId: id, changedAt }) => ({ id, changedAt }));
    const start = Number(query.get('page')) * PAGE;
    return Response.json({ orders: all.slice(start, start + PAGE), more: all.length > start + PAGE });
  };
  globalThis.fetch = async (input) => {
    const { pathname, searchParams } = new URL(String(input));
    calls.push(`${pathname} ${searchParams.get('id') ?? searchParams.get('page')}`);
    const fault = faults.get(calls.at(-1) ?? '') ?? faults.get(pathname);
    if (fault instanceof Error) throw fault;
    if (fault) return fault.clone();
    if (pathname === '/list') return listed(searchParams);
    const answer = book.find('listed', searchParams.get('id') ?? '');
    return answer === null ? new Response('', { status: 404 }) : new Response(answer);
  };
  const secret = { appId: 'shop-1', current: 's', previous: null };
  const shop = { channel, account: { secrets: [secret], accessToken: 't', endpoint: 'http://listed.test' }, secret };
  const orders: ShopSweep['stores']['orders'] = {
    findByChannelOrder: async (_channel, id) => {
      const found = ours.get(id);
      return found ? { order: found.order, legs: [] } : null;
    },
    arrived: async (_channel, from, to) =>
      [...ours.values()].filter(({ arrivedAt }) => from <= arrivedAt && arrivedAt < to).map(({ order }) => order),
  };
  const nextUlid = countingUlids();
  let sweeps = 0;
  const sweep = (more: Pick<ShopSweep, 'again'> = {}): Promise<ShopReport | null> => {
    sweeps += 1;
    const stores = { cursors: cursors.store, findings: findings.store, orders, keep: inbox.keep };
    const endsAt = plusSeconds(clock, 240);
    return reconcileShop({ shop, stores, now: () => clock, nextUlid, traceId: `sweep-${sweeps}`, endsAt, ...more });
  };
  const dataOf = ({ detail }: BusEvent) => detail.data as Record<string, unknown>;
  return {
    theirs: (id: string, changedAt: Instant) => book.put('listed', id, '{"status":"paid"}', changedAt),
    ours: (id: string, saidAt: Instant, arrivedAt = saidAt) =>
      void ours.set(id, { order: placed(id, saidAt), arrivedAt }),
    told: () =>
      [...findings.told.values()].map((event) => {
        expect(ReconciliationFound.data.parse(dataOf(event))).toEqual(dataOf(event));
        const { channelOrderId, finding, ours: we, theirs: they, orderId } = dataOf(event);
        expect(orderId).toBe(event.detail.orderId);
        return [channelOrderId, finding, we, they];
      }),
    summaries: () =>
      findings.summaries.map((event) => {
        expect(ChannelReconciled.data.parse(dataOf(event))).toEqual(dataOf(event));
        return dataOf(event);
      }),
    cured: () => [...inbox.kept.keys()],
    cursor: () => cursors.rows.get('LISTING#listed#shop-1')?.cursor ?? null,
    wait: (seconds: number) => {
      clock = plusSeconds(clock, seconds);
    },
    sweep,
    faults,
    calls,
    inbox,
  };
};

const ago = (seconds: number): Instant => plusSeconds(NOON, -seconds);

describe('a sweep over the list of a platform', () => {
  it('finds an order whose push never came, and puts its message into the inbox', async () => {
    const { theirs, sweep, told, cured, summaries, cursor } = given();
    theirs('A', ago(100));
    expect(await sweep()).toMatchObject({ trouble: null, behindSeconds: 0 });
    expect(told()).toEqual([['A', 'MISSED', null, ago(100)]]);
    expect(cured()).toEqual([`list:A:${ago(100)}`]);
    expect(summaries()).toEqual([
      expect.objectContaining({ from: ago(3600), to: ago(1800), listed: 0, missed: 0 }),
      expect.objectContaining({ from: ago(1800), to: NOON, listed: 1, missed: 1, behind: 0, unknownToPlatform: 0 }),
    ]);
    expect(cursor()).toBe(NOON);
  });

  it('finds an order that changed there after its last word here, and leaves alone what is known', async () => {
    const { theirs, ours, sweep, told, cured } = given();
    for (const [id, saidAt] of [
      ['A', 300],
      ['B', 100],
      ['C', 50],
    ] as const) {
      theirs(id, ago(100));
      ours(id, ago(saidAt));
    }
    await sweep();
    expect(told()).toEqual([['A', 'BEHIND', ago(300), ago(100)]]);
    expect(cured()).toEqual([`list:A:${ago(100)}`]);
  });

  it('reads every page', async () => {
    const { theirs, sweep, told } = given();
    const ids = ['A', 'B', 'C', 'D', 'E'];
    for (const id of ids) theirs(id, ago(100));
    await sweep();
    expect(told().map(([id]) => id)).toEqual(ids);
  });

  it('tells a finding once, however often the sweeps overlap before it is cured', async () => {
    const { theirs, sweep, told, summaries, wait } = given();
    theirs('A', ago(100));
    await sweep();
    wait(OVERLAP_SECONDS / 2);
    await sweep();
    expect(told()).toHaveLength(1);
    expect(summaries().at(-1)).toMatchObject({ from: ago(OVERLAP_SECONDS), listed: 1, missed: 0 });
  });

  it('compares a span once more when a person asks, and leaves the cursor where it is', async () => {
    const { theirs, sweep, told, cursor } = given();
    theirs('A', ago(50_000));
    await sweep({ again: { from: ago(50_001), to: ago(49_999) } });
    expect(told()).toEqual([['A', 'MISSED', null, ago(50_000)]]);
    expect(cursor()).toBeNull();
  });
});

describe('an order of ours that the list does not name', () => {
  it('is told as unknown to the platform only when the platform says that there is none', async () => {
    const { theirs, ours, sweep, told, cured, calls } = given();
    ours('FORGED', ago(100));
    ours('CHANGED-SINCE', ago(100));
    theirs('CHANGED-SINCE', plusSeconds(NOON, 30));
    ours('LISTED', ago(100));
    theirs('LISTED', ago(100));
    ours('LONG-AGO', ago(9000));
    await sweep();
    expect(told()).toEqual([['FORGED', 'UNKNOWN_TO_PLATFORM', ago(100), null]]);
    expect(cured()).toEqual([]);
    expect(calls.filter((call) => call.startsWith('/order')).sort()).toEqual(['/order CHANGED-SINCE', '/order FORGED']);
  });

  it('is no finding while the platform does not answer about it', async () => {
    const { ours, sweep, told, faults } = given();
    ours('A', ago(100));
    faults.set('/order', new Response('busy', { status: 503 }));
    expect(await sweep()).toMatchObject({ trouble: null });
    expect(told()).toEqual([]);
  });
});

const FAULTS: readonly (readonly [string, Response | Error])[] = [
  ['is down', new Response('upstream connect error', { status: 503 })],
  ['is busy', new Response('{}', { status: 429 })],
  ['answers with a page about maintenance', new Response('<html>maintenance</html>')],
  ['answers with a wrong page', Response.json({ orders: 'none' })],
  ['does not answer in time', new DOMException('timed out', 'TimeoutError')],
];

describe('a platform that', () => {
  it.each(FAULTS)(
    '%s gives no finding, no summary and moves no cursor; the next sweep finds all',
    async (_what, fault) => {
      const { theirs, ours, sweep, told, summaries, cursor, faults, wait } = given();
      theirs('A', ago(100));
      ours('B', ago(100));
      faults.set('/list', fault);
      const failed = await sweep();
      expect(failed?.trouble).toEqual(expect.any(String));
      expect([told(), summaries(), cursor()]).toEqual([[], [], null]);
      wait(1800);
      expect(await sweep()).toMatchObject({ behindSeconds: 1800 });
      faults.clear();
      await sweep();
      expect(told().map(([id, finding]) => [id, finding])).toEqual([
        ['A', 'MISSED'],
        ['B', 'UNKNOWN_TO_PLATFORM'],
      ]);
    },
  );

  it('breaks off between two pages is read again from the first', async () => {
    const { theirs, sweep, told, cured, cursor, faults } = given();
    for (const id of ['A', 'B', 'C']) theirs(id, ago(100));
    faults.set('/list 1', new TypeError('fetch failed'));
    expect(await sweep()).toMatchObject({ trouble: expect.any(String) });
    expect(cursor()).toBe(ago(1800));
    faults.clear();
    await sweep();
    expect(told().map(([id]) => id)).toEqual(['A', 'B', 'C']);
    expect(cured()).toHaveLength(3);
  });
});

describe('a sweep that dies before its cure is kept', () => {
  it('finds the order again and cures it, under the one finding', async () => {
    const { theirs, sweep, told, cured, inbox } = given();
    theirs('A', ago(100));
    inbox.state.isDown = true;
    await expect(sweep()).rejects.toThrow('inbox down');
    inbox.state.isDown = false;
    await sweep();
    expect([told().length, cured().length]).toEqual([1, 1]);
  });
});
