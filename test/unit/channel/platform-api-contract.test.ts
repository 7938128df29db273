import fc from 'fast-check';
import type { Channel } from '#domain/channel/channel.ts';
import type { ChannelListing, ChannelNews, ChannelWriteBack, ListingAsk, Told } from '#domain/channel/channel-api.ts';
import { CHANNELS } from '#domain/channel/channels.ts';
import { type Instant, plusSeconds } from '#domain/time.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';
import { orderBook } from '../../simulators/channels/order-book.ts';
import { apiAt, type OrderBook } from '../../simulators/channels/platforms.ts';
import { at } from '../../support/given.ts';
import { mappingOf, secretOf } from './given.ts';
import {
  ask,
  called,
  isShown,
  newsLines,
  normalized,
  numbered,
  paidOrder,
  shownNow,
  TOKEN,
  wrongSecret,
} from './platform-api-given.ts';

const OUR_CARRIERS = ['SF_EXPRESS', 'JD_LOGISTICS', 'ZTO', 'YTO', 'YUNDA', 'STO', 'EMS'];
/** Each shop has its own numbers of carriers: its catalog document gets them when it is connected. */
const NUMBERED_BY_SHOP: Readonly<Record<string, string>> = { 'tiktok-shop': '7117858858072016686' };
/** The platform knows no tracking numbers, or shows none. */
const SHOWS_NO_NUMBER = ['shopee', 'meituan', 'eleme'];
/** The order stays as it is while its delivery is told apart. */
const SHOWS_NO_STATUS = ['eleme'];
/** The access token alone says who asks. */
const TOKEN_ONLY = ['wechat', 'youzan', 'douyin-life', 'shopify', 'woocommerce'];
/** An order stays under way until its last parcel is told; elsewhere the first one ships it. */
const SHIPS_IN_PARTS = ['wechat', 'xiaohongshu', 'youzan', 'tiktok-shop', 'dms'];

/** An order comes in several answers there, not every call is signed, or nothing is shown: their own tests put them together. */
const OWN_TEST = ['lazada', 'amazon', 'b2b'];
/** Their read-back answers otherwise than their push does: write-back-client.test.ts and echo.test.ts tell them. */
const TOLD_ELSEWHERE = ['shopify', 'woocommerce'];
const TESTED = CHANNELS.filter(({ id }) => !OWN_TEST.includes(id));

const FROM = at('2026-06-01T04:00:00.000Z');

const later = (told: { readonly kind: string }): void => expect(told.kind).toBe('LATER');

const garbage = [
  { status: 200, body: '<html>maintenance</html>' },
  { status: 503, body: 'upstream connect error' },
  { status: 429, body: '' },
];

/** How the platform refuses who asks too often; the simulated ones without words of their own by HTTP's. */
const busyAt = (path: string) =>
  apiAt(new URL(path, 'http://simulator').pathname)?.busy ?? { status: 429, body: '{"message":"too many requests"}' };

type Listed = readonly [string, Channel, ChannelListing];
const LISTING: readonly Listed[] = TESTED.flatMap((channel) =>
  channel.listing ? [[channel.id, channel, channel.listing] as const] : [],
);

type Sweep = { readonly ids: readonly string[]; readonly keys: ReadonlySet<string>; readonly pages: number };

/** Reads a window page by page; `between` happens after each of them. */
const swept = (
  [, channel, listing]: Listed,
  book: OrderBook,
  window: Pick<ListingAsk, 'from' | 'to'>,
  between: () => void = () => undefined,
): Sweep => {
  const ids: string[] = [];
  const keys = new Set<string>();
  for (let page: string | null = null, pages = 1; ; pages += 1) {
    const asked: ListingAsk = { ...ask, ...window, page };
    const { status, body, headers } = called(channel, book, listing.build(asked, secretOf(channel), nodeCrypto));
    const read = listing.read(status, body, asked, headers);
    if (read.kind !== 'PAGE') throw new Error(`${channel.id}: ${JSON.stringify(read)}`);
    for (const push of read.pushes) {
      ids.push(push.channelOrderId ?? '');
      keys.add(push.dedupeKey);
    }
    if (read.next === null) return { ids, keys, pages };
    page = read.next;
    between();
  }
};

