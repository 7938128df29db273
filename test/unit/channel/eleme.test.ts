import { createHash } from 'node:crypto';
import { utf8 } from '#domain/channel/bytes.ts';
import { compileMapping } from '#domain/channel/compile-mapping.ts';
import { eleme } from '#domain/channel/eleme.ts';
import { apiSignature, buildGetOrder, readGetOrder } from '#domain/channel/eleme-order.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';
import { at } from '../../support/given.ts';
import { accepted, fixture, mappingOf, NOW, received, secretOf, signed } from './given.ts';

const post = (body: string, method = 'POST') => ({
  method,
  path: '/channels/eleme',
  query: {},
  headers: {},
  body: utf8(body),
});

describe('eleme, by its published examples', () => {
  // Ele.me open platform, "API调用协议签名算法": the worked example of its documentation, as kept at dianj.com.cn/News/Detail/21195.
  const example = {
    action: 'eleme.order.getOrder',
    token: 'ed72bdaef7b635ecf9279147d76d6a55',
    metas: { app_key: 'wYO4C8ZLzB', timestamp: 1486217703 },
    params: { orderId: '100027526535707064' },
  };
  const secret = { appId: 'wYO4C8ZLzB', current: '8e81ef8b73593d6b24e0cd9f11cbe3132d11ab8e', previous: null };

  it('signs a call to the API as the documentation does', () => {
    expect(apiSignature(example, secret.current, nodeCrypto)).toBe('B450D7598455D163488A2ABEB1E0E0C5');
  });

  it('asks for an order with that call', () => {
    const ask = { channelOrderId: example.params.orderId, shopId: '1', accessToken: example.token };
    const request = buildGetOrder({ ...ask, at: at('2017-02-04T14:15:03.900Z') }, secret, nodeCrypto);
    expect(request).toMatchObject({ method: 'POST', path: '/api/v1/' });
    expect(JSON.parse(request.body)).toEqual({
      nop: '1.0.0',
      id: expect.stringMatching(/^[0-9A-F]{32}\|1486217703900$/),
      ...example,
      signature: 'B450D7598455D163488A2ABEB1E0E0C5',
    });
  });

  // Ele.me open platform, "http推送签名验证规则" (dianj.com.cn/News/Detail/21253): the pairs sorted and joined, then the secret.
  it('verifies a push by the rule of the documentation, whatever the order of its fields and the case of its signature', () => {
    const message = '{"orderId":"100027500485933656","state":"settled","updateTime":1482161481,"role":3}';
    const text = `appId=62933118message=${message}requestId=200005573145842090shopId=968861timestamp=1482161482053type=12userId=411391574328276013`;
    const signature = createHash('md5')
      .update(`${text}${secretOf(eleme).current}`)
      .digest('hex');
    // Written out: the user id is beyond 2^53.
    const body = `{"userId":411391574328276013,"requestId":"200005573145842090","type":12,"appId":62933118,"message":${JSON.stringify(message)},"shopId":968861,"timestamp":1482161482053,"signature":"`;
    for (const sent of [signature, signature.toUpperCase()])
      expect(accepted(eleme, post(`${body}${sent}"}`)).pushes).toEqual([
        {
          dedupeKey: '200005573145842090',
          topic: '12',
          shopId: '968861',
          channelOrderId: '100027500485933656',
          sourceAt: '2016-12-19T15:31:21.000Z',
          body: message,
        },
      ]);
  });
});

describe('eleme', () => {
  const told = (topic: string, message: object) =>
    accepted(eleme, signed(eleme, { topic, push: JSON.stringify(message) })).pushes[0];

  it.each(['POST', 'GET'])(
    'answers an empty %s, with which the platform tries a URL, and takes nothing from it',
    (method) => {
      expect(received(eleme, post('', method), [])).toEqual({
        kind: 'PROBE',
        answer: { status: 200, contentType: 'application/json', body: '{"message":"ok"}' },
      });
    },
  );

  it.each(['{}', '[]', 'null', '{"signature":null}', '{"signature":""}', 'message=ok', ' '])('refuses %j', (body) => {
    expect(received(eleme, post(body))).toMatchObject({ kind: 'REFUSED', answer: { status: 401 } });
  });

  it('knows a repeated push by its request id', () => {
    const message = fixture(eleme, 'order-paid');
    const keyOf = (nonce: string) =>
      accepted(eleme, signed(eleme, message, secretOf(eleme), nonce)).pushes[0]?.dedupeKey;
    expect([keyOf('2001'), keyOf('2001'), keyOf('2002')]).toEqual(['2001', '2001', '2002']);
  });

  it('finds the order in every type: by id in a new one, by orderId in the others, nowhere where none is meant', () => {
    expect(told('10', { id: '8076190120874600042' })?.channelOrderId).toBe('8076190120874600042');
    for (const type of ['12', '14', '15', '17', '18', '20', '30', '56'])
      expect(told(type, { orderId: '7' })).toMatchObject({ topic: type, channelOrderId: '7' });
    expect(told('100', { shopId: 5, id: '9' })).toMatchObject({ topic: '100', shopId: '5', channelOrderId: null });
  });

  it('reads seconds, milliseconds and Beijing time without a zone, and the time of the push where the message says none', () => {
    expect(told('12', { orderId: '7', updateTime: 1780286400 })?.sourceAt).toBe('2026-06-01T04:00:00.000Z');
    expect(told('56', { orderId: '7', updateAt: 1780286400123 })?.sourceAt).toBe('2026-06-01T04:00:00.123Z');
    expect(told('10', { id: '7', activeAt: '2026-06-01T12:00:30' })?.sourceAt).toBe('2026-06-01T04:00:30.000Z');
    for (const odd of [{}, { activeAt: 'noon' }, { updateTime: 1e300 }])
      expect(told('10', { id: '7', ...odd })?.sourceAt).toBe(NOW);
  });

  it('keeps a push without a type, and a message that is no object, with the field at fault', () => {
    const errorOf = (topic: string, push: string) =>
      accepted(eleme, signed(eleme, { topic, push })).unreadable[0]?.error;
    expect(errorOf('', '{}')).toContain('field type is missing');
    expect(errorOf('10', '[]')).toContain('field message is no JSON object');
  });

  it('reads a kept message again under its type', () => {
    const { push, orderId } = fixture(eleme, 'order-cancelled');
    const kept = { dedupeKey: '1', topic: '17', shopId: '150000042', body: push };
    expect(eleme.reread(kept, nodeCrypto).pushes).toEqual([
      expect.objectContaining({ channelOrderId: orderId, sourceAt: '2026-06-01T04:00:45.000Z' }),
    ]);
  });
});

