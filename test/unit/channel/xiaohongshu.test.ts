import type { PushRequest } from '#domain/channel/channel.ts';
import { signatureOf, xiaohongshu } from '#domain/channel/xiaohongshu.ts';
import { apiSignature } from '#domain/channel/xiaohongshu-order.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';
import { at } from '../../support/given.ts';
import { accepted, NOW, received, secretOf, signed } from './given.ts';

const item = (data: unknown, msgTag = 'msg_fulfillment_status_change') => ({
  msgTag,
  sellerId: 'seller-1',
  data: JSON.stringify(data),
});
const sent = (push: unknown): PushRequest => signed(xiaohongshu, { push: JSON.stringify(push), topic: '' });
const keysOf = (...data: object[]) =>
  accepted(xiaohongshu, sent(data.map((each) => item(each)))).pushes.map(({ dedupeKey }) => dedupeKey);

/** Digests made with `md5sum`, not with this code. */
describe('the signatures of xiaohongshu', () => {
  it('put path, parameters in the order of their keys, and secret together', () => {
    const params = { timestamp: '1712000000', shop: '7', 'app-key': 'key' };
    expect(signatureOf('/open_api/msg', params, 'secret', nodeCrypto)).toBe('27fe3547a9e2d6384fcd221eaceb91f0');
  });

  it('sign an API call by its method and who asks', () => {
    const asked = { method: 'order.getOrderDetail', appId: 'key', timestamp: '1712000000' };
    expect(apiSignature(asked, 'secret', nodeCrypto)).toBe('91901880411456103fb356609eb23b6a');
  });
});

describe('xiaohongshu', () => {
  it('takes the messages of a call one by one, and keeps a bad one apart', () => {
    const bad = { msgTag: 'msg_fulfillment_status_change', sellerId: 'seller-1', data: '{"orderId":' };
    const one = item({ orderId: 'P1', orderStatus: 4, updateTime: 1780286445000 });
    const two = item({ orderId: 'P2', orderStatus: 6, updateTime: 1780286445000 });
    const { pushes, unreadable } = accepted(xiaohongshu, sent([one, bad, two]));
    expect(pushes.map(({ channelOrderId, shopId }) => [channelOrderId, shopId])).toEqual([
      ['P1', 'seller-1'],
      ['P2', 'seller-1'],
    ]);
    expect(unreadable).toEqual([expect.objectContaining({ body: JSON.stringify(bad) })]);
  });

  it('reads the older message, which names a package', () => {
    const { pushes } = accepted(
      xiaohongshu,
      sent([item({ packageId: 'P3', packageStatus: 4, updateTime: 1780286445000 })]),
    );
    expect(pushes).toEqual([expect.objectContaining({ channelOrderId: 'P3', sourceAt: '2026-06-01T04:00:45.000Z' })]);
  });

  it('keeps both messages of status 4, to be shipped and picked, and knows a repeated one', () => {
    const toShip = { orderId: 'P1', orderStatus: 4, updateTime: 1780286445000 };
    const picked = { ...toShip, updateTime: 1780286999000 };
    const [first, again, second] = keysOf(toShip, toShip, picked);
    expect(first).toBe(again);
    expect(second).not.toBe(first);
  });

  it('tells messages without a time apart by their text', () => {
    const [first, second, again] = keysOf({ orderId: 'P1' }, { orderId: 'P1', x: 1 }, { orderId: 'P1' });
    expect(second).not.toBe(first);
    expect(again).toBe(first);
  });

  it('keeps an after-sale message as a push about its order, and carries no order in it', () => {
    const data = { refundFee: 0.1, orderId: 'P1', returnsId: 'R1', updateTime: 1780286445000, returnType: 5 };
    const { pushes } = accepted(xiaohongshu, sent([item(data, 'msg_after_sale_create')]));
    expect(pushes).toEqual([expect.objectContaining({ topic: 'msg_after_sale_create', channelOrderId: 'P1' })]);
    expect(pushes.map((push) => xiaohongshu.orderIn(push))).toEqual([undefined]);
  });

  it('tells the returns of one order apart', () => {
    const about = (returnsId: string) => ({ orderId: 'P1', returnsId, updateTime: 1780286445000 });
    expect(new Set(keysOf(about('R1'), about('R2'))).size).toBe(2);
  });

  it('takes a message about no order, such as one about a product', () => {
    const { pushes, unreadable } = accepted(xiaohongshu, sent([item({ itemId: '9' }, 'msg_item_update')]));
    expect(unreadable).toEqual([]);
    expect(pushes).toEqual([expect.objectContaining({ channelOrderId: null, sourceAt: null })]);
  });

  it.each([
    ['a number', [3]],
    ['an item without data', [{ msgTag: 'x' }]],
    ['data that is a list', [item([1])]],
    ['an item without msgTag', [{ data: '{}' }]],
  ])('keeps %s as unreadable', (_what, push) => {
    expect(accepted(xiaohongshu, sent(push))).toMatchObject({
      pushes: [],
      unreadable: [{ error: expect.stringMatching(/^xiaohongshu .*: ask the platform/) }],
    });
  });

  it('reads the parameters of the registered address into the signature', () => {
    const request = sent([item({ orderId: 'P1' })]);
    const { 'app-key': appKey = '', timestamp = '' } = request.headers;
    const sign = signatureOf(
      request.path,
      { shop: '7', 'app-key': appKey, timestamp },
      'the-current-secret',
      nodeCrypto,
    );
    const registered = { ...request, query: { shop: '7' }, headers: { ...request.headers, sign } };
    expect(received(xiaohongshu, registered).kind).toBe('ACCEPTED');
    expect(received(xiaohongshu, { ...registered, query: { shop: '8' } })).toMatchObject({ reason: 'SIGNATURE' });
    expect(received(xiaohongshu, { ...registered, path: '/elsewhere' })).toMatchObject({ reason: 'SIGNATURE' });
  });

  it('refuses a call of another app, and one made more than a day ago', () => {
    const request = sent([item({ orderId: 'P1' })]);
    const other = [{ ...secretOf(xiaohongshu), appId: 'another' }];
    expect(received(xiaohongshu, request, other)).toMatchObject({ kind: 'REFUSED', reason: 'SIGNATURE' });
    const nextDay = at('2026-06-02T04:01:01.000Z');
    expect(xiaohongshu.receive(request, [secretOf(xiaohongshu)], nodeCrypto, nextDay)).toMatchObject({
      kind: 'REFUSED',
      reason: 'TIMESTAMP',
      answer: { status: 401, body: '{"success":false,"error_code":401,"error_msg":"timestamp expired"}' },
    });
    expect(xiaohongshu.receive(request, [secretOf(xiaohongshu)], nodeCrypto, NOW).kind).toBe('ACCEPTED');
  });

  it.each([
    [200, '{"success":true,"error_code":0,"data":{"orderId":"P1"}}', 'ORDER'],
    [200, '{"success":true,"error_code":0,"data":{}}', 'MISSING'],
    [200, '{"success":false,"error_code":2004,"error_msg":"订单不存在"}', 'MISSING'],
    [200, '{"success":false,"error_code":-1,"error_msg":"system busy"}', 'LATER'],
    [200, '<html>', 'LATER'],
    [503, '', 'LATER'],
  ])('reads the answer %i %s of the order API as %s', (status, body, kind) => {
    expect(xiaohongshu.orderRequest?.read(status, body).kind).toBe(kind);
  });
});
