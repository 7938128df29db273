import { bridge } from '#domain/channel/bridge.ts';
import type { Channel, PlatformRequest } from '#domain/channel/channel.ts';
import type {
  ChannelFeed,
  ChannelListing,
  ChannelNews,
  ChannelWriteBack,
  FeedPage,
} from '#domain/channel/channel-api.ts';
import { compileMapping } from '#domain/channel/compile-mapping.ts';
import { jd } from '#domain/channel/jd.ts';
import { parseLossless } from '#domain/channel/lossless-json.ts';
import { sortedMd5 } from '#domain/channel/sorted-digest.ts';
import { type Instant, plusSeconds, toBeijing } from '#domain/time.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';
import { type Platforms, startPlatforms } from '../../simulators/channels/platforms.ts';
import { at } from '../../support/given.ts';
import { accepted, fixture, mappingOf, NOW, secretOf, signed } from './given.ts';

const SECRET = secretOf(jd);
const TOKEN = 'the access token';
const feed = jd.feed as ChannelFeed;
const listing = jd.listing as ChannelListing;
const writeBack = jd.writeBack as ChannelWriteBack;
const asked = { shopId: 'shop', at: NOW, accessToken: TOKEN };
const posted = (push: unknown) =>
  accepted(jd, signed(jd, { push: typeof push === 'string' ? push : JSON.stringify(push), topic: '' }));
const order = (change: object = {}) => ({ ...(JSON.parse(fixture(jd, 'order-paid').push) as object), ...change });
const answerOf = (orderInfo: object) => ({
  jingdong_pop_order_get_responce: { code: '0', orderDetailInfo: { apiResult: { success: true }, orderInfo } },
});
const paramsOf = ({ body }: PlatformRequest) => JSON.parse(new URLSearchParams(body).get('360buy_param_json') ?? '');

