import { b2b } from '#domain/channel/b2b.ts';
import type { ChannelSecret } from '#domain/channel/channel.ts';
import type { MappedOrder } from '#domain/channel/compile-mapping.ts';
import { compileMapping } from '#domain/channel/compile-mapping.ts';
import { withLineChanges } from '#domain/order/line-changes.ts';
import { canonical, mergeChannelOrders } from '#domain/order/merge.ts';
import { ChannelOrder } from '#domain/order/order.ts';
import { fixture, mappingOf, NOW, received, secretOf, signed } from './given.ts';

const secret = secretOf(b2b);
const mapping = compileMapping(mappingOf(b2b));

const isAccepted = (body: string, kept: ChannelSecret = secret) => {
  const answer = received(b2b, signed(b2b, { push: body, topic: '' }, kept), [kept]);
  if (answer.kind !== 'ACCEPTED') throw new Error(`not accepted: ${JSON.stringify(answer)}`);
  return answer;
};

const cxml = fixture(b2b, 'order-cxml').push;
const x12 = fixture(b2b, 'order-x12').push;
const ubl = fixture(b2b, 'order-paid').push;

const normalized = async (body: string) => {
  const results = isAccepted(body).pushes.map((push) =>
    mapping.normalize(b2b.orderIn(push), { shopId: '', receivedAt: NOW }),
  );
  return Promise.all(results);
};
const orderOf = async (body: string): Promise<MappedOrder> => {
  const [first] = await normalized(body);
  if (!first) throw new Error('no order');
  return first.order;
};

/** Several transaction sets in the envelope of the fixture. */
const file = (...sets: readonly (readonly string[])[]): string => {
  const [isa = '', gs = ''] = x12.split('~\n');
  const body = sets.flatMap((set, index) => {
    const number = String(index + 1).padStart(4, '0');
    const [first = '', ...rest] = set;
    return [
      `ST*${first.startsWith('BCH') ? '860' : '850'}*${number}`,
      first,
      ...rest,
      `SE*${set.length + 2}*${number}`,
    ];
  });
  return `${[isa, gs, ...body, `GE*${sets.length}*101`, 'IEA*1*000000101'].join('~\n')}~\n`;
};

const LINES = ['PO1*1*10*EA*2.50**VN*OL-1', 'PO1*2*4*EA*5**VN*OL-2', 'CTT*2*14'];

