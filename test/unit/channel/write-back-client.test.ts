import type { Channel } from '#domain/channel/channel.ts';
import type { ChannelNews } from '#domain/channel/channel-api.ts';
import { CHANNELS, channelById } from '#domain/channel/channels.ts';
import { parseLossless } from '#domain/channel/lossless-json.ts';
import { canLook, lookAtPlatform, tellPlatform } from '#shared/write-back-client.ts';
import { type Platforms, startPlatforms } from '../../simulators/channels/platforms.ts';
import { fixture, mappingOf, NOW, secretOf } from './given.ts';

const TOKEN = 'the access token';

/** What each shop sells, by the platform's own ids. */
const SOLD: Readonly<
  Record<string, { readonly lines: readonly (readonly [string, number])[]; readonly channelSku: string }>
> = {
  douyin: {
    lines: [
      ['4987312200456801291', 2],
      ['4987312200456801292', 1],
    ],
    channelSku: '3410716076201730',
  },
  shopify: {
    lines: [
      ['14300000000101', 1],
      ['14300000000102', 1],
    ],
    channelSku: '42000000000101',
  },
  woocommerce: {
    lines: [
      ['81001', 1],
      ['81002', 1],
    ],
    channelSku: '501/0',
  },
};

describe.each(Object.keys(SOLD))('telling %s', (id) => {
  const channel: Channel = channelById(id);
  const { lines, channelSku } = SOLD[id] ?? { lines: [], channelSku: '' };
  const { orderId, order, push } = fixture(channel, 'order-paid');
  let platforms: Platforms;

  beforeEach(async () => {
    platforms = await startPlatforms({
      port: 0,
      accounts: { [id]: { secrets: [secretOf(channel)], accessToken: TOKEN } },
    });
    platforms.put(id, orderId, order ?? push);
  });
  afterEach(() => platforms.close());

  const parcel = (trackingNumber: string, which: readonly number[], partial = false): ChannelNews => ({
    kind: 'SHIPPED',
    channelOrderId: orderId,
    carrier: mappingOf(channel).carriers.SF_EXPRESS ?? '',
    trackingNumber,
    lines: which.map((index) => {
      const [lineId, quantity] = lines[index] ?? ['', 0];
      return { lineId, channelSku, sku: 'OL-TEA-002', quantity };
    }),
    partial,
  });
  const telling = (news: ChannelNews, accessToken = TOKEN) => ({
    channel,
    account: { secrets: [secretOf(channel)], accessToken, endpoint: platforms.url },
    shopId: 'a shop',
    news,
    at: NOW,
  });
  const tell = async (news: ChannelNews, accessToken?: string) => (await tellPlatform(telling(news, accessToken))).told;
  const look = (news: ChannelNews) => lookAtPlatform(telling(news));
  const stock = (available: number): ChannelNews => ({ kind: 'STOCK', sku: 'OL-TEA-002', channelSku, available });

  it('of parcels makes it show each, and twice is once', async () => {
    const [first, last] = [parcel('SF1000000000051', [0], true), parcel('SF1000000000052', [1])];
    expect(await look(first)).toEqual({ kind: 'NOT_SHOWN' });
    expect(await tell(first)).toEqual({ kind: 'DONE' });
    expect(await look(first)).toEqual({ kind: 'SHOWN' });
    expect(await look(last)).toEqual({ kind: 'NOT_SHOWN' });
    expect(await tell(last)).toEqual({ kind: 'DONE' });
    expect(await tell(first)).toEqual({ kind: 'DONE' });
    expect(await tell(last)).toEqual({ kind: 'DONE' });
    expect([await look(first), await look(last)]).toEqual([{ kind: 'SHOWN' }, { kind: 'SHOWN' }]);
    const shown = platforms.find(id, orderId) ?? '';
    expect(shown.split('SF1000000000051')).toHaveLength(id === 'woocommerce' ? 3 : 2);
  });

  it('of stock makes it show the level, nothing included', async () => {
    expect(await look(stock(7))).toEqual({ kind: 'NOT_SHOWN' });
    for (const level of [7, 0, 3]) {
      expect(await tell(stock(level))).toEqual({ kind: 'DONE' });
      expect(await look(stock(level))).toEqual({ kind: 'SHOWN' });
    }
    expect(platforms.stockOf(id, channelSku)).toBe(3);
  });

  it.each(['DOWN', 'BUSY', 'BROKEN'] as const)('is tried again later while it is %s', async (fault) => {
    platforms.fail(id, fault);
    expect(await tell(parcel('SF1000000000053', [0, 1]))).toMatchObject({
      kind: 'LATER',
      reason: expect.stringContaining(id),
    });
    platforms.fail(id, null);
    expect(await tell(parcel('SF1000000000053', [0, 1]))).toEqual({ kind: 'DONE' });
  });

  it('is tried again later when its token has expired or nobody listens', async () => {
    expect(await tell(parcel('SF1000000000054', [0, 1]), 'old')).toMatchObject({ kind: 'LATER' });
    const nobody = { ...telling(stock(1)), account: { ...telling(stock(1)).account, endpoint: 'http://127.0.0.1:9' } };
    expect((await tellPlatform(nobody)).told).toMatchObject({
      kind: 'LATER',
      reason: expect.stringContaining('did not answer'),
    });
    const unfilled = { ...nobody, account: { ...nobody.account, endpoint: '' } };
    expect(await tellPlatform(unfilled)).toMatchObject({ told: { kind: 'LATER' }, calls: 0 });
  });

  it('fails for good for an order that the platform does not know', async () => {
    const news = { ...parcel('SF1000000000055', [0]), channelOrderId: '1' } as ChannelNews;
    expect(await tell(news)).toMatchObject({ kind: 'REFUSED', reason: expect.stringContaining('try again') });
  });
});

