import { agiso, pushSignature } from '#domain/channel/agiso.ts';
import { utf8 } from '#domain/channel/bytes.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';
import { accepted, fixture, NOW, received, secretOf, signed } from './given.ts';

const paid = fixture(agiso, 'order-paid');
const request = signed(agiso, paid);

describe('agiso', () => {
  it('signs json before timestamp, between two copies of the secret', () => {
    // The rule and this secret are those of open.agiso.com's push documentation; its own digest is of an abridged message, so this
    // one is computed: printf '%s' "${S}json{\"Tid\":1}timestamp11222212121${S}" | md5sum
    const secret = '9f8g9d78sg9d8f8ew9f89ds9f8ds9af8';
    expect(pushSignature('{"Tid":1}', '11222212121', secret, nodeCrypto)).toBe('f1607ccfae66ab8c37f033b51309300a');
  });

  it('takes a signature in upper case, which the documentation allows', () => {
    const upper = { ...request, query: { ...request.query, sign: (request.query.sign ?? '').toUpperCase() } };
    expect(received(agiso, upper).kind).toBe('ACCEPTED');
  });

  it('refuses a push with another timestamp, or without the field json', () => {
    expect(received(agiso, { ...request, query: { ...request.query, timestamp: '1' } }).kind).toBe('REFUSED');
    expect(received(agiso, { ...request, body: utf8('xml=1') }).kind).toBe('REFUSED');
  });

  it('reads the form as a browser writes it, also with a plus for a space', () => {
    const json = '{"Tid":12,"SellerNick":"织单 茶事","Modified":"2026-06-01 12:00:30"}';
    const { pushes } = accepted(agiso, signed(agiso, { push: json, topic: '256' }));
    expect(pushes).toEqual([
      expect.objectContaining({
        topic: '256',
        channelOrderId: '12',
        shopId: '织单 茶事',
        sourceAt: '2026-06-01T04:00:30.000Z',
        body: json,
      }),
    ]);
  });

  it('takes the time of the call where the message tells none', () => {
    const at = (timestamp: string) => {
      const sign = pushSignature('{"Tid":1}', timestamp, secretOf(agiso).current, nodeCrypto);
      const call = { ...request, query: { timestamp, sign, aopic: '1' }, body: utf8('json={"Tid":1}') };
      return accepted(agiso, call).pushes[0]?.sourceAt;
    };
    expect(at('1780286400')).toBe('2026-06-01T04:00:00.000Z');
    expect(at('1780286400123')).toBe('2026-06-01T04:00:00.123Z');
    expect(at('11222212121')).toBeNull();
  });

  it('keeps orders of other platforms as unreadable, with the cure', () => {
    const other = { ...request, query: { ...request.query, fromPlatform: 'AldsDoudian' } };
    expect(accepted(agiso, other)).toMatchObject({
      pushes: [],
      unreadable: [{ topic: '2', error: expect.stringMatching(/fromPlatform "AldsDoudian".*connect the shop/) }],
    });
  });

  it('asks for an order with sorted, signed parameters and the token in a header', () => {
    const ask = { channelOrderId: '12', shopId: 's', at: NOW, accessToken: 'tb1' };
    const call = agiso.orderRequest?.build(ask, { appId: 'a', current: 'k', previous: null }, nodeCrypto);
    const digest = nodeCrypto.md5Hex(utf8('ktid12timestamp1780286460k'));
    expect(call).toMatchObject({
      method: 'POST',
      path: '/alds/Trade/TradeInfo',
      headers: { authorization: 'Bearer tb1', apiversion: '1' },
      body: `tid=12&timestamp=1780286460&sign=${digest}`,
    });
  });

  it.each([
    [200, '{"IsSuccess":true,"Data":{"Tid":1}}', 'ORDER'],
    [200, '{"IsSuccess":true,"Data":null}', 'MISSING'],
    [200, '{"IsSuccess":false,"Error_Code":10,"Error_Msg":"isv.trade-not-exist-订单不存在"}', 'MISSING'],
    [200, '{"IsSuccess":false,"Error_Code":7,"Error_Msg":"系统繁忙"}', 'LATER'],
    [200, '<html>', 'LATER'],
    [503, '', 'LATER'],
  ])('reads the answer %i %s of the order API as %s', (status, body, kind) => {
    expect(agiso.orderRequest?.read(status, body).kind).toBe(kind);
  });
});