const bookOf = (channel: Channel, changes: readonly Instant[]): OrderBook => {
  const book = orderBook();
  const { orderId, answer } = paidOrder(channel);
  changes.forEach((changedAt, index) => {
    const id = numbered(orderId, index + 1);
    book.put(channel.id, id, answer.replaceAll(orderId, id), changedAt);
  });
  return book;
};

const windowSeconds = ({ windowSeconds: longest }: ChannelListing): number => Math.min(longest, 3600);

describe.each(LISTING)('the list of changed orders of %s', (...listed) => {
  const [id, channel, listing] = listed;
  const window = { from: FROM, to: plusSeconds(FROM, windowSeconds(listing)) };
  const first: ListingAsk = { ...ask, ...window, page: null };

  it('is complete, page by page, and finds in the next window what is not in this one', () => {
    const offsets = fc.array(fc.integer({ min: 0, max: 2 * windowSeconds(listing) - 1 }), { maxLength: 230 });
    fc.assert(
      fc.property(offsets, (seconds) => {
        const book = bookOf(
          channel,
          seconds.map((offset) => plusSeconds(FROM, offset)),
        );
        const next = { from: window.to, to: plusSeconds(window.to, windowSeconds(listing)) };
        const inWindow = book.changedBetween(id, window.from, window.to).map(({ orderId }) => orderId);
        const found = swept(listed, book, window);
        expect([...found.ids]).toEqual(expect.arrayContaining(inWindow));
        const both = new Set([...found.ids, ...swept(listed, book, next).ids]);
        expect(both.size).toBe(seconds.length);
      }),
      { numRuns: 12 },
    );
  });

  it('loses none when an order changes while its pages are read', () => {
    const count = 270;
    const book = bookOf(
      channel,
      Array.from({ length: count }, (_, index) => plusSeconds(FROM, index)),
    );
    const { orderId, answer } = paidOrder(channel);
    let changed = 0;
    const sweep = swept(listed, book, window, () => {
      changed += 1;
      const moved = numbered(orderId, changed);
      book.put(id, moved, answer.replaceAll(orderId, moved), plusSeconds(window.to, 60));
    });
    const stayed = Array.from({ length: count - changed }, (_, index) => numbered(orderId, changed + index + 1));
    expect(sweep.ids).toEqual(expect.arrayContaining(stayed));
    expect(sweep.pages).toBeGreaterThan(1);
  });

  it('names each order under a key of its own, the same for the same change, and with it the order is found', () => {
    const book = bookOf(channel, [plusSeconds(FROM, 5), plusSeconds(FROM, 5), plusSeconds(FROM, 65)]);
    const { status, body } = called(channel, book, listing.build(first, secretOf(channel), nodeCrypto));
    const page = listing.read(status, body, first);
    if (page.kind !== 'PAGE') throw new Error(JSON.stringify(page));
    expect(page.pushes).toHaveLength(3);
    expect(new Set(page.pushes.map(({ dedupeKey }) => dedupeKey)).size).toBe(3);
    for (const push of page.pushes) {
      expect(push.dedupeKey).toMatch(new RegExp(`^list:${push.channelOrderId}:\\d{4}-\\d\\d-\\d\\dT`));
      if (push.sourceAt !== null) expect(push.dedupeKey).toBe(`list:${push.channelOrderId}:${push.sourceAt}`);
      const order = channel.orderIn(push) ?? shownNow(channel, book, push.channelOrderId ?? '');
      expect(order).toBeInstanceOf(Object);
      expect([channel.afterSaleIn?.(push) ?? null, channel.requestIn?.(push, ask.at) ?? null]).toEqual([null, null]);
    }
    expect(swept(listed, book, window).keys).toEqual(swept(listed, book, window).keys);
  });

  it('is asked again when the platform refuses its signature, its token, its haste, or says nothing', () => {
    const book = bookOf(channel, [plusSeconds(FROM, 5)]);
    const request = listing.build(first, secretOf(channel), nodeCrypto);
    const readOf = ({ status, body }: { status: number; body: string }) => listing.read(status, body, first);
    for (const answer of [...garbage, busyAt(request.path)]) later(readOf(answer));
    if (!TOKEN_ONLY.includes(id))
      later(readOf(called(channel, book, listing.build(first, wrongSecret(channel), nodeCrypto))));
    if (id !== 'dms')
      later(
        readOf(called(channel, book, listing.build({ ...first, accessToken: 'old' }, secretOf(channel), nodeCrypto))),
      );
  });
});

