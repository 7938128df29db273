import { b2b } from '#domain/channel/b2b.ts';
import { shopIdOf } from '#domain/channel/b2b-party.ts';
import { NoTradingRelation } from '#domain/channel/b2b-write-back.ts';
import type { ChannelNews, OrderConfirmed } from '#domain/channel/channel-api.ts';
import { readX12 } from '#domain/channel/x12.ts';
import { checkInterchange } from '#domain/channel/x12-checks.ts';
import { readXml, textAt } from '#domain/channel/xml-tree.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';
import { canLook, tellPlatform } from '#shared/write-back-client.ts';
import { type Platforms, startPlatforms } from '../../simulators/channels/platforms.ts';
import { NOW, secretOf } from './given.ts';

const secret = secretOf(b2b);
const api = b2b.writeBack;
if (!api) throw new Error('b2b tells its buyers nothing');

const BUYER = { scheme: '01', id: '901234567' };
const SELLER = { scheme: 'ZZ', id: 'TEAHOUSE' };
const shopOf = (dialect: 'X12' | 'UBL' | 'CXML'): string => shopIdOf({ dialect, buyer: BUYER, seller: SELLER });

const lines = [
  { lineId: '1', channelSku: 'D-OL-1', sku: 'OL-1', quantity: 20 },
  { lineId: '2', channelSku: null, sku: 'OL-2', quantity: 10 },
];
const channelOrderId = 'DUNS:901234567/PO-1';
const confirmed: OrderConfirmed = { kind: 'CONFIRMED', channelOrderId, lines };
const rejected: ChannelNews = { kind: 'REFUSED', channelOrderId, reason: 'out of stock & <no> date' };
const shipped: ChannelNews = {
  kind: 'SHIPPED',
  channelOrderId,
  carrier: 'SF Express',
  trackingNumber: 'SF1',
  lines,
  partial: false,
};

type News = ChannelNews | OrderConfirmed;

/** As the runtime asks: a confirmation has a builder of its own. */
const build = (news: News, shopId: string, at = NOW, by = secret) => {
  const ask = { shopId, at, accessToken: '' };
  if (news.kind !== 'CONFIRMED') return api.build({ ...ask, news }, by, nodeCrypto);
  if (!api.confirm) throw new Error('b2b confirms nothing');
  return api.confirm({ ...ask, news }, by, nodeCrypto);
};

describe('a document to a buyer', () => {
  it('is an 855 when an order is taken, line by line', () => {
    const { body } = build(confirmed, shopOf('X12'));
    const number = /\*(\d{9})\*0\*P\*>~/.exec(body)?.[1] ?? '';
    expect(body.split('~\n').slice(1)).toEqual([
      `GS*PR*TEAHOUSE*901234567*20260601*0401*${Number(number)}*X*004010`,
      'ST*855*0001',
      'BAK*00*AD*PO-1*20260601',
      'PO1*1*20*EA***VN*OL-1*BP*D-OL-1',
      'ACK*IA*20*EA',
      'PO1*2*10*EA***VN*OL-2',
      'ACK*IA*10*EA',
      'CTT*2',
      'SE*8*0001',
      `GE*1*${Number(number)}`,
      `IEA*1*${number}`,
      '',
    ]);
    expect(body.slice(0, 106)).toBe(
      `ISA*00*          *00*          *ZZ*TEAHOUSE       *01*901234567      *260601*0401*U*00401*${number}*0*P*>~`,
    );
  });

  it('is an 855 with RJ and the reason when an order is refused, in which nothing of the reason is markup', () => {
    const { body } = build({ ...rejected, reason: 'no*stock~today' }, shopOf('X12'));
    expect(body).toContain('~\nBAK*00*RJ*PO-1*20260601~\nN9*ZZ*REASON~\nMSG*no stock today~\nSE*5*0001~\n');
  });

  it('is an 856 when goods leave: shipment, order, items, carrier and tracking number', () => {
    const { body } = build(shipped, shopOf('X12'));
    expect(body).toContain(
      '~\nBSN*00*PO-1-SF1*20260601*0401*0004~\nHL*1**S~\nTD5*****SF Express~\nREF*CN*SF1~\nDTM*011*20260601*0401~\nHL*2*1*O~\nPRF*PO-1~\nHL*3*2*I~\nLIN*1*VN*OL-1*BP*D-OL-1~\nSN1*1*20*EA~\nHL*4*2*I~\nLIN*2*VN*OL-2~\nSN1*2*10*EA~\nCTT*4~\nSE*16*0001~\n',
    );
    expect(build({ ...shipped, carrier: 'UPSN' }, shopOf('X12')).body).toContain('~\nTD5**2*UPSN~\n');
    expect(readX12(body).map(checkInterchange)).toEqual(['000']);
  });

  it('says that it is of a trial when the order was', () => {
    expect(build({ ...shipped, channelOrderId: `+test:${channelOrderId}` }, shopOf('X12')).body).toContain('*0*T*>~');
    expect(build({ ...shipped, channelOrderId: `+test:${channelOrderId}` }, shopOf('CXML')).body).toContain(
      'deploymentMode="test"',
    );
  });

  it('has the same numbers when the same news is told again, and others for other news', () => {
    const later = '2026-06-01T05:00:00.000Z' as typeof NOW;
    const numberOf = (body: string) => /\*(\d{9})\*0\*P/.exec(body)?.[1];
    const payloadOf = (body: string) => /payloadID="([^"]+)"/.exec(body)?.[1];
    expect(numberOf(build(shipped, shopOf('X12'), later).body)).toBe(numberOf(build(shipped, shopOf('X12')).body));
    expect(payloadOf(build(shipped, shopOf('CXML'), later).body)).toBe(payloadOf(build(shipped, shopOf('CXML')).body));
    expect(numberOf(build(confirmed, shopOf('X12')).body)).not.toBe(numberOf(build(shipped, shopOf('X12')).body));
  });

  it('is an OrderResponse or DespatchAdvice in UBL, and a ConfirmationRequest or ShipNoticeRequest in cXML', () => {
    const ublOf = (news: News) => readXml(build(news, shopOf('UBL')).body);
    expect(textAt(ublOf(confirmed), 'OrderResponseCode')).toBe('AP');
    expect([textAt(ublOf(rejected), 'OrderResponseCode'), textAt(ublOf(rejected), 'Note')]).toEqual([
      'RE',
      'out of stock & <no> date',
    ]);
    expect([
      textAt(ublOf(shipped), 'OrderReference', 'ID'),
      textAt(ublOf(shipped), 'Shipment', 'Delivery', 'TrackingID'),
    ]).toEqual(['PO-1', 'SF1']);
    const header = (news: News) => readXml(build(news, shopOf('CXML')).body);
    expect(textAt(header(confirmed), 'Header', 'Sender', 'Credential', 'SharedSecret')).toBe(secret.current);
    expect(textAt(header(rejected), 'Request', 'ConfirmationRequest', 'ConfirmationHeader', 'Comments')).toBe(
      'out of stock & <no> date',
    );
    expect(textAt(header(shipped), 'Request', 'ShipNoticeRequest', 'ShipControl', 'ShipmentIdentifier')).toBe('SF1');
  });

  it('fails for a shop that is no trading relation, naming it', () => {
    expect(() => build(shipped, 'my shop')).toThrow(NoTradingRelation);
    expect(() => build(shipped, 'my shop')).toThrow(/shopId "my shop"/);
  });
});