describe('a purchase order', () => {
  it('is the same order in X12 and cXML', async () => {
    const same = ({ lines, destination, initiator, currency, status }: MappedOrder) => ({
      lines: lines.map(({ title: _title, ...line }) => line),
      place: [destination?.country, destination?.province, destination?.city],
      initiator,
      currency,
      status,
    });
    const [a, b] = [await orderOf(x12), await orderOf(cxml)];
    expect(same(a)).toEqual({ ...same(b), lines: same(b).lines });
    expect(a.initiator).toMatchObject({ organisation: '杭州示例商贸有限公司', channelIdentity: 'DUNS:901234567' });
    expect(b.amounts).toMatchObject({ itemsMinor: 223500, shippingMinor: 8000, taxMinor: 29055, totalMinor: 260555 });
  });

  it('is read whatever prefixes its XML has', async () => {
    const other = ubl
      .replaceAll('cbc:', 'b:')
      .replaceAll(':cbc=', ':b=')
      .replaceAll('cac:', 'ns2:')
      .replaceAll(':cac=', ':ns2=')
      .replace(/(<\/?)OrderChange\b/g, '$1u:OrderChange')
      .replace(' xmlns=', ' xmlns:u=');
    expect(await orderOf(other)).toEqual(await orderOf(ubl));
  });

  it('keeps dates, carrier, tariff code, references and terms of X12 for what they are', async () => {
    const order = await orderOf(x12);
    expect(order.constraints.map(({ type, value, lineId }) => [type, value, lineId])).toEqual([
      ['DELIVER_BY', '2026-06-05T23:59:59.000Z', null],
      ['SHIP_BY', '2026-06-03T23:59:59.000Z', null],
      ['CARRIER_WANTED', 'SF_EXPRESS', null],
      ['HS_CODE', '0902.10', '1'],
    ]);
    expect(order.attributes).toMatchObject({
      purchaseOrderNumber: 'OL20260000000018',
      netDays: '30',
      references: { DP: '038' },
      shipToId: 'WH-3',
    });
    expect(order.conflicts).toEqual([]);
  });

  it('asks for a carrier by our code, by a name the mapping knows, or by the SCAC it was given', async () => {
    const wanted = async (body: string) =>
      (await orderOf(body)).constraints.find(({ type }) => type === 'CARRIER_WANTED')?.value;
    expect(await Promise.all([x12, cxml, x12.replace('TD5**91*SF_EXPRESS', 'TD5**2*UPSN')].map(wanted))).toEqual([
      'SF_EXPRESS',
      'SF_EXPRESS',
      'UPSN',
    ]);
    expect(await wanted(x12.replace('TD5**91*SF_EXPRESS', 'TD5*****SEE OUR ROUTING GUIDE'))).toBeUndefined();
  });

  it('adds up allowances, charges, taxes and prices of a hundred, and says where its own sums differ', async () => {
    const order = await orderOf(
      file([
        'BEG*00*SA*PO-9**20260601',
        'CUR*BY*USD',
        'SAC*A*C310***250',
        'SAC*C*D240***1000',
        'SAC*C*H850***80',
        'TXI*ST*1.20',
        'PO1*1*300*EA*4.99*HP*VN*OL-1',
        'SAC*A*C310***17',
        'PO1*2*3*EA*0.335**UP*614141007349',
        'CTT*3*303',
        'AMT*1*99.99',
      ]),
    );
    expect(order.amounts).toMatchObject({
      itemsMinor: 1598,
      discountMinor: 267,
      shippingMinor: 1000,
      taxMinor: 200,
      totalMinor: 2531,
    });
    expect(order.lines.map(({ sku, totalMinor }) => [sku, totalMinor])).toEqual([
      ['OL-1', 1480],
      ['614141007349', 101],
    ]);
    expect(order.conflicts.map(({ code, values }) => [code, values])).toEqual([
      ['LINE_COUNT_DISAGREES', ['3', '2']],
      ['LINES_AND_AMOUNT_DISAGREE', ['99.99', '15.98']],
    ]);
  });

  it.each<[string, string, string]>([
    ['a test interchange', x12.replace('*0*P*>', '*0*T*>'), 'test'],
    ['a cXML test', cxml.replace('deploymentMode="production"', 'deploymentMode="test"'), 'test'],
    ['a blanket order', x12.replace('BEG*00*NE', 'BEG*00*BK'), 'blanket'],
    ['an information copy', x12.replace('BEG*00*NE', 'BEG*22*NE'), 'copy'],
    ['goods for two stores', x12.replace('PID*F****西湖龙井 250 g', 'SDQ*EA*92*0118*12*0119*8'), 'several places'],
  ])('is held when it is %s', async (_name, body, reason) => {
    const order = await orderOf(body);
    expect(order.status).toBe('PAID_HOLD');
    expect(order.holds).toEqual([{ type: 'MANUAL', reason: expect.stringContaining(reason) }]);
  });

  it('of a trial is another order than the real one of that number', async () => {
    const trial = await orderOf(x12.replace('*0*P*>', '*0*T*>'));
    expect([trial.channelOrderId, (await orderOf(x12)).channelOrderId]).toEqual([
      '+test:DUNS:901234567/OL20260000000018',
      'DUNS:901234567/OL20260000000018',
    ]);
  });

  it('of two buyers with one number are two orders', () => {
    const ids = [x12, x12.replaceAll('901234567', '901234568')].map(
      (body) => isAccepted(body).pushes[0]?.channelOrderId,
    );
    expect(new Set(ids).size).toBe(2);
  });

  it('has no person outside its destination, wherever the document names one', async () => {
    const named = cxml.replace(
      '</OrderRequestHeader>',
      '<Extrinsic name="Requester Name">沈予安</Extrinsic><Extrinsic name="note">call 13900000031 or mail a@b.example</Extrinsic></OrderRequestHeader>',
    );
    const text = JSON.stringify(await orderOf(named));
    for (const person of ['沈予安', '13900000031', 'a@b.example', 'receiving@']) expect(text).not.toContain(person);
  });
});

