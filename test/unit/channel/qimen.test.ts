import fc from 'fast-check';
import { utf8 } from '#domain/channel/bytes.ts';
import type { PushRequest } from '#domain/channel/channel.ts';
import { taobao } from '#domain/channel/taobao.ts';
import { taobaoAfterSale } from '#domain/channel/taobao-after-sale.ts';
import { ReportAction } from '#domain/fulfillment/report-action.ts';
import { legMeant, onlyItsNode, reportedOn } from '#domain/fulfillment/warehouse-report.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';
import { givenLeg } from '../fulfillment/given.ts';
import { accepted, NOW, received, secretOf, signed } from './given.ts';

const LEG = `leg_${'0'.repeat(25)}1`;
const SUCCESS = '<response><flag>success</flag><code></code><message></message></response>';

const progress = (status: string, more = '', code = LEG): string =>
  `<?xml version="1.0" encoding="utf-8"?><request><order><orderCode>${code}</orderCode><warehouseCode>wh-hangzhou</warehouseCode></order><process><processStatus>${status}</processStatus><operateTime>2026-06-01 12:00:30</operateTime>${more}</process></request>`;
const confirmation = (order: string, packages = ''): string =>
  `<request><deliveryOrder><deliveryOrderCode>${LEG}</deliveryOrderCode><warehouseCode>OTHER</warehouseCode>${order}</deliveryOrder><packages>${packages}</packages></request>`;
const parcel = (code: string, number: string): string =>
  `<package><logisticsCode>${code}</logisticsCode><expressCode>${number}</expressCode></package>`;

const call = (body: string, topic = 'orderprocess.report'): PushRequest => signed(taobao, { push: body, topic });
const reportOf = (body: string, topic = 'orderprocess.report') => taobao.reportIn?.({ topic, body }, NOW);
const keyOf = (body: string, topic = 'orderprocess.report') => accepted(taobao, call(body, topic)).pushes[0]?.dedupeKey;