describe.each(['shopify', 'woocommerce'])('refusing an order of %s', (id) => {
  it('cancels it there, and twice is once', async () => {
    const channel = channelById(id);
    const { orderId, push } = fixture(channel, 'order-paid');
    const account = { secrets: [secretOf(channel)], accessToken: TOKEN };
    const platforms = await startPlatforms({ port: 0, accounts: { [id]: account } });
    try {
      platforms.put(id, orderId, push);
      const news = { kind: 'REFUSED', channelOrderId: orderId, reason: 'OUT_OF_SEASON' } as const;
      const telling = { channel, account: { ...account, endpoint: platforms.url }, shopId: 'a shop', news, at: NOW };
      expect(await lookAtPlatform(telling)).toEqual({ kind: 'NOT_SHOWN' });
      expect((await tellPlatform(telling)).told).toEqual({ kind: 'DONE' });
      expect((await tellPlatform(telling)).told).toEqual({ kind: 'DONE' });
      expect(await lookAtPlatform(telling)).toEqual({ kind: 'SHOWN' });
    } finally {
      await platforms.close();
    }
  });
});

describe('shopify, where goods are stocked at several places', () => {
  const shopify = channelById('shopify');
  const api = shopify.writeBack;
  const news = { kind: 'STOCK', sku: 's', channelSku: '42', available: 5 } as const;
  const nodes = ['1', '2'].map((legacyResourceId) => ({
    location: { legacyResourceId },
    quantities: [{ quantity: 9 }],
  }));
  const body = JSON.stringify({
    data: { productVariant: { inventoryItem: { legacyResourceId: '77', inventoryLevels: { nodes } } } },
  });
  const ask = { shopId: 'a shop', at: NOW, accessToken: TOKEN, news };

  it('is refused until the secret names the one that is sold from', () => {
    const next = api?.follow?.([{ status: 200, body }], ask, secretOf(shopify), {} as never);
    expect(next).toBeNull();
    expect(api?.read(200, body)).toMatchObject({ kind: 'REFUSED', reason: expect.stringMatching(/^locationId: /) });
    const told = api?.follow?.([{ status: 200, body }], ask, { ...secretOf(shopify), locationId: '2' }, {} as never);
    expect(parseLossless(told?.body ?? '')).toEqual({ location_id: 2, inventory_item_id: 77, available: 5 });
  });
});

describe('every channel that can be told', () => {
  // Partners of documents are told, and show nothing.
  const told = CHANNELS.filter(({ id, writeBack }) => id !== 'b2b' && writeBack?.writes.includes('SHIPPED'));

  it.each(told.map((channel) => [channel.id, channel] as const))(
    '%s can be looked at, to see whether it shows what it was told',
    (_id, channel) => {
      expect(canLook(channel, { kind: 'SHIPPED' })).toBe(true);
      expect(channel.writeBack?.requestsPerMinute).toBeGreaterThan(0);
    },
  );
});