type Written = readonly [string, Channel, ChannelWriteBack];
const WRITING: readonly Written[] = TESTED.flatMap((channel) =>
  channel.writeBack ? [[channel.id, channel, channel.writeBack] as const] : [],
);
const writing = (kind: ChannelNews['kind']): readonly Written[] =>
  WRITING.filter(([id, , { writes }]) => writes.includes(kind) && !TOLD_ELSEWHERE.includes(id));

const carrierOf = (channel: Channel): string =>
  NUMBERED_BY_SHOP[channel.id] ?? mappingOf(channel).carriers.SF_EXPRESS ?? 'no code';

type Shipped = Extract<ChannelNews, { kind: 'SHIPPED' }>;

const shippedNews = async (channel: Channel, change: Partial<Shipped> = {}): Promise<Shipped> => ({
  kind: 'SHIPPED',
  channelOrderId: paidOrder(channel).orderId,
  carrier: carrierOf(channel),
  trackingNumber: 'SF1000000000777',
  lines: await newsLines(channel),
  partial: false,
  ...change,
});

const withPaid = (channel: Channel): OrderBook => {
  const book = orderBook();
  const { orderId, answer } = paidOrder(channel);
  book.put(channel.id, orderId, answer);
  return book;
};

/** Told as the engine tells: in as many calls as the platform takes. */
const told = (
  [, channel, writeBack]: Written,
  book: OrderBook,
  news: ChannelNews,
  secret = secretOf(channel),
  accessToken = TOKEN,
): Told => {
  const telling = { ...ask, accessToken, news };
  const answers = [called(channel, book, writeBack.build(telling, secret, nodeCrypto))];
  for (let calls = 1; calls <= 5; calls += 1) {
    const next = writeBack.follow?.(answers, telling, secret, nodeCrypto) ?? null;
    if (next === null) break;
    answers.push(called(channel, book, next));
  }
  const { status, body } = answers.at(-1) ?? { status: 0, body: '' };
  return writeBack.read(status, body);
};

describe.each(writing('SHIPPED'))('a parcel told to %s', (...written) => {
  const [id, channel] = written;

  it('is shown by the platform, and only then', async () => {
    const book = withPaid(channel);
    const news = await shippedNews(channel);
    expect(isShown(channel, book, news)).toBe(false);
    expect(told(written, book, news)).toEqual({ kind: 'DONE' });
    expect(isShown(channel, book, news)).toBe(true);
    const shown = shownNow(channel, book, news.channelOrderId);
    if (!SHOWS_NO_NUMBER.includes(id)) {
      expect(JSON.stringify(shown)).toContain(news.trackingNumber);
      expect(isShown(channel, book, { ...news, trackingNumber: 'another' })).toBe(false);
    }
    if (!SHOWS_NO_STATUS.includes(id) && id !== 'shopee')
      expect((await normalized(channel, shown)).status).toMatch(/^(SHIPPED|DELIVERED)$/);
  });

  it('is done when it is told again, and changes nothing', async () => {
    const book = withPaid(channel);
    const news = await shippedNews(channel);
    told(written, book, news);
    const before = book.find(id, news.channelOrderId);
    expect(told(written, book, news)).toEqual({ kind: 'DONE' });
    expect(book.find(id, news.channelOrderId)).toBe(before);
  });
});

