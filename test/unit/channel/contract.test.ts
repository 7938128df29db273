import fc from 'fast-check';
import { utf8 } from '#domain/channel/bytes.ts';
import type { Channel, PushRequest } from '#domain/channel/channel.ts';
import { CHANNELS, channelById } from '#domain/channel/channels.ts';
import { compileMapping } from '#domain/channel/compile-mapping.ts';
import { parseLossless } from '#domain/channel/lossless-json.ts';
import { ChannelOrder } from '#domain/order/order.ts';
import { accepted, fixture, fixtureNames, guessed, mappingOf, NOW, received, secretOf, signed } from './given.ts';

/** What is answered to a message that nothing can be read from, where that differs. */
const TAKEN_UNREAD: Readonly<Record<string, string>> = {
  pinduoduo: '{"accepted":true}',
  // B2B answers in the language of the document: garbage has none, the paid order's fixture is UBL.
  b2b: '{"accepted":true}',
};

/** Xiaohongshu signs path, query and headers instead of the body. */
const SIGNED_HEADER: Readonly<Record<string, string>> = { xiaohongshu: 'timestamp' };

const flippedHeader = (request: PushRequest, name: string, index: number): PushRequest => {
  const bytes = utf8(request.headers[name] ?? '');
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  return { ...request, headers: { ...request.headers, [name]: new TextDecoder().decode(bytes) } };
};

/** What each platform holds a paid order for; where it is not named, for risk. */
const HELD: Readonly<Record<string, string>> = {
  wechat: 'ADDRESS_UNDER_REVIEW',
  b2b: 'DEPOSIT_ONLY',
  youzan: 'GROUP_BUY',
};

/** How the platform says that goods are on their way, where it has other words for it. */
const SENT_OFF: Readonly<Record<string, string>> = {
  // Its orders do not say that the rider has left, only that all is done.
  eleme: 'COMPLETED',
  // A buyer says what has come, not what was sent.
  b2b: 'DELIVERED',
};

const flipped = (request: PushRequest, index: number): PushRequest => {
  const body = Uint8Array.from(request.body);
  body[index] = (body[index] ?? 0) ^ 1;
  return { ...request, body };
};

/** The order a fixture is about, as the normaliser gets it. */
const payloadOf = (channel: Channel, name: string): unknown => {
  const { order, push, topic } = fixture(channel, name);
  if (!channel.orderRequest) return channel.orderIn({ topic, body: push });
  const fetched = channel.orderRequest.read(200, order ?? '');
  if (fetched.kind !== 'ORDER') throw new Error(`${channel.id}/${name}: ${fetched.reason}`);
  return fetched.payload;
};