describe('the signature of calls to JD and Pinduoduo', () => {
  it('strings sorted names and values together between two secrets and leaves out what is empty', () => {
    // echo -n sa1b2s | md5sum, in capitals.
    expect(sortedMd5({ b: '2', a: '1', empty: '' }, 's', nodeCrypto)).toBe('5EE29085AF57D942F21F1C5BA3C2A90A');
    expect(sortedMd5({ a: '1' }, 's', nodeCrypto)).not.toBe(sortedMd5({ a: '1' }, 't', nodeCrypto));
  });

  it('covers every parameter of a call, business parameters first, and leaves the token out of the address', () => {
    const call = jd.orderRequest?.build({ channelOrderId: '9007199254740993', ...asked }, SECRET, nodeCrypto);
    const { sign, ...params } = Object.fromEntries(new URLSearchParams(call?.body));
    expect(call?.path).toBe('/routerjson');
    expect(sign).toBe(sortedMd5(params, SECRET.current, nodeCrypto));
    expect(params).toMatchObject({ method: 'jingdong.pop.order.get', timestamp: '2026-06-01 12:01:00', v: '2.0' });
    expect(params['360buy_param_json']).toMatch(/^\{"order_id":9007199254740993,"optional_fields":"orderId,/);
  });
});

describe('jd, by its connector', () => {
  it('takes an order, the answer of the API about it, and a list of orders alike', () => {
    const wrapped = posted(answerOf(order()));
    expect(wrapped.pushes).toEqual([
      expect.objectContaining({
        dedupeKey: '3126309732841:1780286445000',
        topic: 'WAIT_SELLER_STOCK_OUT',
        shopId: '10880001',
        sourceAt: '2026-06-01T04:00:45.000Z',
      }),
    ]);
    const many = posted([order({ orderId: '1' }), order({ orderId: '2', dataVersion: undefined })]);
    expect(many.pushes.map(({ dedupeKey }) => dedupeKey)).toEqual([
      '1:1780286445000',
      '2:2026-06-01 12:00:45 WAIT_SELLER_STOCK_OUT',
    ]);
  });

  it('keeps what is no order apart from the orders beside it', () => {
    const { pushes, unreadable } = posted([order(), { half: true }]);
    expect(pushes).toHaveLength(1);
    expect(unreadable).toEqual([expect.objectContaining({ error: expect.stringMatching(/^jd orderId is missing; /) })]);
  });

  it('carries the whole order, and asks for the one that a notice only names', () => {
    expect(jd.orderIn({ topic: '', body: JSON.stringify(order()) })).toMatchObject({
      itemInfoList: [{ itemExt: { skuUuid: '1012_OL0000000000000001' } }, {}],
    });
    expect(jd.orderIn({ topic: '', body: '{"orderId":"1","modified":"2026-06-01 12:00:45"}' })).toBeUndefined();
  });

  it('answers the probe of a connector, an empty body, without keeping it', () => {
    const { sign } = bridge('jd', () => ({ pushes: [], unreadable: [] }));
    const probe = sign({ body: '', at: NOW, nonce: '' }, SECRET, nodeCrypto);
    expect(jd.receive(probe, [SECRET], nodeCrypto, NOW)).toMatchObject({ kind: 'PROBE', answer: { status: 200 } });
  });
});

describe('the answers of the order API', () => {
  it.each<[number, string, string]>([
    [200, JSON.stringify(answerOf({ orderId: '1' })), 'ORDER'],
    [
      200,
      '{"jingdong_pop_order_get_responce":{"code":"0","orderDetailInfo":{"apiResult":{"success":true}}}}',
      'MISSING',
    ],
    [
      200,
      '{"jingdong_pop_order_get_responce":{"code":"0","orderDetailInfo":{"apiResult":{"success":"false","chineseErrCode":"订单不存在"}}}}',
      'MISSING',
    ],
    [200, '{"error_response":{"code":"65","zh_desc":"平台连接后端服务超时"}}', 'LATER'],
    [200, '{"error_response":{"code":"19","zh_desc":"无效access_token"}}', 'LATER'],
    [200, '{"jingdong_pop_order_get_responce":{"code":"67"}}', 'LATER'],
    [200, '<html>', 'LATER'],
    [502, '', 'LATER'],
  ])('are told apart: %i %s is %s', (status, body, kind) => {
    expect(jd.orderRequest?.read(status, body).kind).toBe(kind);
  });
});

describe('the mapping of jd', () => {
  const { normalize } = compileMapping(mappingOf(jd));
  const mapped = async (change: object) =>
    (await normalize(parseLossless(JSON.stringify(order(change))), { shopId: '', receivedAt: NOW })).order;

  it('takes parts of an order and the whole amount from the same figures, in every way of paying', async () => {
    const { amounts, conflicts } = await mapped({ balanceUsed: '38.00', orderPayment: '200.00' });
    expect(amounts).toMatchObject({ itemsMinor: 25600, shippingMinor: 600, discountMinor: 2400, totalMinor: 23800 });
    expect(conflicts).toEqual([]);
  });

  it('shows the mask where the platform answers one, and hides ciphertext', async () => {
    const consigneeInfo = (mobile: string) => ({ province: '浙江', city: '杭州市', fullname: 'AAScipher==', mobile });
    const shown = async (mobile: string) => (await mapped({ consigneeInfo: consigneeInfo(mobile) })).destination;
    expect(await shown('138*******1')).toMatchObject({ recipientMasked: '***', phoneMasked: '138*******1' });
    expect(await shown('AASphoneCipher==')).toMatchObject({ recipientMasked: '***', phoneMasked: '***' });
  });

  it('goes by dataVersion, which changes with every change, before modified, which does not', async () => {
    expect((await mapped({ dataVersion: '1780286500123' })).saidAt.remark).toBe('2026-06-01T04:01:40.123Z');
    expect((await mapped({ dataVersion: '' })).saidAt.remark).toBe('2026-06-01T04:00:45.000Z');
  });
});

describe('jd, polled', () => {
  let platforms: Platforms;
  beforeEach(async () => {
    platforms = await startPlatforms({ port: 0, accounts: { jd: { secrets: [SECRET], accessToken: TOKEN } } });
  });
  afterEach(() => platforms.close());

  const called = async ({ method, path, headers, body }: PlatformRequest) => {
    const response = await fetch(`${platforms.url}${path}`, { method, headers, body });
    return { status: response.status, body: await response.text() };
  };
  const put = (orderId: string, changedAt: Instant, change: object = {}) =>
    platforms.put('jd', orderId, JSON.stringify(answerOf(order({ orderId, ...change }))), changedAt);

  const round = async (cursor: string | null, now: Instant): Promise<FeedPage> => {
    const ask = { ...asked, at: now, cursor };
    const { status, body } = await called(feed.build(ask, SECRET, nodeCrypto));
    const page = feed.read(status, body, ask);
    if (page.kind !== 'PAGE') throw new Error(page.reason);
    return page;
  };
  const allRounds = async (from: string | null, now: Instant) => {
    const keys: string[] = [];
    let page = await round(from, now);
    let rounds = 1;
    for (; page.more; rounds += 1) {
      keys.push(...page.pushes.map(({ dedupeKey }) => dedupeKey));
      page = await round(page.cursor, now);
    }
    keys.push(...page.pushes.map(({ dedupeKey }) => dedupeKey));
    return { keys, rounds, cursor: page.cursor };
  };

  it('finds every order that changed, however many there are, and none twice under two keys', async () => {
    for (let n = 1; n <= 120; n += 1) put(String(1000 + n), plusSeconds(NOW, -600 - n));
    const { keys } = await allRounds(null, NOW);
    expect(new Set(keys).size).toBe(120);
  });

  it('misses none of those that change while it reads', async () => {
    for (let n = 1; n <= 101; n += 1) put(String(1000 + n), plusSeconds(NOW, -600 + n));
    let cursor: string | null = null;
    const seen = new Set<string>();
    for (let n = 1; ; n += 1) {
      const page: FeedPage = await round(cursor, NOW);
      for (const { channelOrderId } of page.pushes) seen.add(channelOrderId ?? '');
      cursor = page.cursor;
      if (!page.more) break;
      // One of the oldest leaves the stretch after every page.
      put(String(1000 + n), plusSeconds(NOW, 60));
    }
    const { keys } = await allRounds(cursor, plusSeconds(NOW, 300));
    for (const key of keys) seen.add(key.split(':')[0] ?? '');
    expect(seen.size).toBe(101);
  });

  it('goes on where it stopped, and looks back for what the index showed late', async () => {
    const first = await allRounds(null, NOW);
    put('2001', plusSeconds(NOW, -90));
    expect((await allRounds(first.cursor, plusSeconds(NOW, 120))).keys).toEqual([
      '2001:2026-06-01 12:00:45 WAIT_SELLER_STOCK_OUT',
    ]);
  });

  it('stays where it is while the platform does not answer', () => {
    const ask = { ...asked, cursor: null };
    expect(feed.read(503, '', ask)).toMatchObject({ kind: 'LATER' });
    expect(feed.read(200, '{"error_response":{"code":"2","zh_desc":"限制时间内调用失败次数"}}', ask)).toMatchObject({
      kind: 'LATER',
      reason: expect.stringContaining('限制时间内调用失败次数'),
    });
  });

  it('reads applications for a refund beside the orders, as returns with their amount in fen', async () => {
    const refund = { id: 77001, orderId: '3126309732841', applyTime: '2026-06-01 11:50:00', applyRefundSum: 23800 };
    platforms.say('jd', JSON.stringify({ ...refund, status: 0, reason: '不想要了' }));
    const { keys } = await allRounds(null, NOW);
    expect(keys).toEqual(['refund:77001:0:2026-06-01T03:50:00.000Z']);
    const word = (status: number) =>
      jd.afterSaleIn?.({ topic: 'REFUND_APPLICATION', body: JSON.stringify({ ...refund, status }) });
    expect(word(0)).toMatchObject({
      channelOrderId: '3126309732841',
      channelReturnId: '77001',
      kind: 'REFUND',
      state: 'REQUESTED',
      refundMinor: 23800,
    });
    expect([1, 2, 3, 11, 19, 8].map((status) => word(status)?.state)).toEqual([
      'APPROVED',
      'REJECTED',
      'REFUNDED',
      'CLOSED',
      'DISPUTED',
      null,
    ]);
    expect(jd.afterSaleIn?.({ topic: 'LOCKED', body: '{}' })).toBeNull();
  });

  it('lists what changed in a stretch, page by page, each once', async () => {
    for (let n = 1; n <= 60; n += 1) put(String(1000 + n), plusSeconds(NOW, -n));
    const keys = new Set<string>();
    let page: string | null = null;
    do {
      const ask = { ...asked, from: at('2026-06-01T03:00:00.000Z'), to: NOW, page };
      const { status, body } = await called(listing.build(ask, SECRET, nodeCrypto));
      const read = listing.read(status, body, ask);
      if (read.kind !== 'PAGE') throw new Error(read.reason);
      for (const { dedupeKey } of read.pushes) keys.add(dedupeKey);
      page = read.next;
    } while (page !== null);
    expect(keys.size).toBe(60);
    expect([...keys]).toContain('list:1060:2026-06-01T04:00:45.000Z');
  });

  const shipped: ChannelNews = {
    kind: 'SHIPPED',
    channelOrderId: '3126309732841',
    carrier: '467',
    trackingNumber: 'SF1000000000009',
    lines: [],
    partial: false,
  };
  const stock: ChannelNews = { kind: 'STOCK', sku: 'OL-TEA-002', channelSku: '100041234567801', available: 7 };
  const tell = async (news: ChannelNews) => {
    const { status, body } = await called(writeBack.build({ ...asked, news }, SECRET, nodeCrypto));
    return writeBack.read(status, body);
  };
  const isShown = async (news: ChannelNews) => {
    const request = writeBack.readBack?.({ ...asked, news }, SECRET, nodeCrypto) as PlatformRequest;
    return writeBack.shows(parseLossless((await called(request)).body), news);
  };

  it('tells JD that an order has left, by its number of the carrier, and sees it there; told twice does no harm', async () => {
    put('3126309732841', NOW);
    expect(await isShown(shipped)).toBe(false);
    expect(await tell(shipped)).toEqual({ kind: 'DONE' });
    expect(await isShown(shipped)).toBe(true);
    expect(await tell(shipped)).toEqual({ kind: 'DONE' });
    expect(await isShown({ ...shipped, trackingNumber: 'SF-OTHER' })).toBe(false);
  });

  it('is refused for an order that must not ship, with the words of the platform', async () => {
    put('3126309732841', NOW, { orderState: 'LOCKED' });
    expect(await tell(shipped)).toEqual({
      kind: 'REFUSED',
      reason: expect.stringMatching(/订单状态LOCKED不允许出库: compare /),
    });
  });

  it('tells JD what may still be sold, and sees it there', async () => {
    expect(await isShown(stock)).toBe(false);
    expect(await tell(stock)).toEqual({ kind: 'DONE' });
    expect(await isShown(stock)).toBe(true);
  });

  it.each<[string, string]>([
    ['{"error_response":{"code":"67","zh_desc":"平台连接后端服务处理过程中出现未知异常信息"}}', 'LATER'],
    ['{"error_response":{"code":"70","zh_desc":"该订单正在出库中"}}', 'LATER'],
    ['{"error_response":{"code":"71","zh_desc":"当前的ID不属于此商家"}}', 'REFUSED'],
    ['{"jingdong_pop_order_shipment_responce":{"code":"0","sopjosshipment_result":{"success":"true"}}}', 'DONE'],
    [
      '{"jingdong_pop_order_shipment_responce":{"code":"0","sopjosshipment_result":{"success":false,"chineseErrCode":"系统繁忙"}}}',
      'LATER',
    ],
    ['', 'LATER'],
  ])('reads %s as %s', (body, kind) => {
    expect(writeBack.read(200, body).kind).toBe(kind);
  });

  it('asks for stretches in the clock of Beijing and for numbers as numbers', () => {
    const params = paramsOf(feed.build({ ...asked, cursor: null }, SECRET, nodeCrypto));
    expect(params).toMatchObject({ start_date: toBeijing(plusSeconds(NOW, -24 * 3600)), page: '1', dateType: 0 });
    expect(
      new URLSearchParams(writeBack.build({ ...asked, news: stock }, SECRET, nodeCrypto).body).get('360buy_param_json'),
    ).toBe('{"skuId":100041234567801,"stockNum":7}');
  });

  it('has a number of JD for every carrier of ours', () => {
    expect(mappingOf(jd as Channel).carriers).toMatchObject({ SF_EXPRESS: '467', JD_LOGISTICS: '2087', YTO: '463' });
  });
});