describe('changes of a purchase order', () => {
  const PLACE = ['N1*ST*Store 118', 'N3*4501 Cascade Ave', 'N4*Boulder*CO*80301'];
  const BASE = file(['BEG*00*SA*PO-1**20260601', 'CUR*BY*USD', ...PLACE, ...LINES]);
  const change = (sequence: number, ...segments: string[]) =>
    file([`BCH*04*SA*PO-1**${sequence}*20260601`, 'CUR*BY*USD', ...segments]).replace(
      '*000000101*0*',
      `*00000020${sequence}*0*`,
    );
  const words = async (...bodies: string[]): Promise<ChannelOrder[]> => {
    const orders = await Promise.all(bodies.map(orderOf));
    return orders.map((order) =>
      ChannelOrder.parse({
        ...order,
        initiator: { ...order.initiator, customerId: `cus_${'0'.repeat(26)}` },
        destination: order.destination && { ...order.destination, addressDigest: 'd' },
      }),
    );
  };
  const permuted = <T>(items: readonly T[]): T[][] =>
    items.length < 2
      ? [[...items]]
      : items.flatMap((item, index) =>
          permuted(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]),
        );

  it('end the same in every order of arrival: 860s by their number, the order itself before them', async () => {
    const life = await words(
      BASE,
      change(1, 'POC*1*CA*6*6*EA*2.50**VN*OL-1', 'DTM*002*20260610'),
      change(2, 'POC*2*DI*4*0*EA*5**VN*OL-2', 'POC*3*AI*1*1*EA*7**VN*OL-3', 'POC*1*NC'),
      change(3, 'POC*1*CA*8*8*EA*2.25**VN*OL-1'),
    );
    for (const arrival of permuted(life)) {
      const view = arrival.reduce(mergeChannelOrders);
      const now = withLineChanges(view);
      expect(now.lines.map(({ lineId, quantity, totalMinor }) => [lineId, quantity, totalMinor])).toEqual([
        ['1', 8, 1800],
        ['3', 1, 700],
      ]);
      expect(now.amounts).toMatchObject({ itemsMinor: 2500, totalMinor: 2500 });
      expect([view.status, view.holds]).toEqual(['READY', []]);
      expect(canonical(view)).toBe(canonical(life.reduce(mergeChannelOrders)));
    }
  });

  it('that name the ship-to by its code only leave the known address as it is', async () => {
    const order = await orderOf(change(1, 'N1*ST**92*0118', 'POC*1*CA*6*6*EA*2.50**VN*OL-1'));
    expect(order.saidAt.address).toBeUndefined();
    expect(order.holds.map(({ type }) => type)).toEqual(['MANUAL']);
  });

  it('wait for their order, held, when they come first', async () => {
    const order = await orderOf(change(1, 'POC*1*CA*6*6*EA*2.50**VN*OL-1'));
    expect(order).toMatchObject({
      status: 'PAID_HOLD',
      holds: [{ type: 'MANUAL', reason: expect.stringContaining('its order did not') }],
      saidAt: {},
    });
  });

  it('of UBL that repeat all lines replace them, and those that do not are changes', async () => {
    const one = ubl.replace(/<cac:OrderLine>(?:(?!<\/cac:OrderLine>).)*白瓷茶杯.*?<\/cac:OrderLine>/, '');
    expect((await orderOf(ubl)).lineChanges).toBeUndefined();
    const { lineChanges } = await orderOf(one);
    expect(lineChanges?.map(({ lineId }) => lineId)).toEqual(['1', null]);
  });

  it('of cXML are told by orderVersion, however late the first version comes', async () => {
    const update = cxml
      .replace('type="new" orderVersion="1"', 'type="update" orderVersion="2"')
      .replace('quantity="20"', 'quantity="12"');
    const [first, second] = await words(cxml, update);
    if (!first || !second) throw new Error('two orders');
    for (const view of [mergeChannelOrders(first, second), mergeChannelOrders(second, first)])
      expect(view.lines[0]?.quantity).toBe(12);
  });

  it('cancel it whatever else is said later, and keep what was known of it', async () => {
    const cancellation = fixture(b2b, 'order-cancelled').push;
    const [placed, cancelled] = await words(ubl, cancellation);
    if (!placed || !cancelled) throw new Error('two orders');
    for (const view of [mergeChannelOrders(placed, cancelled), mergeChannelOrders(cancelled, placed)]) {
      expect(view.status).toBe('CANCELLED');
      expect([view.lines, view.currency, view.destination?.city]).toEqual([placed.lines, 'CNY', '杭州市']);
    }
  });

  it.each(['BEG*01*NE', 'BEG*03*NE'])('with %s are cancellations', async (begin) => {
    expect(await orderOf(x12.replace('BEG*00*NE', begin))).toMatchObject({ status: 'CANCELLED', holds: [] });
  });
});