describe("a buyer's answer", () => {
  it.each<[number, string, string]>([
    [202, '', 'DONE'],
    [200, 'thank you', 'DONE'],
    [429, '', 'LATER'],
    [503, '', 'LATER'],
    [401, '', 'REFUSED'],
    [200, '<cXML><Response><Status code="200" text="OK"/></Response></cXML>', 'DONE'],
    [
      200,
      '<cXML><Response><Status code="406" text="Not Acceptable">no such order</Status></Response></cXML>',
      'REFUSED',
    ],
    [200, '<cXML><Response><Status code="560" text="Temporary Server Error"/></Response></cXML>', 'LATER'],
    [
      200,
      '<a:ApplicationResponse xmlns:a="u"><DocumentResponse><Response><ResponseCode>RE</ResponseCode></Response></DocumentResponse></a:ApplicationResponse>',
      'REFUSED',
    ],
  ])('HTTP %i with "%s" means %s', (status, body, kind) => {
    expect(api.read(status, body).kind).toBe(kind);
  });
});

describe('a simulated buyer', () => {
  let buyer: Platforms;
  beforeAll(async () => {
    buyer = await startPlatforms({ port: 0, accounts: { b2b: { secrets: [secret], accessToken: '' } } });
  });
  afterAll(() => buyer.close());

  const tell = async (news: News, shopId: string, by = secret) => {
    const account = { secrets: [by], accessToken: '', endpoint: buyer.url };
    const { told } = await tellPlatform({ channel: b2b, account, shopId, news, at: NOW });
    return told;
  };

  it('takes every document in every language, and shows what it has of the order', async () => {
    for (const dialect of ['X12', 'UBL', 'CXML'] as const)
      for (const news of [confirmed, shipped, rejected])
        expect(await tell(news, shopOf(dialect))).toEqual({ kind: 'DONE' });
    const { documents } = JSON.parse(buyer.find('b2b', 'PO-1') ?? '{}') as { documents: { document: string }[] };
    expect(documents.map(({ document }) => document)).toEqual([
      '855',
      '856',
      '855',
      'OrderResponse',
      'DespatchAdvice',
      'OrderResponse',
      'ConfirmationRequest',
      'ShipNoticeRequest',
      'ConfirmationRequest',
    ]);
  });

  it('is not looked at afterwards: its own answer is its word', () => {
    expect([confirmed, shipped, rejected].map((news) => canLook(b2b, news))).toEqual([false, false, false]);
  });

  it('refuses a wrong signature for good, and a busy or silent one is told again later', async () => {
    expect(await tell(shipped, shopOf('X12'), { ...secret, current: 'guess' })).toMatchObject({
      kind: 'REFUSED',
      reason: expect.stringContaining('401'),
    });
    for (const fault of ['BUSY', 'DOWN'] as const) {
      buyer.fail('b2b', fault);
      expect(await tell(shipped, shopOf('X12'))).toMatchObject({ kind: 'LATER' });
    }
    buyer.fail('b2b', null);
  });

  it("rejects in its 997 what it cannot file, and that is a person's to look at", async () => {
    const nameless: ChannelNews = { ...shipped, channelOrderId: 'DUNS:901234567/' };
    expect(await tell(nameless, shopOf('X12'))).toMatchObject({
      kind: 'REFUSED',
      reason: expect.stringContaining('AK5*R'),
    });
  });
});
