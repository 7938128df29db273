import { tiktokShop } from '#domain/channel/tiktok-shop.ts';
import { apiSignature } from '#domain/channel/tiktok-shop-order.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';
import { accepted, fixture, NOW, received, secretOf, signed } from './given.ts';

const sent = (push: unknown) => signed(tiktokShop, { push: JSON.stringify(push), topic: '' });
const message = (change: object = {}) => ({
  type: 1,
  tts_notification_id: '7327112393057371910',
  shop_id: '7494049642642441621',
  timestamp: 1780286446,
  data: { order_id: '576486316948490001', order_status: 'AWAITING_SHIPMENT', update_time: 1780286445 },
  ...change,
});

describe('tiktok-shop', () => {
  it('signs its API calls as the platform documents it (TikTok Shop Partner Center, "Sign your API request")', () => {
    const call = {
      path: '/authorization/202309/shops',
      params: { timestamp: '1623812664', app_key: '29a39d', sign: 'left out', access_token: 'left out' },
      body: '',
    };
    expect(apiSignature(call, 'e59af819cc', nodeCrypto)).toBe(
      'b596b73e0cc6de07ac26f036364178ab16b0a907af13d43f0a0cd2345f582dc8',
    );
  });

  it('takes a push signed over app key and body (test of EcomPHP/tiktokshop-php, Apache-2.0)', () => {
    const body =
      '{"type":1,"shop_id":"7494726673780148744","timestamp":1664095733,"data":{"order_id":"576684019603311365","order_status":"AWAITING_SHIPMENT","update_time":1664095610}}';
    const request = {
      ...sent({}),
      headers: { authorization: '21109834de72ec53c9959716d8514ae388ce1f123e5ffdcafc46713fcdf62b27' },
      body: new TextEncoder().encode(body),
    };
    const secret = { appId: 'fake_app_key', current: 'fake_app_secret', previous: null };
    expect(received(tiktokShop, request, [secret])).toMatchObject({
      kind: 'ACCEPTED',
      pushes: [
        {
          topic: '1',
          shopId: '7494726673780148744',
          channelOrderId: '576684019603311365',
          sourceAt: '2022-09-25T08:46:50.000Z',
        },
      ],
    });
  });

  it('answers with nothing but the status, as the platform wants it', () => {
    expect(accepted(tiktokShop, sent(message())).answer).toMatchObject({ status: 200, body: '' });
    const stranger = { ...sent(message()), headers: { authorization: 'Bearer x' } };
    expect(received(tiktokShop, stranger)).toMatchObject({ kind: 'REFUSED', answer: { status: 401, body: '' } });
  });

  it('knows a repeated push by its notification, whatever else was added to it', () => {
    const key = (push: object) => accepted(tiktokShop, sent(push)).pushes[0]?.dedupeKey;
    expect(key(message())).toBe('7327112393057371910');
    expect(key(message({ timestamp: 1780290000 }))).toBe('7327112393057371910');
    const { tts_notification_id: _left, ...unnumbered } = message({ type: 3 });
    expect(key(unnumbered)).toMatch(/^[0-9a-f]{64}$/);
    expect(key({ ...unnumbered, timestamp: 1780290000 })).not.toBe(key(unnumbered));
  });

  it('takes a package with several orders once for each of them', () => {
    const packages = [
      { package_id: '1', order_id_list: ['152523', '532123'] },
      { package_id: '2', order_id_list: ['152523'] },
    ];
    const { pushes } = accepted(
      tiktokShop,
      sent(message({ type: 4, data: { sc_type: 'COMBINE', package_list: packages, update_time: 1780286500 } })),
    );
    expect(pushes.map(({ topic, channelOrderId, dedupeKey }) => [topic, channelOrderId, dedupeKey])).toEqual([
      ['4', '152523', '7327112393057371910:152523'],
      ['4', '532123', '7327112393057371910:532123'],
    ]);
  });

  it('keeps messages about no order without one', () => {
    const { pushes } = accepted(tiktokShop, sent(message({ type: 7, data: { message: 'expires in 7 days' } })));
    expect(pushes).toEqual([expect.objectContaining({ topic: '7', channelOrderId: null })]);
  });

  it('reads the time of the event, as number or text, and the time of sending where there is none', () => {
    const at = (data: object) => accepted(tiktokShop, sent(message({ data }))).pushes[0]?.sourceAt;
    expect(at({ order_id: '1', update_time: 1780286445 })).toBe('2026-06-01T04:00:45.000Z');
    expect(at({ order_id: '1', update_time: '1780286445' })).toBe('2026-06-01T04:00:45.000Z');
    expect(at({ order_id: '1', update_time: 'soon' })).toBe('2026-06-01T04:00:46.000Z');
    expect(at({ order_id: '1', update_time: 1e300 })).toBe('2026-06-01T04:00:46.000Z');
  });

  it.each([
    ['a list', []],
    ['a message without type', { data: {} }],
    ['a message without data', { type: 1 }],
    ['an order status without order', message({ data: { order_status: 'UNPAID' } })],
  ])('keeps %s as unreadable, and reads it again', (_what, push) => {
    const { pushes, unreadable } = accepted(tiktokShop, sent(push));
    expect(pushes).toEqual([]);
    expect(unreadable).toEqual([expect.objectContaining({ error: expect.stringContaining('tiktok-shop ') })]);
    const [kept] = unreadable;
    if (!kept) throw new Error('nothing kept');
    expect(tiktokShop.reread(kept, nodeCrypto).unreadable).toEqual(unreadable);
    const cured = tiktokShop.reread({ ...kept, body: JSON.stringify(message()) }, nodeCrypto);
    expect(cured.pushes).toEqual([expect.objectContaining({ channelOrderId: '576486316948490001' })]);
  });

  it('asks for an order in the name of the shop, with the token in a header and not in the signature', () => {
    const ask = { channelOrderId: '576486316948490001', shopId: '7', at: NOW, accessToken: 'TTP_token' };
    const secret = { ...secretOf(tiktokShop), shopCipher: 'ROW_cipher' };
    const request = tiktokShop.orderRequest?.build(ask, secret, nodeCrypto);
    const url = new URL(request?.path ?? '', 'http://host');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      app_key: secret.appId,
      ids: '576486316948490001',
      shop_cipher: 'ROW_cipher',
      timestamp: '1780286460',
      sign: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(request).toMatchObject({ method: 'GET', headers: { 'x-tts-access-token': 'TTP_token' }, body: '' });
    const other = tiktokShop.orderRequest?.build({ ...ask, accessToken: 'another' }, secret, nodeCrypto);
    expect(other?.path).toBe(request?.path);
  });

  it.each([
    [200, '{"code":0,"data":{"orders":[{"id":"1"}]}}', 'ORDER'],
    [200, '{"code":0,"data":{"orders":[]}}', 'MISSING'],
    [200, '{"code":0}', 'MISSING'],
    [200, '{"code":21008111,"message":"The order or package does not belong to the current seller."}', 'MISSING'],
    [200, '{"code":10002014,"message":"Failed to get orders"}', 'LATER'],
    [401, '{"code":105002,"message":"Expired credentials"}', 'LATER'],
    [429, '{"code":36009002,"message":"Too many requests"}', 'LATER'],
    [200, '<html>', 'LATER'],
    [503, '', 'LATER'],
  ])('reads the answer %i %s of the order API as %s', (status, body, kind) => {
    expect(tiktokShop.orderRequest?.read(status, body).kind).toBe(kind);
  });

  it('takes a change of address, whose order id is all it says', () => {
    const { pushes } = accepted(tiktokShop, signed(tiktokShop, fixture(tiktokShop, 'order-address-changed')));
    expect(pushes).toEqual([expect.objectContaining({ topic: '3', sourceAt: '2026-06-01T04:10:00.000Z' })]);
  });
});
