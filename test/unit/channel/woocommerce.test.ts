import { toHex, utf8 } from '#domain/channel/bytes.ts';
import { compileMapping } from '#domain/channel/compile-mapping.ts';
import { woocommerce } from '#domain/channel/woocommerce.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';
import { accepted, fixture, mappingOf, NOW, received, secretOf, signed } from './given.ts';

const post = (body: string, headers: Record<string, string> = {}) => ({
  method: 'POST',
  path: '/channels/woocommerce',
  query: {},
  headers,
  body: utf8(body),
});

describe('woocommerce, by a published vector', () => {
  // WooCommerce: base64_encode(hash_hmac('sha256', $payload, $secret, true)), WC_Webhook::generate_signature. RFC 4231, test case 2.
  it('signs as HMAC-SHA256 of RFC 4231 in base64, and verifies it', () => {
    const secret = { appId: 'https://shop.example/', current: 'Jefe', previous: null };
    const data = 'what do ya want for nothing?';
    const { headers } = woocommerce.sign({ body: data, at: NOW, nonce: 'd' }, secret, nodeCrypto);
    const signature = headers['x-wc-webhook-signature'] ?? '';
    expect(toHex(Uint8Array.from(atob(signature), (letter) => letter.charCodeAt(0)))).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
    expect(woocommerce.receive(post(data, headers), [secret], nodeCrypto, NOW).kind).toBe('ACCEPTED');
  });
});

describe('woocommerce', () => {
  const paid = fixture(woocommerce, 'order-paid');
  const headersOf = (extra: Record<string, string | undefined>) => {
    const request = signed(woocommerce, paid);
    const headers = Object.fromEntries(
      Object.entries({ ...request.headers, ...extra }).filter(([, value]) => value !== undefined),
    );
    return { ...request, headers: headers as Record<string, string> };
  };

  it('answers the unsigned ping of a new webhook with 200, also before its secret is known, and takes nothing from it', () => {
    const ping = post('webhook_id=12', { 'content-type': 'application/x-www-form-urlencoded' });
    for (const secrets of [[secretOf(woocommerce)], []]) {
      const answer = received(woocommerce, ping, secrets);
      expect(answer).toEqual({ kind: 'PROBE', answer: { status: 200, contentType: 'text/plain', body: 'ok' } });
    }
  });

  it.each([
    ['webhook_id=12&id=7', {}],
    ['webhook_id=', {}],
    ['{"webhook_id":12}', {}],
    ['webhook_id=12', { 'x-wc-webhook-signature': 'AAAA' }],
    ['', {}],
  ])('refuses %j, which is neither a ping nor signed', (body, headers) => {
    expect(received(woocommerce, post(body, headers)).kind).toBe('REFUSED');
  });

  it('tells apart two orders that one webhook sent in one second, under one delivery id', () => {
    const keyOf = (push: string) => accepted(woocommerce, signed(woocommerce, { ...paid, push })).pushes[0]?.dedupeKey;
    expect(keyOf('{"id":1}')).not.toBe(keyOf('{"id":2}'));
    expect(keyOf('{"id":1}')).toBe(keyOf('{"id":1}'));
    expect(keyOf('{"id":1}')).toMatch(/^4711:[0-9a-f]{64}$/);
  });

  it('tells apart the same content in two deliveries, and goes by the content where there is no delivery id', () => {
    const keyOf = (extra: Record<string, string | undefined>) =>
      accepted(woocommerce, headersOf(extra)).pushes[0]?.dedupeKey;
    const [first, second] = ['a', 'b'].map((id) => keyOf({ 'x-wc-webhook-delivery-id': id }));
    expect(first).not.toBe(second);
    expect(keyOf({ 'x-wc-webhook-delivery-id': undefined })).toMatch(/^order\.updated:[0-9a-f]{64}$/);
  });

  it('reads the time of the GMT field, which does not say that it is UTC, and not the clock of the shop', () => {
    const at = (order: object) =>
      accepted(woocommerce, signed(woocommerce, { ...paid, push: JSON.stringify({ id: 7, ...order }) })).pushes[0]
        ?.sourceAt;
    const shop = { date_created: '2026-06-01T12:00:00', date_modified: '2026-06-01T12:05:00' };
    const gmt = { date_created_gmt: '2026-06-01T04:00:00', date_modified_gmt: '2026-06-01T04:05:00' };
    expect(at({ ...shop, ...gmt })).toBe('2026-06-01T04:05:00.000Z');
    expect(at({ ...shop, ...gmt, date_modified_gmt: 'soon' })).toBe('2026-06-01T04:00:00.000Z');
    expect(at(shop)).toBeNull();
  });

  it('keeps a deletion, which carries an id only, and makes no order of it', () => {
    const push = '{"id":5932810600073}';
    expect(accepted(woocommerce, signed(woocommerce, { push, topic: 'order.deleted' })).pushes).toEqual([
      expect.objectContaining({ topic: 'order.deleted', channelOrderId: '5932810600073', sourceAt: null, body: push }),
    ]);
    expect(woocommerce.orderIn({ topic: 'order.deleted', body: push })).toBeUndefined();
  });

  it.each(['order.created', 'order.updated', 'order.restored'])('reads the order in %s', (topic) => {
    expect(woocommerce.orderIn({ topic, body: paid.push })).toMatchObject({ status: 'processing' });
  });

  it.each(['customer.updated', 'product.created', 'action.woocommerce_add_to_cart'])(
    'keeps %s, which is about no order',
    (topic) => {
      const { pushes } = accepted(woocommerce, signed(woocommerce, { push: '{"id":3}', topic }));
      expect(pushes).toEqual([expect.objectContaining({ topic, channelOrderId: null })]);
      expect(woocommerce.orderIn({ topic, body: '{"id":3}' })).toBeUndefined();
    },
  );

  it('keeps an order without its id, and a push without a topic, as unreadable with the cure', () => {
    const { unreadable } = accepted(woocommerce, signed(woocommerce, { push: '{"order":{"id":3}}', topic: 'order.x' }));
    expect(unreadable[0]?.error).toContain('field id is missing; set the webhook to API version v3');
    expect(accepted(woocommerce, headersOf({ 'x-wc-webhook-topic': undefined })).unreadable[0]?.error).toContain(
      'X-WC-Webhook-Topic',
    );
  });

  it('names the shop by the URL it sends', () => {
    expect(accepted(woocommerce, signed(woocommerce, paid)).pushes[0]?.shopId).toBe(secretOf(woocommerce).appId);
  });

  it('reads a kept message again under its topic', () => {
    const kept = { dedupeKey: 'd:1', topic: 'order.updated', shopId: 's', body: paid.push };
    expect(woocommerce.reread(kept, nodeCrypto).pushes).toEqual([
      expect.objectContaining({ channelOrderId: paid.orderId, sourceAt: '2026-06-01T04:00:30.000Z' }),
    ]);
  });
});

