import { utf8 } from '#domain/channel/bytes.ts';
import type { PushRequest } from '#domain/channel/channel.ts';
import { douyinLife } from '#domain/channel/douyin-life.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';
import { accepted, fixture, NOW, received, secretOf, signed } from './given.ts';

const sent = (message: object) => signed(douyinLife, { push: JSON.stringify(message), topic: '' });
const message = (content: unknown, event = 'life_trade_order_notify') => ({ event, client_key: 'aw1', content });
const unsigned = (body: string): PushRequest => ({
  method: 'POST',
  path: '/channels/douyin-life',
  query: {},
  headers: {},
  body: utf8(body),
});
const VERIFY = [
  '{"event":"verify_webhook","client_key":"","content":"{ \\"challenge\\": 12345 }"}',
  '{"challenge":12345}',
];

describe('douyin-life', () => {
  it('signs with SHA-1 over secret and body, the secret first', () => {
    // echo -n 'secret{}' | sha1sum; the rule is in the platform's documentation of X-Douyin-Signature.
    const request = douyinLife.sign(
      { body: '{}', at: NOW, nonce: '1' },
      { ...secretOf(douyinLife), current: 'secret' },
      nodeCrypto,
    );
    expect(request.headers['x-douyin-signature']).toBe('313497c3712f3817a8a95eb3763b52f7c09690ba');
  });

  it.each([
    ['as text', ...VERIFY],
    ['as an object', '{"event":"verify_webhook","client_key":"","content":{"challenge":12345}}', '{"challenge":12345}'],
    [
      'beyond 2^53',
      '{"event":"verify_webhook","content":{"challenge":9007199254740993}}',
      '{"challenge":9007199254740993}',
    ],
    ['that is a word', '{"event":"verify_webhook","content":"{\\"challenge\\":\\"ab-1\\"}"}', '{"challenge":"ab-1"}'],
  ])('answers the verification with its challenge %s, signed or not', (_how, body, answer) => {
    const probe = { kind: 'PROBE', answer: { status: 200, contentType: 'application/json', body: answer } };
    expect(received(douyinLife, unsigned(body ?? ''))).toEqual(probe);
    expect(received(douyinLife, signed(douyinLife, { push: body ?? '', topic: '' }))).toEqual(probe);
  });

  it('refuses a verification with a wrong signature, one without challenge and one that is too long', () => {
    const [body = ''] = VERIFY;
    const wrong = { ...unsigned(body), headers: { 'x-douyin-signature': '0'.repeat(40) } };
    expect(received(douyinLife, wrong).kind).toBe('REFUSED');
    expect(received(douyinLife, unsigned('{"event":"verify_webhook","content":{}}')).kind).toBe('REFUSED');
    expect(
      received(douyinLife, unsigned(`{"event":"verify_webhook","content":{"challenge":1},"x":"${'x'.repeat(2000)}"}`))
        .kind,
    ).toBe('REFUSED');
  });

  it('takes the Msg-Id for the same message, also when the log id is another one', () => {
    const [push] = accepted(douyinLife, signed(douyinLife, fixture(douyinLife, 'order-paid'))).pushes;
    expect(push?.dedupeKey).toMatch(/^life_trade_order_notify:[0-9a-f]{32}$/);
    const bare = (logId: string) => {
      const { headers, ...rest } = sent({ ...message('{"order":{"order_id":"1"}}'), log_id: logId });
      const { 'msg-id': _none, ...others } = headers;
      return accepted(douyinLife, { ...rest, headers: others }).pushes[0]?.dedupeKey;
    };
    expect(bare('a')).toBe(bare('b'));
  });

  it.each([
    ['an order', { order: { order_id: '11', account_id: '7' }, msg_time: 1780286400 }, '11', '7'],
    ['a voucher', { certificate: { order_id: 12, account_id: 8 }, msg_time: 1780286400 }, '12', '8'],
    ['a meal', { order_id: '13', timestamp: 1780286400000, cur_status: 20 }, '13', ''],
  ])('reads what a message about %s is about', (_what, content, channelOrderId, shopId) => {
    const expected = expect.objectContaining({ channelOrderId, shopId, sourceAt: '2026-06-01T04:00:00.000Z' });
    expect(accepted(douyinLife, sent(message(JSON.stringify(content)))).pushes).toEqual([expected]);
    expect(accepted(douyinLife, sent(message(content))).pushes).toEqual([expected]);
  });

  it.each([
    ['a list', []],
    ['no event', { content: '{}' }],
    ['content that is no JSON', message('{"order":')],
    ['content that is a number', message(3)],
  ])('keeps %s as unreadable', (_what, body) => {
    expect(accepted(douyinLife, sent(body))).toMatchObject({
      pushes: [],
      unreadable: [{ error: expect.stringContaining('douyin-life ') }],
    });
  });

  it('asks for an order with its merchant, or with the merchant of the secret where the push names none', () => {
    const ask = { channelOrderId: '11', at: NOW, accessToken: 'clt.1' };
    const request = (shopId: string) =>
      douyinLife.orderRequest?.build({ ...ask, shopId }, { ...secretOf(douyinLife), accountId: '99' }, nodeCrypto);
    expect(request('7')).toMatchObject({
      method: 'GET',
      path: '/goodlife/v1/trade/order/query/?account_id=7&order_id=11&page_num=1&page_size=10',
      headers: { 'access-token': 'clt.1', 'rpc-transit-life-account': '99' },
    });
    expect(request('')?.path).toContain('account_id=99&');
  });

  it.each([
    [200, '{"data":{"error_code":0,"orders":[{"order_id":"1"}]},"extra":{"error_code":0}}', 'ORDER'],
    [200, '{"data":{"error_code":0,"orders":[]}}', 'MISSING'],
    [200, '{"data":{"error_code":1,"description":"订单不存在"}}', 'MISSING'],
    [200, '{"data":{},"extra":{"error_code":2100004,"description":"系统繁忙"}}', 'LATER'],
    [200, '<html>', 'LATER'],
    [502, '', 'LATER'],
  ])('reads the answer %i %s of the order API as %s', (status, body, kind) => {
    expect(douyinLife.orderRequest?.read(status, body).kind).toBe(kind);
  });
});
