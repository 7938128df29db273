import type { PlatformRequest, PushRequest } from '#domain/channel/channel.ts';
import type {
  ChannelFeed,
  ChannelListing,
  ChannelNews,
  ChannelWriteBack,
  FeedPage,
} from '#domain/channel/channel-api.ts';
import { compileMapping } from '#domain/channel/compile-mapping.ts';
import { parseLossless } from '#domain/channel/lossless-json.ts';
import { pinduoduo } from '#domain/channel/pinduoduo.ts';
import { ackFrame, handshakePath } from '#domain/channel/pinduoduo-pmc.ts';
import { fromEpochMillis, type Instant, plusSeconds, secondsBetween, toBeijing } from '#domain/time.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';
import { PDD_REFUNDS } from '../../simulators/channels/pinduoduo-api.ts';
import { type Platforms, startPlatforms } from '../../simulators/channels/platforms.ts';
import { accepted, fixture, mappingOf, NOW, received, secretOf, signed } from './given.ts';

const SECRET = secretOf(pinduoduo);
const TOKEN = 'the access token';
const feed = pinduoduo.feed as ChannelFeed;
const listing = pinduoduo.listing as ChannelListing;
const writeBack = pinduoduo.writeBack as ChannelWriteBack;
const asked = { shopId: '880100123', at: NOW, accessToken: TOKEN };
const posted = (push: string) => accepted(pinduoduo, signed(pinduoduo, { push, topic: '' }));
/** A frame as the platform writes it: numbers beyond 2^53 in digits. */
const frame = (id: string, content: object = { mall_id: 100, tid: 'order-test' }, mallId = 100) =>
  `{"id":${id},"commandType":"Common","sendTime":1700000000123,"message":{"type":"pdd_trade_TradeConfirmed","mallID":${mallId},"content":${JSON.stringify(JSON.stringify(content))}}}`;
const ackOf = (id: string) =>
  `{"id":${id},"commandType":"Ack","time":1780286460000,"sendTime":1700000000123,"type":"pdd_trade_TradeConfirmed","mallID":100}`;