describe.each(writing('SHIPPED').filter(([id]) => SHIPS_IN_PARTS.includes(id)))(
  'one of two parcels told to %s',
  (...written) => {
    const [, channel] = written;

    it('leaves the order under way until the other is told', async () => {
      const book = withPaid(channel);
      const lines = await newsLines(channel);
      const [line] = lines;
      if (!line) throw new Error('the order has no line');
      const one = lines.length > 1 ? line : { ...line, quantity: 1 };
      const rest = lines.length > 1 ? lines.slice(1) : [{ ...line, quantity: line.quantity - 1 }];
      const part = await shippedNews(channel, { lines: [one], partial: true });
      expect(told(written, book, part)).toEqual({ kind: 'DONE' });
      expect(isShown(channel, book, part)).toBe(true);
      const underWay = await normalized(channel, shownNow(channel, book, part.channelOrderId));
      expect(underWay.status).toMatch(/^(PART_SHIPPED|READY)$/);
      const last = await shippedNews(channel, { lines: rest, trackingNumber: 'SF1000000000888' });
      expect(told(written, book, last)).toEqual({ kind: 'DONE' });
      expect([isShown(channel, book, part), isShown(channel, book, last)]).toEqual([true, true]);
      expect((await normalized(channel, shownNow(channel, book, part.channelOrderId))).status).toBe('SHIPPED');
    });
  },
);

describe.each(writing('SHIPPED'))('a parcel that %s does not take', (...written) => {
  const [id, channel] = written;

  it('is refused for good, with the platform named, when there is no such order', async () => {
    const news = await shippedNews(channel, { channelOrderId: numbered(paidOrder(channel).orderId, 99_999) });
    expect(told(written, withPaid(channel), news)).toEqual({ kind: 'REFUSED', reason: expect.stringContaining(id) });
  });

  it('is told again later when the platform refuses its signature, its token, its haste, or says nothing', async () => {
    const news = await shippedNews(channel);
    const book = withPaid(channel);
    const [, , writeBack] = written;
    const request = writeBack.build({ ...ask, news }, secretOf(channel), nodeCrypto);
    for (const { status, body } of [...garbage, busyAt(request.path)]) later(writeBack.read(status, body));
    if (!TOKEN_ONLY.includes(id)) later(told(written, book, news, wrongSecret(channel)));
    if (id !== 'dms') later(told(written, book, news, secretOf(channel), 'old'));
    expect(isShown(channel, book, news)).toBe(false);
  });

  it('has a code for each of our carriers', () => {
    const { carriers } = mappingOf(channel);
    if (id in NUMBERED_BY_SHOP) expect(carriers).toEqual({});
    else expect(Object.keys(carriers)).toEqual(expect.arrayContaining(OUR_CARRIERS));
  });
});

// Taobao closes only what is not paid yet: its own test tells it.
describe.each(writing('REFUSED').filter(([id]) => id !== 'taobao'))('a refusal told to %s', (...written) => {
  const [, channel] = written;
  const news: ChannelNews = { kind: 'REFUSED', channelOrderId: paidOrder(channel).orderId, reason: '缺货' };

  it('cancels the order there, and is done when it is told again', async () => {
    const book = withPaid(channel);
    expect(isShown(channel, book, news)).toBe(false);
    expect(told(written, book, news)).toEqual({ kind: 'DONE' });
    expect(isShown(channel, book, news)).toBe(true);
    expect((await normalized(channel, shownNow(channel, book, news.channelOrderId))).status).toBe('CANCELLED');
    expect(told(written, book, news)).toEqual({ kind: 'DONE' });
  });
});

describe.each(writing('STOCK'))('stock told to %s', (...written) => {
  const [id, channel] = written;

  it('is what the platform has for sale then, never less than none', async () => {
    const [line] = await newsLines(channel);
    if (!line?.channelSku) throw new Error(`${id}: the first line has no SKU of the platform's`);
    const { sku, channelSku } = line;
    const book = withPaid(channel);
    const setTo = (available: number) => told(written, book, { kind: 'STOCK', sku, channelSku, available });
    for (const [available, shown] of [
      [5, 5],
      [0, 0],
      [7, 7],
      [-3, 0],
    ] as const) {
      expect(setTo(available)).toEqual({ kind: 'DONE' });
      expect(book.stockOf(id, channelSku)).toBe(shown);
      expect(isShown(channel, book, { kind: 'STOCK', sku, channelSku, available: shown })).toBe(true);
    }
  });
});
