import { parseLossless } from '#domain/channel/lossless-json.ts';
import { sortedMd5 } from '#domain/channel/sorted-digest.ts';
import { taobao } from '#domain/channel/taobao.ts';
import { taobaoAfterSale } from '#domain/channel/taobao-after-sale.ts';
import { readTop, topCall } from '#domain/channel/taobao-top.ts';
import { readTrade } from '#domain/channel/taobao-trade.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';
import { at } from '../../support/given.ts';
import { accepted, fixture, NOW, secretOf, signed } from './given.ts';

const paid = fixture(taobao, 'order-paid');
const ask = { shopId: 's', at: NOW, accessToken: 'the token' };
const formOf = (body: string): Record<string, string> => Object.fromEntries(new URLSearchParams(body));
const read = (push: string) => accepted(taobao, signed(taobao, { push, topic: '' }));

const refusal = (code: number, subCode: string, subMsg = ''): string =>
  JSON.stringify({ error_response: { code, msg: 'wrong', sub_code: subCode, sub_msg: subMsg } });

describe('a call to the open platform', () => {
  it('is signed as the platform publishes it', () => {
    // Vector of open.taobao.com, document 101617 (API 签名), also in developer.alibaba.com articleId=101617; the secret is helloworld.
    const params = {
      method: 'taobao.item.seller.get',
      app_key: '12345678',
      session: 'test',
      timestamp: '2016-01-01 12:00:00',
      format: 'json',
      v: '2.0',
      sign_method: 'md5',
      fields: 'num_iid,title,nick,price,num',
      num_iid: '11223344',
    };
    expect(sortedMd5(params, 'helloworld', nodeCrypto)).toBe('66987CB115214E59E6EC978214934FB8');
    expect(sortedMd5({ ...params, nothing: '' }, 'helloworld', nodeCrypto)).toBe('66987CB115214E59E6EC978214934FB8');
  });

  it('puts the same vector on the wire, with the time in Beijing', () => {
    const vector = { appId: '12345678', current: 'helloworld', previous: null };
    const { path, body } = topCall(
      'taobao.item.seller.get',
      { fields: 'num_iid,title,nick,price,num', num_iid: '11223344' },
      { at: at('2016-01-01T04:00:00.000Z'), accessToken: 'test' },
      vector,
      nodeCrypto,
    );
    expect(path).toBe('/router/rest');
    expect(formOf(body)).toMatchObject({
      timestamp: '2016-01-01 12:00:00',
      session: 'test',
      sign: '66987CB115214E59E6EC978214934FB8',
    });
  });

  it.each([
    [7, 'accesscontrol.limited-by-app-access-count', 'This ban will last for 3 more seconds', 'LATER', 3],
    [15, 'isp.top-remote-connection-timeout', '', 'LATER', undefined],
    [27, 'invalid-sessionkey', '', 'LATER', undefined],
    [15, 'isv.logistics-offline-service-error:B60', '', 'REFUSED', undefined],
    [41, 'isv.invalid-parameter', '', 'REFUSED', undefined],
  ])('takes error %s %s as %s%s', (code, subCode, subMsg, kind, retryAfterSeconds) => {
    const said = readTop('taobao.trade.fullinfo.get', 200, refusal(code, subCode, subMsg));
    expect(said).toMatchObject({ kind, reason: expect.stringContaining(subCode) });
    expect('retryAfterSeconds' in said ? said.retryAfterSeconds : undefined).toBe(retryAfterSeconds);
  });

  it('tells an order that is not there from a platform that is not', () => {
    expect(readTrade(200, refusal(15, 'isv.trade-not-exist')).kind).toBe('MISSING');
    expect(readTrade(200, refusal(15, 'isv.permission')).kind).toBe('LATER');
    expect(readTrade(502, '<html>').kind).toBe('LATER');
    expect(readTrade(200, '{"trade_fullinfo_get_response":{}}').kind).toBe('MISSING');
  });
});