describe('the socket of the message service', () => {
  it('is opened at the path that whalesky-labs/pdd-sdk-php tests (MessageClientTest)', () => {
    expect(handshakePath('app', 1700000000000, 'secret', nodeCrypto)).toBe(
      '/message/app/1700000000000/OTgxODMwNDI2NWZiN2NiNzA2NzIxOTI0ZjJlMDMxMjE%3D',
    );
  });

  it('is what signing an empty message gives: a call of nothing but its path', () => {
    const call = pinduoduo.sign(
      { body: '', at: fromEpochMillis(1700000000000), nonce: '' },
      { appId: 'app', current: 'secret', previous: null },
      nodeCrypto,
    );
    expect(call).toMatchObject({ method: 'GET', query: {}, headers: {} });
    expect(call.path).toMatch(/^\/message\/app\/1700000000000\//);
    expect(call.body).toHaveLength(0);
  });

  it('gets each frame acknowledged with every digit of its number, as that test expects', () => {
    const acknowledged = { id: '9007199254740993', sendTime: '1700000000123', type: 't', mallId: '100' };
    expect(ackFrame(acknowledged, 1700000001000)).toBe(
      '{"id":9007199254740993,"commandType":"Ack","time":1700000001000,"sendTime":1700000000123,"type":"t","mallID":100}',
    );
    const { pushes, answer } = posted(frame('9223372036854775807'));
    expect(answer.body).toBe(ackOf('9223372036854775807'));
    expect(pushes).toEqual([
      {
        dedupeKey: '9223372036854775807',
        topic: 'pdd_trade_TradeConfirmed',
        shopId: '100',
        channelOrderId: 'order-test',
        sourceAt: '2023-11-14T22:13:20.123Z',
        body: '{"mall_id":100,"tid":"order-test"}',
      },
    ]);
  });

  it('keeps frames of several in one call apart: each good one is taken, each bad one kept with its reason', () => {
    const { pushes, unreadable, answer } = posted(`[${frame('1')},{"commandType":"Common"},${frame('2')}]`);
    expect(pushes.map(({ dedupeKey }) => dedupeKey)).toEqual(['1', '2']);
    expect(unreadable).toEqual([
      expect.objectContaining({ error: expect.stringMatching(/^pinduoduo body is no JSON/) }),
    ]);
    expect(answer.body).toBe(`[${ackOf('1')},${ackOf('2')}]`);
  });

  it('answers signs of life and acknowledgements come back without keeping them', () => {
    for (const push of ['{"commandType":"HeartBeat","time":1}', ackOf('1'), '[{"commandType":"HeartBeat"}]'])
      expect(received(pinduoduo, signed(pinduoduo, { push, topic: '' }))).toMatchObject({
        kind: 'PROBE',
        answer: { status: 200, body: '{"accepted":true}' },
      });
  });

  it.each([
    ['of another mall than its content', frame('7', { mall_id: 101, tid: '1' })],
    ['numbered beyond 64 bits', frame('9223372036854775808')],
    ['numbered with a fraction', frame('1.5')],
    ['of an unknown command', '{"commandType":"Unknown"}'],
  ])('keeps a frame %s as unreadable', (_what, push) => {
    expect(posted(push)).toMatchObject({ pushes: [], unreadable: [{ body: push, error: expect.any(String) }] });
  });

  it('takes a message without its frame, which names nothing to acknowledge', () => {
    const message = { type: 'pdd_trade_TradeSuccess', mallID: 5, content: '{"mall_id":5,"tid":"260601-1"}' };
    const { pushes, answer } = posted(JSON.stringify(message));
    expect(answer.body).toBe('{"accepted":true}');
    expect(pushes).toMatchObject([{ channelOrderId: '260601-1', shopId: '5', sourceAt: null }]);
    expect(posted(JSON.stringify(message)).pushes[0]?.dedupeKey).toBe(pushes[0]?.dedupeKey);
  });

  it('reads a kept frame again once it is cured', () => {
    const kept = { dedupeKey: '1', topic: '', shopId: '', body: frame('1') };
    expect(pinduoduo.reread(kept, nodeCrypto).pushes).toMatchObject([{ channelOrderId: 'order-test' }]);
  });
});

describe('returns of pinduoduo', () => {
  const word = (topic: string, body: object) => pinduoduo.afterSaleIn?.({ topic, body: JSON.stringify(body) });
  const message = {
    mall_id: 5,
    tid: '260601-1',
    refund_id: 7381745730,
    refund_fee: 1990,
    bill_type: 1,
    operation: 1000,
  };
  const row = {
    id: 7381745730,
    order_sn: '260601-1',
    refund_amount: '19.90',
    after_sales_type: 3,
    after_sales_status: 7,
    after_sale_reason: '不想要了',
    updated_time: '2026-06-01 12:00:00',
  };

  it('are in fen in messages and in yuan in the list', () => {
    const listed = word('pdd.refund.list.increment.get', row);
    expect(word('pdd_refund_RefundCreated', { ...message, modified: 1780286400000 })).toMatchObject({
      channelOrderId: '260601-1',
      channelReturnId: '7381745730',
      kind: 'REFUND',
      state: 'REQUESTED',
      refundMinor: 1990,
      sourceAt: '2026-06-01T04:00:00.000Z',
    });
    expect(listed).toMatchObject({
      channelReturnId: '7381745730',
      kind: 'RETURN',
      state: 'APPROVED',
      refundMinor: 1990,
      sourceAt: '2026-06-01T04:00:00.000Z',
    });
  });

  it('stand where the platform says, and a word it does not explain is named', () => {
    const states = [2, 6, 8, 10, 11, 27, 99].map(
      (after_sales_status) => word('pdd.refund.list.increment.get', { ...row, after_sales_status })?.state,
    );
    expect(states).toEqual(['REQUESTED', 'REJECTED', 'DISPUTED', 'REFUNDED', 'CLOSED', 'EXCHANGE_SHIPPED', null]);
    expect(word('pdd_refund_RefundBuyerReturnGoods', message)?.state).toBe('GOODS_RETURNED');
    expect(word('pdd_refund_RefundTeleported', message)).toMatchObject({
      state: null,
      platformStatus: 'RefundTeleported',
    });
    expect(word('pdd_trade_TradeConfirmed', message)).toBeNull();
    expect(word('pdd_refund_RefundCreated', { mall_id: 5 })).toBeNull();
  });
});

describe('the answers of the order API', () => {
  it.each([
    [200, '{"order_info_get_response":{"order_info":{"order_sn":"1"}}}', 'ORDER'],
    [200, '{"order_info_get_response":{}}', 'MISSING'],
    [200, '{"error_response":{"error_code":50001,"error_msg":"业务服务错误","sub_msg":"订单不存在"}}', 'MISSING'],
    [200, '{"error_response":{"error_code":52101,"error_msg":"当前接口因系统维护,暂时下线"}}', 'LATER'],
    [200, '{"error_response":{"error_code":10019,"error_msg":"access_token已过期"}}', 'LATER'],
    [200, '<html>', 'LATER'],
    [504, '', 'LATER'],
  ])('are told apart: %i %s is %s', (status, body, kind) => {
    expect(pinduoduo.orderRequest?.read(status, body).kind).toBe(kind);
  });
});

describe('pinduoduo, polled', () => {
  let platforms: Platforms;
  beforeEach(async () => {
    const accounts = { pinduoduo: { secrets: [SECRET], accessToken: TOKEN } };
    platforms = await startPlatforms({ port: 0, accounts });
  });
  afterEach(() => platforms.close());

  const called = async ({ method, path, headers, body }: PlatformRequest) => {
    const response = await fetch(`${platforms.url}${path}`, { method, headers, body });
    return { status: response.status, body: await response.text() };
  };
  const put = (orderSn: string, changedAt: Instant, change: object = {}) => {
    const { order_info_get_response: answer } = JSON.parse(fixture(pinduoduo, 'order-paid').order ?? '');
    const order_info = { ...answer.order_info, order_sn: orderSn, updated_at: toBeijing(changedAt), ...change };
    platforms.put('pinduoduo', orderSn, JSON.stringify({ order_info_get_response: { order_info } }), changedAt);
  };
  const round = async (cursor: string | null, now: Instant): Promise<FeedPage> => {
    const ask = { ...asked, at: now, cursor };
    const { status, body } = await called(feed.build(ask, SECRET, nodeCrypto));
    const page = feed.read(status, body, ask);
    if (page.kind !== 'PAGE') throw new Error(page.reason);
    return page;
  };
  const allRounds = async (from: string | null, now: Instant) => {
    let page = await round(from, now);
    const pushes = [...page.pushes];
    while (page.more) {
      page = await round(page.cursor, now);
      pushes.push(...page.pushes);
    }
    return { pushes, cursor: page.cursor };
  };

  it('finds every order that changed in the last day, half an hour at a time, but for the last three minutes', async () => {
    for (let n = 1; n <= 230; n += 1) put(`260601-${n}`, plusSeconds(NOW, -200 - n));
    put('260601-old', plusSeconds(NOW, -20 * 3600));
    put('260601-too-new', plusSeconds(NOW, -60));
    const { pushes, cursor } = await allRounds(null, NOW);
    expect(new Set(pushes.map(({ channelOrderId }) => channelOrderId)).size).toBe(231);
    expect(JSON.stringify(pushes)).not.toContain('too-new');
    const later = await allRounds(cursor, plusSeconds(NOW, 240));
    const known = new Set(pushes.map(({ dedupeKey }) => dedupeKey));
    const news = later.pushes.filter(({ dedupeKey }) => !known.has(dedupeKey));
    expect(news.map(({ channelOrderId }) => channelOrderId)).toEqual(['260601-too-new']);
  });

  it('asks for no more than half an hour, and nothing of the last three minutes', async () => {
    for (let cursor: string | null = null, n = 0; n < 60; n += 1) {
      const params = JSON.parse(feed.build({ ...asked, cursor }, SECRET, nodeCrypto).body);
      expect(params.end_updated_at - params.start_updated_at).toBeLessThanOrEqual(1800);
      expect(secondsBetween(fromEpochMillis(params.end_updated_at * 1000), NOW)).toBeGreaterThanOrEqual(180);
      cursor = (await round(cursor, NOW)).cursor;
    }
  });

  it('keeps the person out of what it tells of an order', async () => {
    put('260601-1', plusSeconds(NOW, -600));
    const { pushes } = await allRounds(null, NOW);
    expect(pushes.map(({ body }) => JSON.parse(body))).toEqual([
      { order_sn: '260601-1', updated_at: '2026-06-01 11:51:00', order_status: 1, refund_status: 1 },
    ]);
  });

  it('reads returns beside orders', async () => {
    const refund = { id: 11, order_sn: '260601-1', after_sales_status: 2, after_sales_type: 2, refund_amount: 1.5 };
    platforms.say(PDD_REFUNDS, JSON.stringify({ ...refund, updated_time: '2026-06-01 11:50:00' }));
    const { pushes } = await allRounds(null, NOW);
    expect(pushes.map(({ dedupeKey }) => dedupeKey)).toEqual(['refund:11:2026-06-01 11:50:00:2']);
    const word = pushes[0] && pinduoduo.afterSaleIn?.(pushes[0]);
    expect(word).toMatchObject({ state: 'REQUESTED', refundMinor: 150 });
  });

  it('stays where it is while the platform is over its limit', () => {
    const busy = '{"error_response":{"error_code":70031,"error_msg":"调用过于频繁，请调整调用频率"}}';
    expect(feed.read(200, busy, { ...asked, cursor: null })).toMatchObject({ kind: 'LATER' });
  });

  it('lists what changed in half an hour, each order once', async () => {
    for (let n = 1; n <= 130; n += 1) put(`260601-${n}`, plusSeconds(NOW, -300 - n));
    const keys = new Set<string>();
    let page: string | null = null;
    do {
      const ask = { ...asked, from: plusSeconds(NOW, -1800), to: plusSeconds(NOW, -180), page };
      const { status, body } = await called(listing.build(ask, SECRET, nodeCrypto));
      const read = listing.read(status, body, ask);
      if (read.kind !== 'PAGE') throw new Error(read.reason);
      for (const { dedupeKey } of read.pushes) keys.add(dedupeKey);
      page = read.next;
    } while (page !== null);
    expect(keys.size).toBe(130);
    expect([...keys]).toContain('list:260601-1:2026-06-01T03:55:59.000Z');
  });

  it('gets a message again until its acknowledgement arrives, and keeps it once', async () => {
    const content = JSON.stringify({ mall_id: 100, tid: '260601-1' });
    const message = JSON.stringify({ type: 'pdd_trade_TradeConfirmed', mallID: 100, content });
    platforms.say('pinduoduo', message);
    platforms.say('pinduoduo', message);
    const opening = (): PushRequest => pinduoduo.sign({ body: '', at: NOW, nonce: '' }, SECRET, nodeCrypto);
    const socket = async (body?: string) => {
      const init = body === undefined ? {} : { method: 'POST', body };
      return (await fetch(`${platforms.url}${opening().path}`, init)).text();
    };
    const [first, again] = [await socket(), await socket()];
    expect(again).toBe(first);
    const { pushes, answer } = posted(first);
    expect(pushes.map(({ dedupeKey }) => dedupeKey)).toEqual(['9007199254740994', '9007199254740995']);
    expect(posted(again).pushes.map(({ dedupeKey }) => dedupeKey)).toEqual(pushes.map(({ dedupeKey }) => dedupeKey));
    expect(await socket(answer.body)).toBe('{"acknowledged":2}');
    expect(await socket()).toBe('[]');
    expect((await fetch(`${platforms.url}/message/${SECRET.appId}/1/wrong`)).status).toBe(401);
  });

  const orderSn = '260601-483920175604812';
  const shipped: ChannelNews = {
    kind: 'SHIPPED',
    channelOrderId: orderSn,
    carrier: '44',
    trackingNumber: 'SF1000000000009',
    lines: [],
    partial: false,
  };
  const stock: ChannelNews = {
    kind: 'STOCK',
    sku: 'OL-TEA-002',
    channelSku: '730011223344/1550011223344',
    available: 7,
  };
  const tell = async (news: ChannelNews) => {
    const { status, body } = await called(writeBack.build({ ...asked, news }, SECRET, nodeCrypto));
    return writeBack.read(status, body);
  };
  const isShown = async (news: ChannelNews) => {
    const request = writeBack.readBack?.({ ...asked, news }, SECRET, nodeCrypto) as PlatformRequest;
    return writeBack.shows(parseLossless((await called(request)).body), news);
  };

  it('tells that an order has left and sees it there; told twice does no harm', async () => {
    put(orderSn, NOW);
    expect(await isShown(shipped)).toBe(false);
    expect(await tell(shipped)).toEqual({ kind: 'DONE' });
    expect(await isShown(shipped)).toBe(true);
    expect(await tell(shipped)).toEqual({ kind: 'DONE' });
    expect(await isShown({ ...shipped, trackingNumber: 'SF-OTHER' })).toBe(false);
  });

  it('is refused for an order under the platform’s check', async () => {
    put(orderSn, NOW, { risk_control_status: 1 });
    expect(await tell(shipped)).toEqual({ kind: 'REFUSED', reason: expect.stringContaining('订单状态不允许发货') });
  });

  it('names goods and SKU when it tells what may still be sold, and sees it there', async () => {
    const params = JSON.parse(writeBack.build({ ...asked, news: stock }, SECRET, nodeCrypto).body);
    expect(params).toMatchObject({
      goods_id: '730011223344',
      sku_id: '1550011223344',
      quantity: '7',
      update_type: '1',
    });
    expect(await isShown(stock)).toBe(false);
    expect(await tell(stock)).toEqual({ kind: 'DONE' });
    expect(await isShown(stock)).toBe(true);
  });

  it.each([
    ['{"error_response":{"error_code":50001,"error_msg":"业务服务错误","sub_msg":"快递公司不存在"}}', 'REFUSED'],
    ['{"error_response":{"error_code":50001,"error_msg":"业务服务错误","sub_msg":"系统异常,请稍后再试"}}', 'LATER'],
    ['{"error_response":{"error_code":10001,"error_msg":"公共参数错误"}}', 'REFUSED'],
    ['{"error_response":{"error_code":10019,"error_msg":"access_token已过期"}}', 'LATER'],
    ['{"error_response":{"error_code":70031,"error_msg":"调用过于频繁"}}', 'LATER'],
    ['{"logistics_online_send_response":{"is_success":"1"}}', 'DONE'],
    ['{"logistics_online_send_response":{"is_success":false}}', 'LATER'],
    ['<html>', 'LATER'],
  ])('reads %s as %s', (body, kind) => {
    expect(writeBack.read(200, body).kind).toBe(kind);
  });

  it('sees a second parcel among those sent after the first', () => {
    const order = {
      order_status: 2,
      tracking_number: 'A',
      extra_delivery_list: [{ tracking_number: 'SF1000000000009' }],
    };
    expect(writeBack.shows(order, shipped)).toBe(true);
  });
});

describe('the mapping of pinduoduo', () => {
  it('reads amounts as numbers and as text alike', async () => {
    const { normalize } = compileMapping(mappingOf(pinduoduo));
    const { order_info_get_response: answer } = JSON.parse(fixture(pinduoduo, 'order-paid').order ?? '');
    const amounts = async (change: object) =>
      (await normalize({ ...answer.order_info, ...change }, { shopId: '', receivedAt: NOW })).order.amounts;
    expect(await amounts({ pay_amount: 238, goods_amount: 256.0, discount_amount: 24, postage: 6 })).toEqual(
      await amounts({}),
    );
  });
});
