import { createHash } from 'node:crypto';
import { utf8 } from '#domain/channel/bytes.ts';
import { toForm } from '#domain/channel/form-text.ts';
import { meituan } from '#domain/channel/meituan.ts';
import { orderOf } from '#domain/channel/meituan-order.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';
import { accepted, fixture, NOW, received, secretOf, signed } from './given.ts';

const TAKEN = '{"data":"ok"}';
const secret = secretOf(meituan);
type Fields = Readonly<Record<string, string>>;

/** The platform's rule, written out again: Meituan publishes no example with its secret. */
const sigOf = (fields: Fields, url = secret.callbackUrl ?? '', key = secret.current): string => {
  const text = Object.keys(fields)
    .sort()
    .map((name) => `${name}=${fields[name]}`)
    .join('&');
  return createHash('md5').update(`${url}?${text}${key}`, 'utf8').digest('hex');
};

const FIELDS = { order_id: '240601120045830017', app_poi_code: 'S', status: '2', reason: '不想要了 100%', caution: '' };
const encoded = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, toForm(value)]));
const filled = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
const call = (body: string, change: object = {}) => ({
  method: 'POST',
  path: '/channels/meituan',
  query: {},
  headers: {},
  body: utf8(body),
  ...change,
});
const form = (fields: Fields): string =>
  Object.entries(fields)
    .map(([key, value]) => `${key}=${toForm(value)}`)
    .join('&');

describe('meituan, signed', () => {
  it.each([
    ['in the clear, encoded twice', encoded(FIELDS), sigOf(FIELDS)],
    ['in the clear, encoded once', FIELDS, sigOf(FIELDS)],
    ['still encoded', encoded(FIELDS), sigOf(encoded(FIELDS))],
    ['in the clear without empty ones', encoded(FIELDS), sigOf(filled(FIELDS))],
    ['still encoded without empty ones', encoded(FIELDS), sigOf(filled(encoded(FIELDS)))],
  ])('takes values signed %s, and reads them in the clear', (_how, fields, sig) => {
    const { pushes, answer } = accepted(meituan, call(form({ ...fields, sig })));
    expect(answer.body).toBe(TAKEN);
    expect(JSON.parse(pushes[0]?.body ?? '')).toEqual(FIELDS);
  });

  it('refuses what was signed for another URL, and everything while no URL is filled in', () => {
    const elsewhere = form({ ...FIELDS, sig: sigOf(FIELDS, 'https://elsewhere.example.com/channels/meituan') });
    expect(received(meituan, call(elsewhere))).toMatchObject({
      kind: 'REFUSED',
      answer: { status: 401, body: '{"data":"ng"}' },
    });
    const { callbackUrl: _url, ...without } = secret;
    const bare = form({ ...FIELDS, sig: sigOf(FIELDS, '') });
    expect(received(meituan, call(bare), [without]).kind).toBe('REFUSED');
  });

  it('takes the topic from the query of the URL, which is signed too', () => {
    const sig = sigOf({ ...FIELDS, topic: 'order-cancelled' });
    const body = form({ ...FIELDS, sig });
    expect(accepted(meituan, call(body, { query: { topic: 'order-cancelled' } })).pushes[0]?.topic).toBe(
      'order-cancelled',
    );
    expect(received(meituan, call(body, { query: { topic: 'order-created' } })).kind).toBe('REFUSED');
    expect(accepted(meituan, call(form({ ...FIELDS, sig: sigOf(FIELDS) }))).pushes[0]?.topic).toBe('status-2');
  });

  it('takes a message sent by GET, as cancellations may be', () => {
    const query = { ...FIELDS, sig: sigOf(FIELDS) };
    expect(accepted(meituan, call('', { method: 'GET', query })).pushes[0]?.channelOrderId).toBe(FIELDS.order_id);
    expect(received(meituan, call('', { method: 'GET', query: { ...query, status: '9' } })).kind).toBe('REFUSED');
  });

  it('answers the empty call of the console, and keeps nothing of it', () => {
    const probe = { kind: 'PROBE', answer: expect.objectContaining({ status: 200, body: TAKEN }) };
    expect(received(meituan, call(''))).toEqual(probe);
    expect(received(meituan, call('', { method: 'GET' }))).toEqual(probe);
    expect(received(meituan, call('order_id=1')).kind).toBe('REFUSED');
  });
});