describe('an order of eleme', () => {
  const { normalize } = compileMapping(mappingOf(eleme));
  const answer = fixture(eleme, 'order-paid').order ?? '';
  const result = (JSON.parse(answer) as { result: object }).result;
  const read = async (change: object) =>
    (await normalize({ ...result, ...change }, { shopId: 's', receivedAt: NOW })).order;

  it('says no time of its change: the time it was asked for stands for that', async () => {
    const fetched = readGetOrder(200, answer, at('2026-06-01T04:07:05.999Z'));
    if (fetched.kind !== 'ORDER') throw new Error(fetched.reason);
    const { order } = await normalize(fetched.payload, { shopId: 's', receivedAt: NOW });
    expect(order.saidAt.status).toBe('2026-06-01T04:07:05.000Z');
    expect(order.placedAt).toBe('2026-06-01T04:00:00.000Z');
  });

  it.each([
    ['{"error":{"code":"BIZ_X","message":"订单不存在"}}', 'MISSING'],
    ['{"error":{"code":"EXCEED_LIMIT","message":"too fast"}}', 'LATER'],
    ['{"error":null,"result":null}', 'MISSING'],
    ['[]', 'LATER'],
  ])('takes the answer %s as %s', (body, kind) => {
    expect(readGetOrder(200, body).kind).toBe(kind);
  });

  it.each([
    ['pending', 'noRefund', 'CREATED', ['AWAITING_PAYMENT']],
    ['unprocessed', 'noRefund', 'READY', []],
    ['valid', 'noRefund', 'READY', []],
    ['valid', 'rejected', 'READY', []],
    ['unprocessed', 'applied', 'PAID_HOLD', ['PLATFORM_RISK']],
    ['valid', 'arbitrating', 'PAID_HOLD', ['PLATFORM_RISK']],
    ['refunding', 'applied', 'PAID_HOLD', ['PLATFORM_RISK']],
    ['invalid', 'successful', 'CANCELLED', []],
    ['settled', 'applied', 'COMPLETED', []],
  ])('is, with status %s and refund status %s, %s and held for %j', async (status, refundStatus, is, holds) => {
    const order = await read({ status, refundStatus });
    expect([order.status, order.holds.map(({ type }) => type)]).toEqual([is, holds]);
  });

  it.each([
    ['四川省成都市武侯区人民南路', '四川省', '成都市', '武侯区'],
    ['上海市静安区共和新路', '上海市', '上海市', '静安区'],
    ['广西壮族自治区南宁市青秀区民族大道', '广西壮族自治区', '南宁市', '青秀区'],
    ['湖北省恩施土家族苗族自治州恩施市学院路', '湖北省', '恩施土家族苗族自治州', ''],
    ['广东省东莞市南城街道', '广东省', '东莞市', ''],
    ['大学城南门', '', '', ''],
  ])('finds in the address %s province %j, city %j and district %j', async (address, province, city, district) => {
    const { destination } = await read({ address, deliveryPoiAddress: address });
    expect([destination?.province, destination?.city, destination?.district]).toEqual([province, city, district]);
  });

  it('delivers the baskets, not the box fee nor the discounts listed beside them', async () => {
    const groups = [
      { type: 'discount', items: [{ id: 3, name: '满减', price: -5, quantity: 1, total: -5 }] },
      { type: 'normal', items: [{ id: 1, extendCode: 'OL-TEA-002', price: 99, quantity: 1, total: 99 }] },
      { type: 'normal', items: [{ id: 1, extendCode: 'OL-TEA-002', price: 98, quantity: 1, total: 98 }] },
    ];
    const order = await read({ groups });
    expect(order.lines.map(({ lineId, totalMinor }) => [lineId, totalMinor])).toEqual([
      ['1', 9900],
      ['2', 9800],
    ]);
    expect(order).toMatchObject({ holds: [], conflicts: [] });
  });

  it('keeps where exactly the person is out of the order', async () => {
    expect(JSON.stringify(await read({}))).not.toMatch(/104\.06|13900000088|天府大道/);
  });
});
