import { createHash } from 'node:crypto';
import { utf8 } from '#domain/channel/bytes.ts';
import { fromForm, toForm } from '#domain/channel/form-text.ts';
import { youzan } from '#domain/channel/youzan.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';
import { accepted, fixture, received, secretOf, signed } from './given.ts';

const TAKEN = '{"code":0,"msg":"success"}';
/** The platform's rule, written out again: Youzan publishes no example with its secret. */
const md5 = (...parts: string[]): string => createHash('md5').update(parts.join(''), 'utf8').digest('hex');
const { appId, current } = secretOf(youzan);

const posted = (envelope: object, headers: Record<string, string> = {}) => ({
  method: 'POST',
  path: '/channels/youzan',
  query: {},
  headers,
  body: utf8(JSON.stringify(envelope)),
});

const MSG = toForm('{"tid":"E1","update_time":"2026-06-01 12:00:00","note":"两 件+1"}');
const classic = (change: object = {}) =>
  posted({
    client_id: appId,
    kdt_id: 7,
    id: 'E1',
    type: 'trade_TradeClose',
    version: 1780286400,
    msg: MSG,
    sign: md5(appId, MSG, current),
    test: false,
    ...change,
  });
const plain = (envelope: object) => signed(youzan, { push: JSON.stringify(envelope), topic: '' });
const TRADE = { kdt_id: 7, id: 'E1', type: 'trade_TradeClose', version: 1780286400 };

describe('youzan, signed', () => {
  it('takes the header over the body as it was sent', () => {
    const body = '{"type":"trade_TradeClose", "id":"E1","msg":"%7B%22tid%22%3A%22E1%22%7D"}';
    const request = { ...posted({}, { 'event-sign': md5(appId, body, current).toUpperCase() }), body: utf8(body) };
    expect(accepted(youzan, request).pushes[0]?.channelOrderId).toBe('E1');
  });

  it('takes the classic signature over msg while it is still encoded', () => {
    const { pushes, unreadable } = accepted(youzan, classic());
    expect(unreadable).toEqual([]);
    expect(JSON.parse(pushes[0]?.body ?? '')).toMatchObject({ note: '两 件+1' });
  });

  it('refuses a classic signature over msg once decoded, and msg sent under the signature of another', () => {
    expect(received(youzan, classic({ sign: md5(appId, fromForm(MSG), current) })).kind).toBe('REFUSED');
    expect(received(youzan, classic({ msg: toForm('{"tid":"E2"}') })).kind).toBe('REFUSED');
  });

  it('refuses a wrong header even where the classic signature is right', () => {
    const request = { ...classic(), headers: { 'event-sign': md5('another') } };
    expect(received(youzan, request)).toMatchObject({
      kind: 'REFUSED',
      answer: { status: 401, body: '{"code":0,"msg":"failed"}' },
    });
  });

  it('names the order by what is signed, not by the envelope around it', () => {
    expect(accepted(youzan, classic({ id: 'E9' })).pushes[0]?.channelOrderId).toBe('E1');
  });

  it('answers health pings, signed or not, and keeps nothing of them', () => {
    const probe = { kind: 'PROBE', answer: expect.objectContaining({ status: 200, body: TAKEN }) };
    expect(received(youzan, classic({ test: true }))).toEqual(probe);
    expect(received(youzan, posted({ test: true }))).toEqual(probe);
    expect(received(youzan, posted({ test: 'true' })).kind).toBe('REFUSED');
  });
});

