import { shopee } from '#domain/channel/shopee.ts';
import { apiSignature } from '#domain/channel/shopee-order.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';
import { accepted, NOW, received, secretOf, signed } from './given.ts';

const sent = (push: unknown) => signed(shopee, { push: JSON.stringify(push), topic: '' });
const message = (data: object = {}, envelope: object = {}) => ({
  code: 3,
  shop_id: 727720655,
  timestamp: 1780286446,
  data: { items: [], ordersn: '260601QSK8S7BX', status: 'READY_TO_SHIP', update_time: 1780286445, ...data },
  ...envelope,
});

describe('shopee', () => {
  it('signs API calls over their parts in a row (test of congminh1254/shopee-sdk, MIT)', () => {
    const parts = ['/api/v2/auth/token/get', '123456', 'test_partner_id', 'test_shop_id', 'test_main_account_id'];
    expect(apiSignature(parts, 'test_partner_key', nodeCrypto)).toBe(
      '37c864bd9821ff5f2c2f46b2faca14eb1811a718d1fdc6dcf383cba7c74bf9e9',
    );
  });

  it('takes the message of the platform\'s guide, whose spaces count (Shopee Open Platform, "Push Authorization")', () => {
    const body =
      '{"shop_id": 123, "code": 1, "success": 1, "extra": "shop_id 123 is authorized successfully", "data": {"more_info": "more info"}, "timestamp": 1470198856}';
    const request = {
      ...sent({}),
      // HMAC-SHA256 over "http://www.example.com/example/uri|" and the body; the guide prints the text, not the result.
      headers: { authorization: 'a97b517b764c0367e643378aaf22a455b30bef7725a15a77344afd50cc298a48' },
      body: new TextEncoder().encode(body),
    };
    const secret = { appId: '1', current: 'the partner key', previous: null };
    const callbackUrl = 'http://www.example.com/example/uri';
    expect(received(shopee, request, [{ ...secret, callbackUrl }])).toMatchObject({
      kind: 'ACCEPTED',
      pushes: [{ topic: '1', shopId: '123', channelOrderId: null, sourceAt: '2016-08-03T04:34:16.000Z' }],
    });
  });

  it('refuses a push that was signed for another address, and every push while no address is filled in', () => {
    const { callbackUrl: _url, ...without } = secretOf(shopee);
    const elsewhere = { ...without, callbackUrl: 'https://orders.example.com/channels/shopee/' };
    for (const secret of [without, elsewhere])
      expect(received(shopee, sent(message()), [secret])).toMatchObject({ kind: 'REFUSED', reason: 'SIGNATURE' });
    expect(() => signed(shopee, { push: '{}', topic: '' }, without)).toThrow('callback URL');
  });

  it('answers with nothing but the status', () => {
    expect(accepted(shopee, sent(message())).answer).toMatchObject({ status: 200, body: '' });
  });

  it('answers the probe of the console without keeping it', () => {
    const probe = received(shopee, sent(message({}, { code: 0, data: { verify_info: 'hello' } })));
    expect(probe).toEqual({ kind: 'PROBE', answer: expect.objectContaining({ status: 200, body: '' }) });
  });

  it('knows a push sent again by what it says, not by when it was sent', () => {
    const key = (data: object, envelope: object = {}) =>
      accepted(shopee, sent(message(data, envelope))).pushes[0]?.dedupeKey;
    const first = key({});
    expect(key({}, { timestamp: 1780290000 })).toBe(first);
    const others = [
      key({ status: 'PROCESSED' }),
      key({ update_time: 1780286446 }),
      key({ ordersn: '260601QSK8S7BY' }),
      key({}, { shop_id: 1 }),
      key({}, { code: 4 }),
      key({ status: undefined, tracking_no: 'A' }, { code: 4 }),
      key({ status: undefined, tracking_no: 'B' }, { code: 4 }),
    ];
    expect(new Set([first, ...others]).size).toBe(others.length + 1);
  });

  it('reads a message that was fetched as lost one, whose data is JSON text', () => {
    const { data, ...envelope } = message();
    const { pushes } = accepted(shopee, sent({ ...envelope, data: JSON.stringify(data) }));
    const [direct] = accepted(shopee, sent(message())).pushes;
    expect(pushes).toEqual([{ ...direct, body: expect.any(String) }]);
  });

  it.each([
    ['a list', []],
    ['a message without code', { data: {} }],
    ['a message without data', { code: 3 }],
    ['data that is no JSON', message({}, { data: '{"ordersn":' })],
    ['an order status without order', message({ ordersn: '' })],
  ])('keeps %s as unreadable, and reads it again once it is cured', (_what, push) => {
    const { pushes, unreadable } = accepted(shopee, sent(push));
    expect(pushes).toEqual([]);
    expect(unreadable).toEqual([expect.objectContaining({ error: expect.stringMatching(/^shopee .*: /) })]);
    const [kept] = unreadable;
    if (!kept) throw new Error('nothing kept');
    const cured = shopee.reread({ ...kept, body: JSON.stringify(message()) }, nodeCrypto);
    expect(cured.pushes).toEqual([expect.objectContaining({ channelOrderId: '260601QSK8S7BX' })]);
  });

  it('asks for an order of a shop, with the status of orders that must not ship yet', () => {
    const ask = { channelOrderId: '260601QSK8S7BX', shopId: '727720655', at: NOW, accessToken: 'token' };
    const request = shopee.orderRequest?.build(ask, { ...secretOf(shopee), appId: '2009999' }, nodeCrypto);
    const url = new URL(request?.path ?? '', 'http://host');
    const parts = ['2009999', '/api/v2/order/get_order_detail', '1780286460', 'token', '727720655'];
    expect(url.pathname).toBe('/api/v2/order/get_order_detail');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      partner_id: '2009999',
      shop_id: '727720655',
      order_sn_list: '260601QSK8S7BX',
      request_order_status_pending: 'true',
      response_optional_fields: expect.stringContaining('recipient_address,item_list'),
      sign: apiSignature(parts, 'the-current-secret', nodeCrypto),
    });
  });

  it.each([
    [200, '{"error":"","response":{"order_list":[{"order_sn":"1"}]}}', 'ORDER'],
    [200, '{"error":"","response":{"order_list":[]}}', 'MISSING'],
    [200, '{"error":"error_not_found","message":"Wrong parameters, detail: the order is not found."}', 'MISSING'],
    [403, '{"error":"invalid_acceess_token","message":"Invalid access_token, please have a check."}', 'LATER'],
    [200, '{"error":"error_server","message":"System error. Please try again later."}', 'LATER'],
    [200, '{"error":""}', 'LATER'],
    [200, '<html>', 'LATER'],
    [503, '', 'LATER'],
  ])('reads the answer %i %s of the order API as %s', (status, body, kind) => {
    expect(shopee.orderRequest?.read(status, body).kind).toBe(kind);
  });
});
