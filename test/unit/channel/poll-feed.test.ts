import fc from 'fast-check';
import type { Channel } from '#domain/channel/channel.ts';
import type { ChannelFeed } from '#domain/channel/channel-api.ts';
import { douyin } from '#domain/channel/douyin.ts';
import { type Instant, plusSeconds } from '#domain/time.ts';
import { type FeedReport, pollFeed } from '#shared/poll-feed.ts';
import { orderBook } from '../../simulators/channels/order-book.ts';
import { NOON } from '../../support/given.ts';
import { memoryCursors, memoryInbox } from './memory-stores.ts';

const PAGE = 3;

/** A platform that keeps messages until they are confirmed, three a page, and counts the pages it gave in the cursor. */
const feed: ChannelFeed = {
  build: ({ cursor }) => ({ method: 'GET', path: `/messages?after=${cursor ?? ''}`, headers: {}, body: '' }),
  read: (status, body, { cursor, shopId }) => {
    if (status !== 200) return { kind: 'LATER', reason: `HTTP ${status}` };
    const { messages, more } = JSON.parse(body) as { messages: { id: string; body: string }[]; more: boolean };
    return {
      kind: 'PAGE',
      pushes: messages.map(({ id, body: text }) => ({
        dedupeKey: id,
        topic: 'order',
        shopId,
        channelOrderId: text,
        sourceAt: null,
        body: text,
      })),
      unreadable: [],
      cursor: messages.length > 0 ? String(Number(cursor ?? 0) + 1) : cursor,
      more,
      receipts: messages.map(({ id }) => id),
    };
  },
  confirm: ({ receipts }) => ({ method: 'POST', path: '/confirm', headers: {}, body: JSON.stringify(receipts) }),
};

const channel: Channel = { ...douyin, id: 'letterbox', feed };

type Faulty = 'messages' | 'confirm';

const given = () => {
  const book = orderBook(() => NOON);
  const [cursors, inbox] = [memoryCursors(), memoryInbox()];
  const faults = new Map<Faulty, Response | Error>();
  const calls: string[] = [];
  let clock: Instant = NOON;
  const answer = (url: URL, body: string): Response => {
    const what: Faulty = url.pathname === '/confirm' ? 'confirm' : 'messages';
    const fault = faults.get(what);
    if (fault instanceof Error) throw fault;
    if (fault) return fault.clone();
    const unread = book.unread('letterbox');
    if (what === 'confirm') book.confirm('letterbox', JSON.parse(body) as string[]);
    else return Response.json({ messages: unread.slice(0, PAGE), more: unread.length > PAGE });
    return Response.json({});
  };
  globalThis.fetch = async (input, init) => {
    const url = new URL(String(input));
    calls.push(url.pathname);
    return answer(url, String(init?.body ?? ''));
  };
  const secret = { appId: 'shop-1', current: 's', previous: null };
  const account = { secrets: [secret], accessToken: 't', endpoint: 'http://letterbox.test' };
  let rounds = 0;
  const poll = (change: { endsAt?: Instant } = {}): Promise<FeedReport | null> => {
    rounds += 1;
    const stores = { cursors: cursors.store, keep: inbox.keep };
    const round = { id: `round-${rounds}`, now: () => clock, endsAt: plusSeconds(clock, 40), ...change };
    return pollFeed({ channel, account, secret }, stores, round);
  };
  return {
    say: (...orders: string[]) => orders.map((order) => book.say('letterbox', order)),
    unread: () => book.unread('letterbox').length,
    keptOrders: () => [...inbox.kept.values()].map(({ channelOrderId }) => channelOrderId),
    row: () => cursors.rows.get('FEED#letterbox#shop-1'),
    wait: (seconds: number) => {
      clock = plusSeconds(clock, seconds);
    },
    poll,
    faults,
    calls,
    cursors,
    inbox,
  };
};

const original = globalThis.fetch;
afterAll(() => {
  globalThis.fetch = original;
});