describe('youzan, read', () => {
  it('keys a message by its msg_id, and one without by its version; a resend keeps its key', () => {
    const keyOf = (change: object) =>
      accepted(youzan, plain({ ...TRADE, msg: { tid: 'E1' }, ...change })).pushes[0]?.dedupeKey;
    expect(keyOf({ msg_id: 'm', sendCount: 3 })).toBe('trade_TradeClose:7:E1:m');
    expect(keyOf({ sendCount: 1 })).toBe(keyOf({ sendCount: 2 }));
    expect(keyOf({ version: 1780286401 })).not.toBe(keyOf({}));
    expect(keyOf({ kdt_id: 8 })).not.toBe(keyOf({}));
  });

  it('reads the time in Beijing, else from the version in seconds or milliseconds', () => {
    const at = (change: object) =>
      accepted(youzan, plain({ ...TRADE, msg: { tid: 'E1' }, ...change })).pushes[0]?.sourceAt;
    expect(at({ msg: { tid: 'E1', update_time: '2026-06-01 12:00:01' } })).toBe('2026-06-01T04:00:01.000Z');
    expect(at({})).toBe('2026-06-01T04:00:00.000Z');
    expect(at({ version: 1780286400123 })).toBe('2026-06-01T04:00:00.123Z');
    expect(at({ version: 7 })).toBeNull();
    expect(at({ msg: { tid: 'E1', update_time: 'yesterday' } })).toBeNull();
  });

  it('takes a message that is an object already, as refunds send it', () => {
    const body = JSON.stringify({ ...TRADE, type: 'youzan_trade_RefundCreated', msg: { tid: 'E1', refund_id: 'R1' } });
    const request = { ...posted({}, { 'event-sign': md5(appId, body, current) }), body: utf8(body) };
    expect(accepted(youzan, request).pushes).toEqual([
      expect.objectContaining({ channelOrderId: 'E1', topic: 'youzan_trade_RefundCreated' }),
    ]);
  });

  it('keeps messages about customers and items, about no order', () => {
    const push = { kdt_id: 7, id: '231820909057462930', type: 'SCRM_CUSTOMER_CARD', version: 1, msg: { mobile: '' } };
    expect(accepted(youzan, plain(push)).pushes).toEqual([expect.objectContaining({ channelOrderId: null })]);
  });

  it.each([
    ['a message without type', { id: 'E1', msg: '%7B%7D' }, 'type is missing'],
    ['a msg that is no encoding', { ...TRADE, msg: '%E4%' }, 'msg is no URL-encoded JSON'],
    ['a msg that is a list', { ...TRADE, msg: '%5B1%5D' }, 'msg is no JSON object'],
    ['a message without msg', { id: 'E1', type: 'trade_TradeClose', msg: 5 }, 'msg is number'],
  ])('keeps %s as unreadable', (_what, envelope, problem) => {
    const body = JSON.stringify(envelope);
    const request = { ...posted({}, { 'event-sign': md5(appId, body, current) }), body: utf8(body) };
    expect(accepted(youzan, request)).toMatchObject({
      pushes: [],
      unreadable: [{ body, error: expect.stringContaining(`youzan ${problem}`) }],
      answer: { body: TAKEN },
    });
    expect(youzan.reread({ dedupeKey: 'k', topic: '', shopId: '', body }, nodeCrypto).unreadable).toHaveLength(1);
  });

  it('finds the order in pushes that carry it, and none in those that name it', () => {
    const orderOf = (name: string) => {
      const [push] = accepted(youzan, signed(youzan, fixture(youzan, name))).pushes;
      return youzan.orderIn({ topic: push?.topic ?? '', body: push?.body ?? '' });
    };
    const { order } = fixture(youzan, 'order-paid');
    expect(orderOf('order-paid')).toEqual((JSON.parse(order ?? '') as { data: unknown }).data);
    expect(orderOf('order-shipped')).toBeUndefined();
  });
});

describe('the order API of youzan, read', () => {
  it.each([
    [200, '{"code":200,"success":true,"data":{"full_order_info":{"order_info":{"tid":"E1"}}}}', 'ORDER'],
    [200, '{"response":{"full_order_info":{"order_info":{"tid":"E1"}}}}', 'ORDER'],
    [200, '{"code":200,"success":true,"data":{}}', 'MISSING'],
    [200, '{"code":5000,"success":false,"message":"trade not found"}', 'MISSING'],
    [200, '{"error_response":{"code":5000,"msg":"订单不存在"}}', 'MISSING'],
    [200, '{"gw_err_resp":{"err_code":4203,"err_msg":"Token 不存在"}}', 'LATER'],
    [200, '{"code":1000,"success":false,"message":"busy"}', 'LATER'],
    [200, '[]', 'LATER'],
    [502, '', 'LATER'],
  ])('takes the answer %i %s as %s', (status, body, kind) => {
    expect(youzan.orderRequest?.read(status, body).kind).toBe(kind);
  });
});

describe('form text', () => {
  it('is written as java.net.URLEncoder writes it, and read back', () => {
    const written = "a b+c*d-e_f.g!h'i(j)k~l%中";
    expect(toForm(written)).toBe('a+b%2Bc*d-e_f.g%21h%27i%28j%29k%7El%25%E4%B8%AD');
    expect(fromForm(toForm(written))).toBe(written);
  });
});