describe('a call by Qimen', () => {
  it('is signed over its sorted parameters and its raw body', () => {
    // The rule is of developer.alibaba.com, document 118404, whose own digest is of a placeholder; this one is computed:
    // printf '%s' "${S}app_key…v2.0${BODY}${S}" | md5sum
    const body = `<request><order><orderCode>${LEG}</orderCode></order><process><processStatus>ACCEPT</processStatus></process></request>`;
    const query = {
      method: 'orderprocess.report',
      timestamp: '2026-06-01 12:00:30',
      format: 'xml',
      app_key: '33800001',
      v: '2.0',
      sign_method: 'md5',
      customerId: 'WH01',
      sign: 'ED9ECB7BC5F00D2072DDDF91A76F7188',
    };
    const request = { method: 'POST', path: '/channels/taobao', query, headers: {}, body: utf8(body) };
    const secret = { appId: '33800001', current: 'demo-secret', previous: null };
    expect(received(taobao, request, [secret]).kind).toBe('ACCEPTED');
    expect(received(taobao, request, [{ ...secret, current: 'new', previous: 'demo-secret' }]).kind).toBe('ACCEPTED');
  });

  it('is answered to the byte', () => {
    const { answer } = accepted(taobao, call(progress('ACCEPT')));
    expect(answer).toEqual({ status: 200, contentType: 'text/xml;charset=utf-8', body: SUCCESS });
    expect(taobao.failureTo?.({ query: { method: 'x' } })).toMatchObject({
      status: 503,
      body: '<response><flag>failure</flag><code>BUSY</code><message>not taken, call again</message></response>',
    });
    expect(taobao.failureTo?.({ query: {} })).toBe(taobao.failure);
  });

  it('refuses any changed byte of the body and any changed parameter', () => {
    const request = call(progress('ACCEPT'));
    const flipped = (index: number): PushRequest => {
      const body = Uint8Array.from(request.body);
      body[index] = (body[index] ?? 0) ^ 1;
      return { ...request, body };
    };
    fc.assert(
      fc.property(fc.nat(request.body.length - 1), (index) => received(taobao, flipped(index)).kind === 'REFUSED'),
    );
    for (const [name, value] of Object.entries(request.query))
      expect(received(taobao, { ...request, query: { ...request.query, [name]: `${value}0` } }).kind).toBe('REFUSED');
    expect(received(taobao, { ...request, query: { ...request.query, extra: '1' } })).toMatchObject({
      answer: {
        status: 401,
        body: '<response><flag>failure</flag><code>SIGNATURE</code><message>invalid signature</message></response>',
      },
    });
  });

  it('refuses a call older or newer than ten minutes, without a secret, or by another verb', () => {
    const request = call(progress('ACCEPT'));
    const at = (now: string) => taobao.receive(request, [secretOf(taobao)], nodeCrypto, now as never).kind;
    expect(at('2026-06-01T04:11:00.000Z')).toBe('ACCEPTED');
    expect(at('2026-06-01T04:11:01.000Z')).toBe('REFUSED');
    expect(at('2026-06-01T03:50:59.000Z')).toBe('REFUSED');
    expect(received(taobao, request, []).kind).toBe('REFUSED');
    expect(received(taobao, { ...request, method: 'GET' })).toMatchObject({ answer: { status: 405 } });
  });

  it('never throws for what a stranger calls', () => {
    const query = fc.dictionary(fc.constantFrom('method', 'timestamp', 'sign', 'customerId'), fc.string());
    fc.assert(
      fc.property(query, fc.uint8Array({ maxLength: 200 }), (fields, body) => {
        const request = { method: 'POST', path: '/', query: { ...fields, method: 'x' }, headers: {}, body };
        return received(taobao, request).kind === 'REFUSED';
      }),
    );
  });

  it('keeps what is no XML as unreadable, and reads it again', () => {
    const { pushes, unreadable, answer } = accepted(taobao, call('<request><order>'));
    expect(answer.body).toBe(SUCCESS);
    expect(pushes).toEqual([]);
    expect(unreadable).toEqual([
      expect.objectContaining({ error: expect.stringMatching(/^taobao qimen .*XML.*replay/) }),
    ]);
    const [kept] = unreadable;
    if (!kept) throw new Error('nothing was kept');
    expect(taobao.reread({ ...kept, body: progress('PICK') }, nodeCrypto).pushes).toHaveLength(1);
  });

  it('has one key for one step of one order, whatever the method is called by', () => {
    expect(keyOf(progress('ACCEPT'))).toBe(keyOf(progress('ACCEPT'), 'taobao.qimen.orderprocess.report'));
    expect(keyOf(progress('ACCEPT'))).not.toBe(keyOf(progress('PICK')));
    const stock = '<request><items><item><itemCode>OL-A</itemCode><quantity>-1</quantity></item></items></request>';
    expect(keyOf(stock, 'stockchange.report')).not.toBe(keyOf(stock.replace('-1', '-2'), 'stockchange.report'));
    expect(reportOf(stock, 'stockchange.report')).toBeNull();
  });
});

