import { douyin } from '#domain/channel/douyin.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';
import { accepted, fixture, received, signed } from './given.ts';

const TAKEN = '{"code":0,"msg":"success"}';
const item = (msgId: string, data: unknown, tag = '101') => ({ tag, msg_id: msgId, data: JSON.stringify(data) });
const sent = (push: unknown) => signed(douyin, { push: JSON.stringify(push), topic: '' });

describe('douyin', () => {
  it('answers the probe of the console without keeping it', () => {
    const probe = received(douyin, sent([{ tag: '0', msg_id: '0', data: '2026-06-01 12:00:00' }]));
    expect(probe).toEqual({ kind: 'PROBE', answer: expect.objectContaining({ status: 200, body: TAKEN }) });
  });

  it('takes the messages of several shops and orders in one call, each for itself', () => {
    const { pushes } = accepted(
      douyin,
      sent([item('1', { p_id: 11, shop_id: 7 }), item('2', { p_id: 12, shop_id: 8 })]),
    );
    expect(pushes.map(({ dedupeKey, shopId, channelOrderId }) => [dedupeKey, shopId, channelOrderId])).toEqual([
      ['1', '7', '11'],
      ['2', '8', '12'],
    ]);
  });

  it('keeps one bad message of a call apart and takes the others', () => {
    const bad = { tag: '101', msg_id: '2', data: '{"p_id":' };
    const { pushes, unreadable, answer } = accepted(
      douyin,
      sent([item('1', { p_id: 11 }), bad, item('3', { p_id: 13 })]),
    );
    expect(answer.body).toBe(TAKEN);
    expect(pushes.map(({ dedupeKey }) => dedupeKey)).toEqual(['1', '3']);
    expect(unreadable).toEqual([expect.objectContaining({ dedupeKey: '2', topic: '101', body: JSON.stringify(bad) })]);
  });

  it.each([
    ['a number', [3]],
    ['null', [null]],
    ['an item without data', [{ tag: '101', msg_id: '9' }]],
    ['data that is a list', [item('9', [1])]],
    ['an item without tag', [{ msg_id: '9', data: '{}' }]],
  ])('keeps %s as unreadable', (_what, push) => {
    expect(accepted(douyin, sent(push))).toMatchObject({
      pushes: [],
      unreadable: [{ error: expect.stringContaining('douyin ') }],
    });
  });

  it('takes an address that the platform did not write as JSON', () => {
    const { pushes, unreadable } = accepted(douyin, signed(douyin, fixture(douyin, 'order-address-changed')));
    expect(unreadable).toEqual([]);
    expect(pushes[0]?.topic).toBe('105');
  });

  it('reads the time of a refund, which is ISO text, and of the others, which are seconds', () => {
    const at = (data: object) => accepted(douyin, sent([item('1', data)])).pushes[0]?.sourceAt;
    expect(at({ p_id: 1, update_time: '2026-06-01T12:00:00+08:00' })).toBe('2026-06-01T04:00:00.000Z');
    expect(at({ p_id: 1, update_time: 1780286400 })).toBe('2026-06-01T04:00:00.000Z');
    expect(at({ p_id: 1, update_time: 'yesterday' })).toBeNull();
    expect(at({ p_id: 1 })).toBeNull();
  });

  it('reads a kept message again once it is cured', () => {
    const kept = { dedupeKey: '2', topic: '101', shopId: '', body: JSON.stringify(item('2', { p_id: 12 })) };
    const { pushes, unreadable } = douyin.reread(kept, nodeCrypto);
    expect(unreadable).toEqual([]);
    expect(pushes).toEqual([expect.objectContaining({ dedupeKey: '2', channelOrderId: '12' })]);
  });

  it.each([
    [200, '{"code":10000,"data":{"shop_order_detail":{"order_id":"1"}}}', 'ORDER'],
    [200, '{"code":10000,"data":{}}', 'MISSING'],
    [200, '{"code":50002,"msg":"业务处理失败","sub_msg":"订单不存在"}', 'MISSING'],
    [200, '{"code":60000,"msg":"system busy"}', 'LATER'],
    [200, '<html>', 'LATER'],
    [503, '', 'LATER'],
  ])('reads the answer %i %s of the order API as %s', (status, body, kind) => {
    expect(douyin.orderRequest?.read(status, body).kind).toBe(kind);
  });
});