describe('the mapping of woocommerce', () => {
  const { normalize } = compileMapping(mappingOf(woocommerce));
  const paid = JSON.parse(fixture(woocommerce, 'order-paid').push) as Record<string, unknown>;
  const read = async (change: object) =>
    (await normalize({ ...paid, ...change }, { shopId: 'https://shop.example/', receivedAt: NOW })).order;
  const UNPAID = { date_paid_gmt: null };
  const SENT = { date_completed_gmt: '2026-06-02T01:00:00' };

  it.each([
    ['pending', UNPAID, 'CREATED', ['AWAITING_PAYMENT']],
    ['failed', UNPAID, 'CREATED', ['AWAITING_PAYMENT']],
    ['on-hold', UNPAID, 'CREATED', ['AWAITING_PAYMENT']],
    ['on-hold', {}, 'PAID_HOLD', ['PLATFORM_RISK']],
    ['processing', {}, 'READY', []],
    ['partial-shipped', {}, 'PART_SHIPPED', []],
    ['shipped', {}, 'SHIPPED', []],
    ['delivered', {}, 'DELIVERED', []],
    ['completed', SENT, 'COMPLETED', []],
    ['refunded', SENT, 'COMPLETED', []],
    ['refunded', {}, 'CANCELLED', []],
    ['cancelled', {}, 'CANCELLED', []],
    ['trash', {}, 'CANCELLED', []],
  ])('reads status %s with %j as %s, holding for %j', async (status, change, is, holds) => {
    const order = await read({ status, ...change });
    expect([order.status, order.holds.map(({ type }) => type)]).toEqual([is, holds]);
  });

  it('lets cash on delivery go: processing, nothing paid', async () => {
    const order = await read({ ...UNPAID, payment_method: 'cod' });
    expect(order).toMatchObject({ status: 'READY', holds: [], amounts: { paidMinor: 0, totalMinor: 19900 } });
  });

  it('divides a line sum by its quantity without calling the rounded rest a contradiction', async () => {
    const line = { id: 1, sku: 'OL-TEA-002', quantity: 7, subtotal: '100.00', total: '100.00' };
    const order = await read({ line_items: [line], discount_total: '0.00', shipping_total: '0.00', total: '100.00' });
    expect(order.lines).toEqual([
      expect.objectContaining({ unitPriceMinor: 1429, discountMinor: 0, totalMinor: 10000 }),
    ]);
    expect(order.conflicts).toEqual([]);
  });

  it('ships nothing where no address and no shipping was asked for', async () => {
    const order = await read({ shipping_lines: [], shipping: { address_1: '', city: '', country: '' } });
    expect(order).toMatchObject({ fulfillmentType: 'VIRTUAL', destination: null, holds: [] });
  });

  it('keeps the key that opens an order to anyone, and what plugins noted about the buyer, out of the order', async () => {
    const order = await read({ meta_data: [{ id: 1, key: '_billing_birth_date', value: '1990-01-31' }] });
    expect(JSON.stringify(order)).not.toMatch(/wc_order_demo|1990-01-31/);
  });
});
