import { utf8 } from '#domain/channel/bytes.ts';
import { shopify } from '#domain/channel/shopify.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';
import { accepted, fixture, received, secretOf, signed } from './given.ts';

describe('shopify, by its published vectors', () => {
  const verify = (secret: { current: string; previous: string | null }, body: string, hmac: string) =>
    shopify.receive(
      {
        method: 'POST',
        path: '/',
        query: {},
        headers: { 'x-shopify-hmac-sha256': hmac, 'x-shopify-topic': 't/t' },
        body: utf8(body),
      },
      [{ appId: 'shop', ...secret }],
      nodeCrypto,
      '2026-06-01T04:00:00.000Z' as never,
    ).kind;

  // Shopify/shopify-app-js, lib/webhooks/__tests__/validate.test.ts (MIT)
  it('verifies the example of shopify-app-js, space and all', () => {
    expect(
      verify(
        { current: 'test_secret_key', previous: null },
        '{"foo": "bar"}',
        'B23tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7g=',
      ),
    ).toBe('ACCEPTED');
  });

  // Shopify/shopify_app, webhook_verification_test.rb (MIT)
  it('verifies with the new and the old secret of shopify_app', () => {
    const secret = { current: 'secret', previous: 'old_secret' };
    expect(verify(secret, 'foo=anything', 'yCGX/RrK4fcuNtr3ztk5tQGsOBjcAzHpGLdMUrbV8yI=')).toBe('ACCEPTED');
    expect(verify(secret, 'foo=anything', 'XqRcjrSv57VACn6apEO9znyu/wkN1VC7QxdSPwK3Hzs=')).toBe('ACCEPTED');
    expect(verify({ ...secret, previous: null }, 'foo=anything', 'XqRcjrSv57VACn6apEO9znyu/wkN1VC7QxdSPwK3Hzs=')).toBe(
      'REFUSED',
    );
  });
});

describe('shopify', () => {
  const paid = fixture(shopify, 'order-paid');
  const headersOf = (extra: Record<string, string | undefined>) => {
    const request = signed(shopify, paid);
    const headers = Object.fromEntries(
      Object.entries({ ...request.headers, ...extra }).filter(([, value]) => value !== undefined),
    );
    return { ...request, headers: headers as Record<string, string> };
  };

  it('tells topics of one event apart, and falls back from event to webhook id to content', () => {
    const keyOf = (extra: Record<string, string | undefined>) =>
      accepted(shopify, headersOf(extra)).pushes[0]?.dedupeKey;
    expect(keyOf({ 'x-shopify-event-id': 'E' })).toBe('orders/paid:E');
    expect(keyOf({ 'x-shopify-event-id': 'E', 'x-shopify-topic': 'orders/updated' })).toBe('orders/updated:E');
    expect(keyOf({ 'x-shopify-event-id': undefined, 'x-shopify-webhook-id': 'W' })).toBe('orders/paid:W');
    expect(keyOf({ 'x-shopify-event-id': undefined, 'x-shopify-webhook-id': undefined })).toMatch(
      /^orders\/paid:[0-9a-f]{64}$/,
    );
  });

  it('takes the time of the push from its header, else from the order', () => {
    const at = (value: string | undefined) =>
      accepted(shopify, headersOf({ 'x-shopify-triggered-at': value })).pushes[0]?.sourceAt;
    expect(at('2026-06-01T04:00:27.877041743Z')).toBe('2026-06-01T04:00:27.877Z');
    expect(at('soon')).toBe('2026-06-01T04:00:30.000Z');
    expect(at(undefined)).toBe('2026-06-01T04:00:30.000Z');
  });

  it.each(['customers/data_request', 'customers/redact', 'shop/redact'])(
    'acknowledges and keeps the privacy topic %s, about no order',
    (topic) => {
      const { pushes, answer } = accepted(
        shopify,
        signed(shopify, { push: '{"shop_id":1,"customer":{"id":2}}', topic }),
      );
      expect(answer.status).toBe(200);
      expect(pushes).toEqual([expect.objectContaining({ topic, channelOrderId: null })]);
      expect(shopify.orderIn({ topic, body: '{}' })).toBeUndefined();
    },
  );

  it('finds the order in pushes about its parts, which carry no order', () => {
    const push = '{"id":9,"order_id":5932810600042}';
    expect(accepted(shopify, signed(shopify, { push, topic: 'refunds/create' })).pushes[0]?.channelOrderId).toBe(
      '5932810600042',
    );
    expect(shopify.orderIn({ topic: 'refunds/create', body: push })).toBeUndefined();
    expect(shopify.orderIn({ topic: 'orders/delete', body: '{"id":1}' })).toBeUndefined();
  });

  it('keeps a push without a topic as unreadable', () => {
    expect(accepted(shopify, headersOf({ 'x-shopify-topic': undefined })).unreadable[0]?.error).toContain(
      'X-Shopify-Topic',
    );
  });

  it('reads a kept message again under its topic', () => {
    const kept = { dedupeKey: 'orders/paid:E', topic: 'orders/paid', shopId: 's', body: paid.push };
    expect(shopify.reread(kept, nodeCrypto).pushes).toEqual([
      expect.objectContaining({ channelOrderId: paid.orderId }),
    ]);
  });

  it('tries every shop it knows', () => {
    const other = { ...secretOf(shopify), current: 'another', previous: null };
    expect(received(shopify, signed(shopify, paid), [other, secretOf(shopify)]).kind).toBe('ACCEPTED');
  });
});
