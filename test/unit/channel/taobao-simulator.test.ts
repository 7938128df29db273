import type { PlatformRequest } from '#domain/channel/channel.ts';
import type { ChannelNews } from '#domain/channel/channel-api.ts';
import { taobao } from '#domain/channel/taobao.ts';
import { fromEpochMillis, plusSeconds } from '#domain/time.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';
import { type Platforms, startPlatforms } from '../../simulators/channels/platforms.ts';
import { fixture, secretOf } from './given.ts';

const { feed, listing, orderRequest, writeBack } = taobao;
if (!feed?.confirm || !listing || !orderRequest || !writeBack?.readBack)
  throw new Error('taobao lacks a part of its API');
const { readBack } = writeBack;

const secret = secretOf(taobao);
const paid = fixture(taobao, 'order-paid');
const ask = { shopId: 's', at: fromEpochMillis(Date.now()), accessToken: 'the token' };

let platforms: Platforms;
beforeEach(async () => {
  platforms = await startPlatforms({
    port: 0,
    accounts: { taobao: { secrets: [secret], accessToken: ask.accessToken } },
  });
  platforms.put('taobao', paid.orderId, paid.order ?? '');
});
afterEach(() => platforms.close());

const call = async ({ path, method, headers, body }: PlatformRequest): Promise<string> =>
  (await fetch(`${platforms.url}${path}`, { method, headers: { ...headers }, body })).text();

const tell = async (news: ChannelNews) =>
  writeBack.read(200, await call(writeBack.build({ ...ask, news }, secret, nodeCrypto)));
const isShown = async (news: ChannelNews): Promise<boolean> => {
  const look = readBack({ ...ask, news }, secret, nodeCrypto);
  return look !== null && writeBack.shows(await call(look), news);
};

const page = async () => {
  const asked = { ...ask, cursor: null };
  const read = feed.read(200, await call(feed.build(asked, secret, nodeCrypto)), asked);
  if (read.kind !== 'PAGE') throw new Error(read.reason);
  return read;
};

const line = (lineId: string) => ({ lineId, channelSku: null, sku: 'OL-A', quantity: 1 });
const parcelOf = (lineId: string, trackingNumber: string, partial: boolean) =>
  ({
    kind: 'SHIPPED',
    channelOrderId: paid.orderId,
    carrier: 'SF',
    trackingNumber,
    lines: [line(lineId)],
    partial,
  }) as const;

describe('the simulated Taobao', () => {
  it('gives a message again until it is confirmed, its long number unharmed', async () => {
    platforms.say('taobao', paid.push);
    const first = await page();
    expect(first.pushes).toEqual([expect.objectContaining({ channelOrderId: paid.orderId, topic: paid.topic })]);
    expect(first.receipts[0]).toMatch(/^\d{19}$/);
    expect((await page()).receipts).toEqual(first.receipts);
    await call(feed.confirm?.({ ...ask, receipts: first.receipts }, secret, nodeCrypto) as PlatformRequest);
    expect((await page()).pushes).toEqual([]);
  });

  it('shows each parcel once it was told of it, takes none twice, and says so in its messages', async () => {
    const [one, other] = [
      parcelOf('3187001224568012902', 'SF1000000000016', true),
      parcelOf('3187001224568012903', 'SF1000000000024', false),
    ];
    expect(await isShown(one)).toBe(false);
    expect(await tell(one)).toEqual({ kind: 'DONE' });
    expect([await isShown(one), await isShown(other)]).toEqual([true, false]);
    expect(await tell(other)).toEqual({ kind: 'DONE' });
    expect([await isShown(one), await isShown(other)]).toEqual([true, true]);
    expect(await tell(other)).toEqual({ kind: 'DONE' });
    expect((await page()).pushes.map(({ topic }) => topic)).toEqual([
      'taobao_trade_TradePartlySellerShip',
      'taobao_trade_TradeSellerShip',
    ]);
  });

  it('closes an order that is not paid, and leaves a paid one to a person', async () => {
    const news = { kind: 'REFUSED', channelOrderId: paid.orderId, reason: '缺货' } as const;
    expect(await tell(news)).toMatchObject({ kind: 'REFUSED', reason: expect.stringContaining('不能关闭') });
    platforms.put('taobao', paid.orderId, fixture(taobao, 'order-created').order ?? '');
    expect(await tell(news)).toEqual({ kind: 'DONE' });
    expect(await isShown(news)).toBe(true);
    expect(await tell(news)).toEqual({ kind: 'DONE' });
  });

  it.each(['745533870790:501122334450', '745533870791'])('shows the stock level of %s', async (channelSku) => {
    const news = { kind: 'STOCK', sku: 'OL-A', channelSku, available: 7 } as const;
    expect(await isShown(news)).toBe(false);
    expect(await tell(news)).toEqual({ kind: 'DONE' });
    expect(await isShown(news)).toBe(true);
    expect(platforms.stockOf('taobao', channelSku)).toBe(7);
  });

  it('lists what changed in a window, each order once over all pages', async () => {
    for (let number = 1; number <= 120; number += 1) {
      const tid = String(3187001224560000000n + BigInt(number));
      platforms.put('taobao', tid, (paid.order ?? '').replaceAll(paid.orderId, tid));
    }
    const window = { ...ask, from: plusSeconds(ask.at, -60), to: plusSeconds(ask.at, 60) };
    const found: string[] = [];
    let next: string | null = null;
    do {
      const asked = { ...window, page: next };
      const read = listing.read(200, await call(listing.build(asked, secret, nodeCrypto)), asked);
      if (read.kind !== 'PAGE') throw new Error(read.reason);
      found.push(...read.pushes.flatMap(({ channelOrderId }) => channelOrderId ?? []));
      next = read.next;
    } while (next !== null);
    expect(new Set(found).size).toBe(121);
  });

  it('refuses a call that is not signed by the application', async () => {
    const request = orderRequest.build(
      { ...ask, channelOrderId: paid.orderId },
      { ...secret, current: 'a guess' },
      nodeCrypto,
    );
    expect(orderRequest.read(200, await call(request))).toMatchObject({
      kind: 'LATER',
      reason: expect.stringContaining('Invalid signature'),
    });
  });
});