describe('a round at a feed', () => {
  it('reads page after page into the inbox, confirms each, and moves on', async () => {
    const { say, poll, keptOrders, unread, row } = given();
    say('A', 'B', 'C', 'D', 'E', 'F', 'G');
    expect(await poll()).toEqual({ pages: 3, messages: 7, trouble: null, behindSeconds: 0 });
    expect(keptOrders()).toEqual(['A', 'B', 'C', 'D', 'E', 'F', 'G']);
    expect(unread()).toBe(0);
    expect(row()).toMatchObject({ cursor: '3', heldBy: null });
  });

  it('begins no page after its time', async () => {
    const { say, poll, unread } = given();
    say('A', 'B', 'C', 'D');
    expect(await poll({ endsAt: NOON })).toMatchObject({ pages: 1, trouble: null });
    expect(unread()).toBe(1);
  });

  it('leaves a feed alone that another round reads, until that one has surely died', async () => {
    const { say, poll, cursors, wait, calls } = given();
    say('A');
    const reader = { kind: 'FEED', channel: 'letterbox', shopId: 'shop-1' } as const;
    await cursors.store.take(reader, 'a round that died', NOON, plusSeconds(NOON, 75));
    expect(await poll()).toBeNull();
    expect(calls).toEqual([]);
    wait(75);
    expect(await poll()).toMatchObject({ messages: 1 });
  });

  it('stops at a page that stands still, however often the platform says there is more', async () => {
    const { say, poll, faults, calls } = given();
    say('A', 'B', 'C', 'D');
    faults.set('messages', Response.json({ messages: [], more: true }));
    expect(await poll()).toMatchObject({ pages: 1, messages: 0, trouble: null });
    expect(calls).toEqual(['/messages']);
  });
});

const FAULTS: readonly (readonly [string, Faulty, Response | Error])[] = [
  ['is down', 'messages', new Response('upstream connect error', { status: 503 })],
  ['is busy', 'messages', new Response('{}', { status: 429 })],
  ['answers with a page about maintenance', 'messages', new Response('<html>maintenance</html>')],
  ['answers with JSON that is no page', 'messages', Response.json({ ok: true })],
  ['does not answer in time', 'messages', new DOMException('timed out', 'TimeoutError')],
  ['refuses the confirmation', 'confirm', new Response('busy', { status: 500 })],
  ['does not answer the confirmation', 'confirm', new TypeError('fetch failed')],
];

describe('a feed whose platform', () => {
  it.each(FAULTS)('%s is read again by the next round, and nothing is lost or doubled', async (_what, where, fault) => {
    const { say, poll, faults, wait, keptOrders, unread, row } = given();
    say('A', 'B');
    faults.set(where, fault);
    const failed = await poll();
    expect(failed?.trouble).toEqual(expect.any(String));
    expect(row()).toMatchObject({ cursor: null, heldBy: null });
    expect(unread()).toBe(2);
    wait(60);
    say('C');
    expect(await poll()).toMatchObject({ behindSeconds: 60 });
    faults.clear();
    expect(await poll()).toMatchObject({ trouble: null, behindSeconds: 0 });
    expect(keptOrders()).toEqual(['A', 'B', 'C']);
    expect(unread()).toBe(0);
  });
});

describe('a round that dies', () => {
  it('before its messages are kept confirms nothing and gives its turn back', async () => {
    const { say, poll, inbox, unread, row, calls } = given();
    say('A');
    inbox.state.isDown = true;
    await expect(poll()).rejects.toThrow('inbox down');
    expect(calls).toEqual(['/messages']);
    expect([unread(), row()?.heldBy]).toEqual([1, null]);
  });

  it('loses no message and doubles none, wherever it dies and however often', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 12 }),
        fc.array(fc.constantFrom<Faulty | 'inbox'>('messages', 'confirm', 'inbox'), { maxLength: 6 }),
        async (number, deaths) => {
          const { say, poll, faults, inbox, wait, keptOrders, unread } = given();
          const orders = Array.from({ length: number }, (_, index) => `O${index}`);
          say(...orders);
          for (const death of deaths) {
            inbox.state.isDown = death === 'inbox';
            if (death !== 'inbox') faults.set(death, new TypeError('fetch failed'));
            await poll().catch(() => {});
            faults.clear();
            inbox.state.isDown = false;
            wait(60);
          }
          await poll();
          expect(keptOrders()).toEqual(orders);
          expect(unread()).toBe(0);
        },
      ),
      { numRuns: 50 },
    );
  });
});
