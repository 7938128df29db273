import { fromBase64, utf8 } from '#domain/channel/bytes.ts';
import type { ChannelSecret, PushRequest } from '#domain/channel/channel.ts';
import { kuaishou } from '#domain/channel/kuaishou.ts';
import { decrypt, encrypt, keyOf } from '#domain/channel/kuaishou-cipher.ts';
import { apiSignature } from '#domain/channel/kuaishou-order.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';
import { at } from '../../support/given.ts';
import { accepted, fixture, received, secretOf, signed } from './given.ts';

const TAKEN = '{"result":1}';
const SECRET = secretOf(kuaishou);
const envelope = (info: unknown, change: object = {}) => ({
  eventId: '243_1',
  msgId: '84_1',
  bizId: 11,
  userId: 7,
  appKey: SECRET.appId,
  event: 'kwaishop_order_paySuccess',
  info: JSON.stringify(info),
  status: 1,
  createTime: 1780286445000,
  ...change,
});
/** Encrypted as it stands, without the app's key written into it. */
const raw = (message: string): PushRequest => ({
  method: 'POST',
  path: '/channels/kuaishou',
  query: {},
  headers: {},
  body: utf8(encrypt(message, keyOf(SECRET.current) as Uint8Array, nodeCrypto)),
});
const sent = (push: unknown): PushRequest => raw(JSON.stringify(push));
const bodyOf = (body: string): PushRequest => ({ ...raw('{}'), body: utf8(body) });

/** Made with openssl enc -aes-128-cbc|-aes-256-cbc -iv 0 and openssl dgst -hmac, not with this code. */
describe('the cipher and the signature of kuaishou', () => {
  it.each([
    ['16 bytes', SECRET.current, 'c546vwAZW0MA/2TgWxMvYw=='],
    ['32 bytes', 'YS1tZXNzYWdlLXNlY3JldC1vZi10aGlydHktdHdvLWI=', 'jQZLNNIZxOjbglSPCLWFaw=='],
  ])('read and write what openssl does under a key of %s', (_what, secret, encrypted) => {
    const key = keyOf(secret) as Uint8Array;
    expect(decrypt(encrypted, key, nodeCrypto)).toBe('{"test":true}');
    expect(encrypt('{"test":true}', key, nodeCrypto)).toBe(encrypted);
  });

  it('refuse a secret that is no key', () => {
    expect(['', 'not base64!', btoa('short')].map(keyOf)).toEqual([null, null, null]);
    expect(() => signed(kuaishou, { push: '{}', topic: '' }, { ...SECRET, current: 'short' })).toThrow(
      'kuaishou needs a message secret',
    );
  });

  it('sign an API call with the sign secret', () => {
    const params = {
      access_token: 'token',
      appkey: 'ks1',
      method: 'open.order.detail',
      param: '{"oid":9007199254740993}',
      signMethod: 'HMAC_SHA256',
      timestamp: '1712000000000',
      version: '1',
    };
    expect(apiSignature(params, 'sign', nodeCrypto)).toBe('19hMXaIv0l8PenjrnqiYyaQxGh/cRAO/8nIcwYdFzBk=');
  });

  it('asks for an order by its number, every digit of it, with the sign secret', () => {
    const ask = {
      channelOrderId: '9007199254740993',
      shopId: '',
      at: at('2024-04-01T19:33:20.000Z'),
      accessToken: 'token',
    };
    const secret: ChannelSecret = { appId: 'ks1', current: SECRET.current, previous: null, apiSecret: 'sign' };
    const { method, path } = kuaishou.orderRequest?.build(ask, secret, nodeCrypto) ?? { path: '' };
    const { pathname, searchParams } = new URL(path, 'https://host');
    expect([method, pathname]).toEqual(['GET', '/open/order/detail']);
    expect(searchParams.get('param')).toBe('{"oid":9007199254740993}');
    expect(searchParams.get('sign')).toBe('19hMXaIv0l8PenjrnqiYyaQxGh/cRAO/8nIcwYdFzBk=');
  });
});