describe('the message service', () => {
  const message = parseLossless(paid.push) as Record<string, unknown>;
  const page = (messages: readonly unknown[]): string =>
    JSON.stringify({ tmc_messages_consume_response: { messages: { tmc_message: messages } } });

  it('reads a message with every digit of its number, its shop and its time', () => {
    expect(read(paid.push).pushes).toEqual([
      expect.objectContaining({
        dedupeKey: '4160600490938325002',
        topic: 'taobao_trade_TradeBuyerPay',
        shopId: '织单茶事旗舰店',
        channelOrderId: paid.orderId,
        sourceAt: '2026-06-01T04:00:30.000Z',
      }),
    ]);
  });

  it('reads the frame of the socket, a list and a whole answer as the message alone', () => {
    const { pub_time, user_nick, ...rest } = message;
    const socket = { __kind: 2, content: { ...rest, time: pub_time, nick: user_nick } };
    const alone = read(paid.push).pushes;
    for (const frame of [[message], JSON.parse(page([message])), socket])
      expect(read(JSON.stringify(frame)).pushes).toEqual(alone);
  });

  it('keeps a message without topic or with broken content under its number, and takes the others of the call', () => {
    const broken = { ...message, id: '77', content: '{"tid":' };
    const { pushes, unreadable } = read(JSON.stringify([broken, { id: '78', content: '{}' }, message]));
    expect(pushes).toHaveLength(1);
    expect(unreadable).toEqual([
      expect.objectContaining({ dedupeKey: '77', error: expect.stringMatching(/^taobao content is no JSON.*replay/) }),
      expect.objectContaining({ dedupeKey: '78', error: expect.stringContaining('topic is missing') }),
    ]);
    expect(taobao.reread({ ...unreadable[0], body: paid.push } as never, nodeCrypto).pushes).toHaveLength(1);
  });

  it('asks for as many as one confirmation takes, for the application and not for a shop', () => {
    const { body } = taobao.feed?.build({ ...ask, cursor: null }, secretOf(taobao), nodeCrypto) ?? { body: '' };
    expect(formOf(body)).toMatchObject({ method: 'taobao.tmc.messages.consume', quantity: '200' });
    expect(formOf(body)).not.toHaveProperty('session');
  });

  it('confirms what it could read and what it could not, and asks again at once after a full page only', () => {
    const some = [message, { ...message, id: '4160600490938325099', content: 'x' }];
    const asked = { ...ask, cursor: null };
    const found = taobao.feed?.read(200, page(some), asked);
    expect(found).toMatchObject({
      kind: 'PAGE',
      more: false,
      cursor: null,
      receipts: ['4160600490938325002', '4160600490938325099'],
    });
    const full = Array.from({ length: 200 }, (_, index) => ({ ...message, id: String(index + 1) }));
    expect(taobao.feed?.read(200, page(full), asked)).toMatchObject({ more: true });
    expect(taobao.feed?.read(200, '{"tmc_messages_consume_response":{}}', asked)).toMatchObject({
      pushes: [],
      receipts: [],
    });
    expect(taobao.feed?.read(503, '', asked)).toMatchObject({ kind: 'LATER' });
    const { body } = taobao.feed?.confirm?.({ ...ask, receipts: ['1', '2'] }, secretOf(taobao), nodeCrypto) ?? {
      body: '',
    };
    expect(formOf(body)).toMatchObject({ method: 'taobao.tmc.messages.confirm', s_message_ids: '1,2' });
  });
});

describe('the list of changed orders', () => {
  const window = { ...ask, from: at('2026-06-01T04:00:00.000Z'), to: at('2026-06-01T04:30:00.000Z') };
  const listed = (total: number, page: string | null) =>
    taobao.listing?.read(
      200,
      JSON.stringify({
        trades_sold_increment_get_response: {
          total_results: total,
          trades: { trade: [{ tid: '3187001224568012901', modified: '2026-06-01 12:10:00', status: 'TRADE_CLOSED' }] },
        },
      }),
      { ...window, page },
    );

  it('asks in Beijing time and tells each order as a push that has it fetched', () => {
    const { body } = taobao.listing?.build({ ...window, page: null }, secretOf(taobao), nodeCrypto) ?? { body: '' };
    expect(formOf(body)).toMatchObject({
      start_modified: '2026-06-01 12:00:00',
      end_modified: '2026-06-01 12:30:00',
      page_no: '1',
    });
    expect(listed(1, null)).toEqual({
      kind: 'PAGE',
      next: null,
      pushes: [
        expect.objectContaining({
          dedupeKey: 'list:3187001224568012901:2026-06-01T04:10:00.000Z',
          channelOrderId: '3187001224568012901',
          sourceAt: '2026-06-01T04:10:00.000Z',
        }),
      ],
    });
  });

  it('goes from the last page back to the first, so that an order that moves meanwhile is not passed over', () => {
    const pages: (string | null)[] = [];
    for (let page: string | null = null; pages.length < 10; ) {
      const answer: unknown = listed(120, page);
      page = (answer as { next: string | null }).next;
      if (page === null) break;
      pages.push(page);
    }
    expect(pages).toEqual(['3', '2', '1']);
  });
});