describe('meituan, read', () => {
  const keyOf = (fields: Fields) =>
    accepted(meituan, call(form({ ...fields, sig: sigOf(fields) }))).pushes[0]?.dedupeKey;

  it('gives a retry signed at another time the same key, and any other difference another', () => {
    expect(keyOf({ ...FIELDS, timestamp: '1780286400' })).toBe(keyOf({ ...FIELDS, timestamp: '1780286460' }));
    expect(keyOf({ ...FIELDS, status: '4' })).not.toBe(keyOf(FIELDS));
    expect(keyOf({ ...FIELDS, reason: '' })).not.toBe(keyOf(FIELDS));
  });

  it('keeps a form whose detail is no JSON, with its error, and reads it again once it is cured', () => {
    const broken = { ...FIELDS, detail: '[{"sku_id":' };
    const { pushes, unreadable } = accepted(meituan, call(form({ ...broken, sig: sigOf(broken) })));
    expect(pushes).toEqual([]);
    expect(unreadable).toEqual([expect.objectContaining({ error: expect.stringContaining('detail or extras') })]);
    const cured = JSON.stringify({ ...broken, detail: '[]' });
    const again = meituan.reread({ dedupeKey: 'k', topic: '', shopId: '', body: cured }, nodeCrypto);
    expect(again.pushes).toEqual([expect.objectContaining({ channelOrderId: FIELDS.order_id })]);
  });

  it('finds the order in pushes that carry it whole, and none where they name it or lack parts of it', () => {
    const orderOfPush = (name: string) => {
      const [push] = accepted(meituan, signed(meituan, fixture(meituan, name))).pushes;
      return meituan.orderIn({ topic: push?.topic ?? '', body: push?.body ?? '' });
    };
    expect(orderOfPush('order-paid')).toMatchObject({ detail: [{ sku_id: 'OL-TEA-002' }, {}], boxes: '1.00' });
    expect(orderOfPush('order-cancelled')).toBeUndefined();
    expect(orderOfPush('order-risk-hold')).toBeUndefined();
  });

  it.each([
    ['3 幢 501@#浙江省杭州市西湖区文三路', '浙江省', '杭州市', '西湖区'],
    ['3 幢@#上海市徐汇区漕溪北路小市弄', '上海市', '上海市', '徐汇区'],
    ['3 幢@#北京市北京市朝阳区望京街', '北京市', '北京市', '朝阳区'],
    ['1 号@#广西壮族自治区南宁市青秀区民族大道', '广西壮族自治区', '南宁市', '青秀区'],
    ['1 号@#吉林省延边朝鲜族自治州延吉市光明街', '吉林省', '延边朝鲜族自治州', '延吉市'],
    ['滨江小区 (1 号)', '', '', ''],
  ])('reads the place out of %s', (address, province, city, district) => {
    expect(orderOf({ recipient_address: address }).place).toEqual({
      province,
      city,
      district,
      detail: address.split('@#')[0],
    });
  });

  it('adds up what packing costs, part boxes too', () => {
    const detail = [{ box_num: 1.5, box_price: 0.7 }, { box_num: 2, box_price: 0.1 }, { box_num: 'x' }, null];
    expect(orderOf({ detail }).boxes).toBe('1.25');
  });
});

describe('the order API of meituan', () => {
  it('is asked under its public URL, signed with sorted parameters', () => {
    const ask = { channelOrderId: '7', shopId: 'S', at: NOW, accessToken: '' };
    const request = meituan.orderRequest?.build(ask, secret, nodeCrypto);
    const query = new URL(request?.path ?? '', 'http://host').searchParams;
    const fields = { app_id: secret.appId, order_id: '7', timestamp: '1780286460' };
    const url = 'https://waimaiopen.meituan.com/api/v1/order/getOrderDetail';
    expect(Object.fromEntries(query)).toEqual({ ...fields, sig: sigOf(fields, url) });
  });

  it.each([
    [200, '{"data":{"order_id":"1","detail":"[]"}}', 'ORDER'],
    [200, '{"data":"ng","error":{"code":808,"msg":"订单不存在"}}', 'MISSING'],
    [200, '{"data":"ng","error":{"code":767,"msg":"access_token"}}', 'LATER'],
    [200, '{"data":{"order_id":"1","detail":"[{"}}', 'LATER'],
    [200, '<html>', 'LATER'],
    [500, '', 'LATER'],
  ])('answers %i %s, taken as %s', (status, body, kind) => {
    expect(meituan.orderRequest?.read(status, body).kind).toBe(kind);
  });
});