describe('kuaishou', () => {
  it('answers the probe of the console without keeping it', () => {
    expect(received(kuaishou, bodyOf('c546vwAZW0MA/2TgWxMvYw=='))).toEqual({
      kind: 'PROBE',
      answer: expect.objectContaining({ status: 200, body: TAKEN }),
    });
  });

  it('finds the order of order messages in oid, of after-sale messages in orderId, and not in bizId', () => {
    const idOf = (info: object) => accepted(kuaishou, sent(envelope(info))).pushes[0]?.channelOrderId;
    expect(idOf({ oid: 2615301240240301 })).toBe('2615301240240301');
    expect(idOf({ orderId: 2615301240240302, refundId: 5 })).toBe('2615301240240302');
    expect(idOf({ itemId: 5 })).toBeNull();
  });

  it('knows a message sent again, though the envelope counts its tries', () => {
    const first = accepted(kuaishou, sent(envelope({ oid: 1 }))).pushes[0];
    const again = accepted(kuaishou, sent(envelope({ oid: 1 }, { status: 3, updateTime: 1780286999000 }))).pushes[0];
    expect(again).toEqual(first);
    const other = accepted(kuaishou, sent(envelope({ oid: 1 }, { eventId: '243_2' }))).pushes[0];
    expect(other?.dedupeKey).not.toBe(first?.dedupeKey);
  });

  it('takes its time from the message, else from the envelope, in milliseconds', () => {
    const timeOf = (info: object, change = {}) => accepted(kuaishou, sent(envelope(info, change))).pushes[0]?.sourceAt;
    expect(timeOf({ oid: 1, updateTime: 1780286400000 })).toBe('2026-06-01T04:00:00.000Z');
    expect(timeOf({ oid: 1 })).toBe('2026-06-01T04:00:45.000Z');
    expect(timeOf({ oid: 1 }, { createTime: 0 })).toBeNull();
  });

  it('refuses a message to another app, and one without app', () => {
    for (const appKey of ['another', undefined])
      expect(received(kuaishou, sent(envelope({ oid: 1 }, { appKey })))).toMatchObject({
        kind: 'REFUSED',
        reason: 'APP',
        answer: { status: 401 },
      });
  });

  it('keeps a message whose info is no JSON, under its event', () => {
    const bad = envelope({}, { info: '{"oid":' });
    expect(accepted(kuaishou, sent(bad))).toMatchObject({
      pushes: [],
      unreadable: [{ dedupeKey: '243_1', topic: bad.event, body: JSON.stringify(bad) }],
    });
  });

  it.each([
    ['without event', { event: undefined }],
    ['without info', { info: undefined }],
    ['with a list in info', { info: '[1]' }],
  ])('keeps a message %s as unreadable, and reads it again when it is cured', (_what, change) => {
    const { unreadable } = accepted(kuaishou, sent(envelope({}, change)));
    expect(unreadable).toEqual([expect.objectContaining({ error: expect.stringMatching(/^kuaishou .*: ask the/) })]);
    const cured = { dedupeKey: '243_1', topic: '', shopId: '', body: JSON.stringify(envelope({ oid: 12 })) };
    expect(kuaishou.reread(cured, nodeCrypto).pushes).toEqual([expect.objectContaining({ channelOrderId: '12' })]);
  });

  it('takes a body that was broken into lines', () => {
    const { body } = sent(envelope({ oid: 1 }));
    const lines = new TextDecoder().decode(body).replace(/.{76}/g, '$&\r\n');
    expect(received(kuaishou, bodyOf(lines)).kind).toBe('ACCEPTED');
  });

  it('refuses every message of which one character was changed, wherever it is', () => {
    const request = signed(kuaishou, fixture(kuaishou, 'order-paid'));
    const taken = Array.from(request.body.keys()).filter((index) => {
      const body = Uint8Array.from(request.body);
      body[index] = (body[index] ?? 0) ^ 1;
      return received(kuaishou, { ...request, body }).kind !== 'REFUSED';
    });
    expect(taken).toEqual([]);
  });

  it('refuses what is encrypted but no message: noise, another kind of padding, nothing', () => {
    const key = keyOf(SECRET.current) as Uint8Array;
    const zeros = new Uint8Array(16);
    const blocks = (plain: Uint8Array) =>
      bodyOf(btoa(String.fromCharCode(...nodeCrypto.aesCbcEncrypt(key, zeros, plain))));
    const unpadded = utf8('{"test":true}   ');
    const noise = fromBase64('e/////////////////////8B') as Uint8Array;
    for (const request of [blocks(unpadded), blocks(noise.subarray(0, 16)), bodyOf(''), bodyOf('AAAA')])
      expect(received(kuaishou, request)).toMatchObject({
        kind: 'REFUSED',
        reason: 'DECRYPT',
        answer: { status: 401 },
      });
  });

  it.each([
    [200, '{"result":1,"data":{"orderBaseInfo":{"oid":1}}}', 'ORDER'],
    [200, '{"result":1,"data":{}}', 'MISSING'],
    [200, '{"result":802000,"error_msg":"订单不存在"}', 'MISSING'],
    [200, '{"result":21,"error_msg":"system busy"}', 'LATER'],
    [200, '<html>', 'LATER'],
    [503, '', 'LATER'],
  ])('reads the answer %i %s of the order API as %s', (status, body, kind) => {
    expect(kuaishou.orderRequest?.read(status, body).kind).toBe(kind);
  });
});