describe('what a warehouse says', () => {
  it.each([
    ['ACCEPT', 'leg.accepted'],
    ['PRINT', 'label.issued'],
    ['PICK', 'leg.picked'],
    ['CHECK', 'leg.picked'],
    ['PACKAGE', 'leg.packed'],
    ['WEIGH', 'leg.packed'],
    ['READY', 'pickup.scheduled'],
    ['DELIVERED', 'pickup.collected'],
    ['PARTDELIVERED', 'pickup.collected'],
    ['SIGN', 'delivery.signed'],
    ['REFUSE', 'delivery.refused'],
    ['EXCEPTION', 'exception.reported'],
    ['CLOSED', 'leg.failed'],
    ['CANCELED', 'leg.failed'],
    ['REJECT', 'leg.rejected'],
    ['TMSCANCELED', 'exception.intercepted'],
    ['TMSCANCELFAILED', 'exception.reported'],
    ['OTHER', 'event.unmapped'],
  ])('becomes an action of our leg: %s is %s', (status, action) => {
    const report = reportOf(progress(status, '<operateInfo>二号线</operateInfo>'));
    expect(report).toMatchObject({ code: LEG, node: 'wh-hangzhou' });
    expect(report?.reports).toEqual([
      expect.objectContaining({ action, occurredAt: '2026-06-01T04:00:30.000Z', reason: status, text: '二号线' }),
    ]);
    expect(report?.reports.map((each) => ReportAction.safeParse(each).success)).toEqual([true]);
  });

  it('names each parcel of a confirmation by our carrier and its number', () => {
    const packages = parcel('SF', 'SF1000000000016') + parcel('OTHER', 'X-778899');
    const report = reportOf(
      confirmation('<orderConfirmTime>2026-06-01 12:30:00</orderConfirmTime>', packages),
      'deliveryorder.confirm',
    );
    expect(report).toMatchObject({ node: null });
    expect(report?.reports).toEqual([
      expect.objectContaining({
        action: 'pickup.collected',
        waybill: { carrier: 'SF_EXPRESS', number: 'SF1000000000016' },
      }),
      expect.objectContaining({ action: 'pickup.collected', waybill: { number: 'X-778899' } }),
    ]);
    expect(new Set(report?.reports.map(({ actionId }) => actionId)).size).toBe(2);
  });

  it('takes no number that no carrier prints, and nothing from an order that is not begun', () => {
    const [report] = reportOf(confirmation('', parcel('SF', '无单号')), 'deliveryorder.confirm')?.reports ?? [];
    expect(report).toMatchObject({ action: 'pickup.collected', occurredAt: NOW });
    expect(report).not.toHaveProperty('waybill');
    expect(reportOf(confirmation('<status>NEW</status>'), 'deliveryorder.confirm')?.reports).toEqual([]);
    expect(reportOf(confirmation('<status>REJECT</status>'), 'deliveryorder.confirm')?.reports).toEqual([
      expect.objectContaining({ action: 'leg.rejected' }),
    ]);
  });

  it('says what is lacking', () => {
    const body = `<request><warehouseCode>wh-hangzhou</warehouseCode><deliveryOrderCode>${LEG}</deliveryOrderCode><createTime>2026-06-01 12:00:00</createTime><items><item><itemCode>OL-TEA-002</itemCode><lackQty>2</lackQty><reason>实物报缺</reason></item></items></request>`;
    expect(reportOf(body, 'itemlack.report')?.reports).toEqual([
      expect.objectContaining({ action: 'exception.reported', reason: 'ITEM_LACK', text: 'OL-TEA-002 × 2 实物报缺' }),
    ]);
  });

  it('has the goods of a return back', () => {
    const body =
      '<request><returnOrder><returnOrderCode>R-1</returnOrderCode><orderType>THRK</orderType><orderConfirmTime>2026-06-03 10:00:00</orderConfirmTime></returnOrder><orderLines><orderLine><sourceOrderCode>3187001224568012901</sourceOrderCode><subSourceOrderCode>3187001224568012902</subSourceOrderCode><actualQty>2</actualQty></orderLine></orderLines></request>';
    expect(accepted(taobao, call(body, 'returnorder.confirm')).pushes[0]?.channelOrderId).toBe('3187001224568012901');
    expect(taobaoAfterSale({ topic: 'taobao.qimen.returnorder.confirm', body })).toMatchObject({
      channelReturnId: 'R-1',
      kind: 'RETURN',
      state: 'GOODS_RECEIVED',
      lines: [{ lineId: '3187001224568012902', quantity: 2 }],
      sourceAt: '2026-06-03T02:00:00.000Z',
    });
    expect(reportOf(body, 'returnorder.confirm')).toBeNull();
  });
});

describe('the leg a warehouse means', () => {
  const report = { code: LEG, node: 'wh-hangzhou', reports: [] };
  const leg = givenLeg({ node: 'wh-hangzhou' });

  it('is named by its own id, or by its order where that has one leg there', () => {
    const orderId = `ord_${'0'.repeat(25)}1`;
    expect(reportedOn(report)).toEqual({ legId: LEG });
    expect(reportedOn({ ...report, code: orderId })).toEqual({ orderId });
    expect(legMeant({ ...report, code: orderId }, [leg, givenLeg({ node: 'wh-beijing' })])).toBe(leg.legId);
  });

  it('refuses numbers of others, an order with several legs there, and a warehouse that is not in charge', () => {
    expect(() => reportedOn({ ...report, code: 'LBX001' })).toThrow(/LBX001 is no leg or order of ours.*leg's id/);
    expect(() => legMeant(report, [leg, leg])).toThrow(/has 2 legs at wh-hangzhou/);
    expect(() => legMeant(report, [{ ...leg, state: null }])).toThrow(/has 0 legs/);
    expect(() => onlyItsNode(report, { ...leg, node: 'wh-beijing' })).toThrow(
      /wh-hangzhou is not in charge.*wh-beijing is/,
    );
    expect(() => onlyItsNode({ ...report, node: null }, leg)).not.toThrow();
  });
});