describe.each(CHANNELS.map((channel) => [channel.id, channel] as const))('channel %s', (id, channel) => {
  const paid = fixture(channel, 'order-paid');
  const taken = paid.answer ?? 'order-paid.json says no answer';

  it('takes a push with the right signature and answers in the words of the platform', () => {
    const { pushes, unreadable, answer } = accepted(channel, signed(channel, paid));
    expect(answer).toMatchObject({ status: 200, body: taken });
    expect(unreadable).toEqual([]);
    expect(pushes).toEqual([
      expect.objectContaining({ topic: paid.topic, channelOrderId: paid.orderId, body: expect.any(String) }),
    ]);
  });

  it('takes a push signed with the secret before the rotation', () => {
    const { current, previous, ...rest } = secretOf(channel);
    const before = { ...rest, current: previous ?? current, previous: null };
    expect(received(channel, signed(channel, paid, before)).kind).toBe('ACCEPTED');
  });

  it('refuses a push signed with another secret, and stores nothing of it', () => {
    const answer = received(channel, signed(channel, paid, guessed(channel)));
    expect(answer).toMatchObject({ kind: 'REFUSED', answer: { status: 401 } });
    expect(answer).not.toHaveProperty('pushes');
  });

  it('refuses a push of which any signed byte was changed', () => {
    const request = signed(channel, paid);
    // WeChat signs its ciphertext, the value of Encrypt; the envelope around it is not read.
    const header = SIGNED_HEADER[id];
    const from = id === 'wechat' ? new TextDecoder().decode(request.body).indexOf('"Encrypt":"') + 11 : 0;
    const to = (header ? (request.headers[header] ?? '') : request.body).length - (id === 'wechat' ? 3 : 1);
    fc.assert(
      fc.property(
        fc.integer({ min: from, max: to }),
        (index) =>
          received(channel, header ? flippedHeader(request, header, index) : flipped(request, index)).kind ===
          'REFUSED',
      ),
      { numRuns: 100 },
    );
  });

  it('refuses a call without any signature', () => {
    const bare = { method: 'POST', path: `/channels/${id}`, query: {}, headers: {}, body: utf8(paid.push) };
    expect(received(channel, bare)).toMatchObject({ kind: 'REFUSED' });
  });

  it('refuses every push while no secret is filled in', () => {
    expect(received(channel, signed(channel, paid), [])).toMatchObject({ kind: 'REFUSED' });
  });

  it('refuses other methods than those of the platform', () => {
    expect(received(channel, { ...signed(channel, paid), method: 'DELETE' })).toMatchObject({
      kind: 'REFUSED',
      answer: { status: 405 },
    });
  });

  it('never throws, whatever a stranger sends', () => {
    const text = fc.string({ unit: 'binary', maxLength: 200 });
    const fields = fc.dictionary(
      fc.constantFrom(
        'signature',
        'msg_signature',
        'timestamp',
        'nonce',
        'echostr',
        'authorization',
        'event-sign',
        'msg-id',
        'sign',
        'x-orderloom-timestamp',
        'x-orderloom-signature',
        'x-dms-timestamp',
        'x-dms-signature',
        'x-douyin-signature',
        'x-shopify-hmac-sha256',
        'x-wc-webhook-signature',
        'app-key',
        'sign',
      ),
      text,
    );
    const requests = fc.record({
      method: fc.constantFrom('GET', 'POST', 'PUT'),
      // Ele.me probes with an empty body.
      body: fc.uint8Array({ minLength: id === 'eleme' ? 1 : 0, maxLength: 300 }),
      query: fields,
      headers: fields,
    });
    // Meituan tries a URL with an empty, unsigned call.
    const harmless = id === 'meituan' ? ['REFUSED', 'PROBE'] : ['REFUSED'];
    fc.assert(
      fc.property(requests, (request) => harmless.includes(received(channel, { ...request, path: '/' }).kind)),
      { numRuns: 200 },
    );
  });

  it('gives a repeated push the same key, and other pushes other keys', () => {
    const keyOf = (name: string, nonce: string): string | undefined => {
      const message = fixture(channel, name);
      const again = ['shopify', 'woocommerce', 'eleme'].includes(id) ? message.topic + message.push.length : nonce;
      return accepted(channel, signed(channel, message, secretOf(channel), again)).pushes[0]?.dedupeKey;
    };
    expect(keyOf('order-paid', '1')).toBe(keyOf('order-paid', '2'));
    const keys = fixtureNames(channel).map((name) => keyOf(name, '1'));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('keeps garbage with a right signature, with its error, and can read it again', () => {
    const { pushes, unreadable, answer } = accepted(
      channel,
      signed(channel, { push: '{"half":', topic: 'orders/paid' }),
    );
    expect(answer.body).toBe(TAKEN_UNREAD[id] ?? taken);
    expect(pushes).toEqual([]);
    expect(unreadable).toEqual([
      expect.objectContaining({ body: '{"half":', error: expect.stringMatching(new RegExp(`^${id} .*JSON.*: `)) }),
    ]);
  });

  it('says in its failure answer that the push was not taken', () => {
    expect(channel.failure.status).toBeGreaterThanOrEqual(500);
    expect(channel.failure.body).not.toBe(taken);
  });

  it('keeps every digit of a very long order id, from the push to the order', async () => {
    const long = '9007199254740993';
    const message = fixture(channel, 'order-paid');
    const push = message.push.replaceAll(message.writtenId, long);
    const wholeId = message.orderId.replace(message.writtenId, long);
    const taken = accepted(channel, signed(channel, { push, topic: message.topic }));
    expect(taken.pushes[0]?.channelOrderId).toBe(wholeId);
    const payload = channel.orderRequest
      ? parseLossless((message.order ?? '').replaceAll(message.writtenId, long))
      : channel.orderIn({ topic: message.topic, body: push });
    const { order } = await compileMapping(mappingOf(channel)).normalize(payload, { shopId: 's', receivedAt: NOW });
    expect(order.channelOrderId).toBe(wholeId);
  });

  it.each([
    ['order-created', 'CREATED', ['AWAITING_PAYMENT']],
    ['order-paid', 'READY', []],
    ['order-risk-hold', 'PAID_HOLD', [HELD[id] ?? 'PLATFORM_RISK']],
    ['order-address-changed', 'READY', []],
    ['order-shipped', SENT_OFF[id] ?? 'SHIPPED', []],
    ['order-cancelled', 'CANCELLED', []],
  ])('reads its fixture %s as %s', async (name, status, holds) => {
    const mapping = compileMapping(mappingOf(channel));
    const { order, problems, missing } = await mapping.normalize(payloadOf(channel, name), {
      shopId: 's',
      receivedAt: NOW,
    });
    expect({ status: order.status, holds: order.holds.map(({ type }) => type) }).toEqual({ status, holds });
    expect({ problems, missing, conflicts: order.conflicts }).toEqual({ problems: [], missing: [], conflicts: [] });
    // A cancellation that says nothing about amounts names no currency.
    expect(order.currency).toBe(order.saidAt.amount === undefined ? '' : 'CNY');
    expect(order.saidAt.status).toMatch(/^2026-06-01T/);
    const complete = {
      ...order,
      initiator: { ...order.initiator, customerId: `cus_${'0'.repeat(26)}` },
      destination: order.destination && { ...order.destination, addressDigest: 'd' },
    };
    expect(ChannelOrder.safeParse(complete).error).toBeUndefined();
  });

  it('keeps name, phone and street of the person out of the order', async () => {
    const mapping = compileMapping(mappingOf(channel));
    const { order, person } = await mapping.normalize(payloadOf(channel, 'order-paid'), {
      shopId: 's',
      receivedAt: NOW,
    });
    const text = JSON.stringify(order);
    expect(person.name.length).toBeGreaterThan(1);
    for (const secret of [person.name, person.phone, person.detail]) expect(text).not.toContain(secret);
    expect(order.destination?.recipientMasked).toContain('*');
    expect(order.destination?.phoneMasked).toContain('*');
  });
});

describe('the list of channels', () => {
  it('has each channel once, under its own id', () => {
    expect(CHANNELS.map(({ id }) => channelById(id))).toEqual(CHANNELS);
  });

  it('refuses a channel it does not have, naming those it has', () => {
    expect(() => channelById('fax')).toThrow(`no channel fax: use one of ${CHANNELS.map(({ id }) => id).join(', ')}`);
    expect(() => channelById('fax')).toThrow();
  });
});