describe('what Taobao is told', () => {
  const { writeBack } = taobao;
  const told = (news: unknown) =>
    formOf(writeBack?.build({ ...ask, news: news as never }, secretOf(taobao), nodeCrypto).body ?? '');
  const parcel = {
    kind: 'SHIPPED',
    channelOrderId: '31',
    carrier: 'SF',
    trackingNumber: 'SF1000000000016',
    lines: [{ lineId: '32', channelSku: null, sku: 'OL-A', quantity: 1 }],
    partial: true,
  } as const;

  it('sends off the lines of a parcel, and whatever is left with the last one', () => {
    expect(told(parcel)).toMatchObject({
      method: 'taobao.logistics.offline.send',
      tid: '31',
      out_sid: 'SF1000000000016',
      company_code: 'SF',
      sub_tid: '32',
      is_split: '1',
    });
    expect(told({ ...parcel, partial: false })).not.toHaveProperty('sub_tid');
  });

  it('closes an order with one of the reasons the platform knows', () => {
    expect(told({ kind: 'REFUSED', channelOrderId: '31', reason: 'conveyor is down' }).close_reason).toBe('缺货');
    expect(told({ kind: 'REFUSED', channelOrderId: '31', reason: '买家不想买了' }).close_reason).toBe('买家不想买了');
  });

  it('sets the level of a SKU within its item, or of an item without SKUs', () => {
    expect(told({ kind: 'STOCK', sku: 'OL-A', channelSku: '11:12', available: 7 })).toMatchObject({
      method: 'taobao.skus.quantity.update',
      num_iid: '11',
      skuid_quantities: '12:7',
      type: '1',
    });
    expect(told({ kind: 'STOCK', sku: 'OL-A', channelSku: '11', available: 0 })).toMatchObject({
      method: 'taobao.item.quantity.update',
      num_iid: '11',
      quantity: '0',
    });
  });

  it('takes "already shipped" for done, and names the cure for what will never be taken', () => {
    const answer = (body: string) => writeBack?.read(200, body);
    expect(answer('{"logistics_offline_send_response":{"shipping":{"is_success":true}}}')).toEqual({ kind: 'DONE' });
    expect(answer(refusal(15, 'isv.logistics-offline-service-error:B04'))).toEqual({ kind: 'DONE' });
    expect(answer(refusal(15, 'isv.logistics-offline-service-error:B60', '运单号不符合规则'))).toMatchObject({
      kind: 'REFUSED',
      reason: expect.stringMatching(/B60.*by hand/),
    });
    expect(answer(refusal(7, 'limited', 'ban will last for 9 more seconds'))).toMatchObject({
      kind: 'LATER',
      retryAfterSeconds: 9,
    });
    expect(answer('{"logistics_offline_send_response":{"shipping":{"is_success":false}}}')).toMatchObject({
      kind: 'REFUSED',
    });
  });

  it('sees a parcel only on the lines that are in it, under its own number', () => {
    const order = (invoice_no: string | null) => ({
      status: 'X',
      orders: { order: [{ oid: 32, invoice_no }, { oid: 33 }] },
    });
    expect(writeBack?.shows(order('SF1000000000016'), parcel)).toBe(true);
    expect(writeBack?.shows({ trade_fullinfo_get_response: { trade: order('SF1000000000016') } }, parcel)).toBe(true);
    expect(writeBack?.shows(order('SF2'), parcel)).toBe(false);
    expect(writeBack?.shows(order(null), parcel)).toBe(false);
    expect(writeBack?.shows({}, parcel)).toBe(false);
  });
});

describe('a refund of Taobao', () => {
  const said = (topic: string, change: object = {}) =>
    taobaoAfterSale({
      topic,
      body: JSON.stringify({
        tid: '3187001224568012901',
        oid: '3187001224568012902',
        refund_id: '19870012245680129',
        refund_fee: '180.00',
        bill_type: 'return_bill',
        modified: '2026-06-02 09:00:00',
        ...change,
      }),
    });

  it('tells its amount in fen, its line and its time in UTC', () => {
    expect(said('taobao_refund_RefundCreated')).toEqual({
      channelOrderId: '3187001224568012901',
      channelReturnId: '19870012245680129',
      kind: 'RETURN',
      state: 'REQUESTED',
      platformStatus: 'RefundCreated',
      refundMinor: 18000,
      currency: 'CNY',
      lines: [{ lineId: '3187001224568012902', quantity: null }],
      reason: '',
      sourceAt: '2026-06-02T01:00:00.000Z',
      decidesItselfAt: null,
    });
  });

  it.each([
    ['RefundSellerAgreeAgreement', 'APPROVED'],
    ['RefundSellerRefuseAgreement', 'REJECTED'],
    ['RefundBuyerReturnGoods', 'GOODS_RETURNED'],
    ['RefundSuccess', 'REFUNDED'],
    ['RefundClosed', 'CLOSED'],
    ['RefundSomethingNew', null],
  ])('reads %s as %s', (step, state) => {
    expect(said(`taobao_refund_${step}`)).toMatchObject({ state, platformStatus: step });
  });

  it('is not what people write to each other about it, nor a message about a trade', () => {
    expect(said('taobao_refund_RefundCreateMessage')).toBeNull();
    expect(said('taobao_trade_TradeClose')).toBeNull();
    expect(said('taobao_refund_RefundCreated', { refund_id: null })).toBeNull();
    expect(said('taobao_refund_RefundCreated', { refund_fee: 'x', bill_type: 'new' })).toMatchObject({
      refundMinor: null,
      kind: 'UNKNOWN',
    });
  });
});
