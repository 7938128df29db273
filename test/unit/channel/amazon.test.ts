import { amazon } from '#domain/channel/amazon.ts';
import type { ChannelNews } from '#domain/channel/channel-api.ts';
import { plusSeconds } from '#domain/time.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';
import { fetchOrder } from '#shared/platform-client.ts';
import { type Platforms, startPlatforms } from '../../simulators/channels/platforms.ts';
import { at } from '../../support/given.ts';
import { accepted, fixture, NOW, received, secretOf, signed } from './given.ts';

const notification = (subject: object = {}, change: object = {}) => ({
  NotificationVersion: '1.0',
  NotificationType: 'ORDER_CHANGE',
  PayloadVersion: '1.0',
  EventTime: '2026-05-31T23:59:53.109Z',
  Payload: {
    OrderChangeNotification: {
      SellerId: 'A3ORDERLOOMDEMO',
      AmazonOrderId: '701-5550102-2604191',
      OrderChangeTrigger: { TimeOfOrderChange: '2026-06-01T04:00:00.284Z' },
      ...subject,
    },
  },
  NotificationMetadata: { NotificationId: 'd0e9e693-c3ad-4373-979f-ed4ec98dd746' },
  ...change,
});
const read = (frame: unknown) =>
  amazon.reread({ dedupeKey: '', topic: '', shopId: '', body: JSON.stringify(frame) }, nodeCrypto);

describe('amazon', () => {
  it('reads a notification of the queue by its own number', () => {
    const frame = notification();
    expect(read(frame)).toEqual({
      pushes: [
        {
          dedupeKey: 'd0e9e693-c3ad-4373-979f-ed4ec98dd746',
          topic: 'ORDER_CHANGE',
          shopId: 'A3ORDERLOOMDEMO',
          channelOrderId: '701-5550102-2604191',
          sourceAt: '2026-06-01T04:00:00.284Z',
          body: JSON.stringify(frame),
        },
      ],
      unreadable: [],
    });
  });

  it('takes the time of the event where the change tells none', () => {
    const sourceAt = (subject: object, change: object = {}) => read(notification(subject, change)).pushes[0]?.sourceAt;
    expect(sourceAt({ OrderChangeTrigger: { TimeOfOrderChange: null } })).toBe('2026-05-31T23:59:53.109Z');
    expect(sourceAt({ OrderChangeTrigger: undefined }, { EventTime: 'soon' })).toBeNull();
  });

  it('reads the same notification out of the event of a partner bus, under the same key', () => {
    const event = {
      version: '0',
      id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
      'detail-type': 'ORDER_CHANGE',
      source: 'aws.partner/sellingpartnerapi.amazon.com/123456789012/amzn1.sellerapps.app.demo',
      detail: notification(),
    };
    const [push] = read(event).pushes;
    expect(push).toEqual({ ...read(notification()).pushes[0], body: JSON.stringify(event) });
  });

  it('keeps other notifications, also those whose names begin small, and has the order fetched where one names it', () => {
    const milestone = {
      notificationType: 'SHIPMENT_TRACKING_MILESTONE_CHANGED',
      eventTime: '2026-06-01T04:00:00.000Z',
      notificationMetadata: { notificationId: '6712e8e5-b365-4cb1-9fd8-be9dfc6d5bda' },
      payload: { shipmentTrackingMilestoneChangedNotification: { trackingDetail: {} } },
    };
    expect(read(milestone).pushes).toEqual([
      expect.objectContaining({
        topic: 'SHIPMENT_TRACKING_MILESTONE_CHANGED',
        dedupeKey: '6712e8e5-b365-4cb1-9fd8-be9dfc6d5bda',
        channelOrderId: null,
        sourceAt: '2026-06-01T04:00:00.000Z',
      }),
    ]);
    const outbound = notification(
      {},
      {
        NotificationType: 'FBA_OUTBOUND_SHIPMENT_STATUS',
        Payload: {
          FBAOutboundShipmentStatusNotification: { SellerId: 'A3', AmazonOrderId: '701-1', ShipmentStatus: 'Created' },
        },
      },
    );
    expect(read(outbound).pushes).toEqual([expect.objectContaining({ channelOrderId: '701-1', shopId: 'A3' })]);
  });

  it.each([
    ['a list', []],
    ['a notification without type', notification({}, { NotificationType: undefined })],
    ['a notification without number', notification({}, { NotificationMetadata: {} })],
    ['a change of no order', notification({ AmazonOrderId: '' })],
    ['a change without payload', notification({}, { Payload: null })],
  ])('keeps %s as unreadable, and reads it again once it is cured', (_what, frame) => {
    const { pushes, unreadable } = read(frame);
    expect(pushes).toEqual([]);
    expect(unreadable).toEqual([expect.objectContaining({ error: expect.stringMatching(/^amazon .*: /) })]);
    const [kept] = unreadable;
    if (!kept) throw new Error('nothing kept');
    const cured = amazon.reread({ ...kept, body: JSON.stringify(notification()) }, nodeCrypto);
    expect(cured.pushes).toEqual([expect.objectContaining({ channelOrderId: '701-5550102-2604191' })]);
  });

  it('takes notifications that a forwarder signs by our own scheme, and answers its probe', () => {
    const push = JSON.stringify(notification());
    const call = signed(amazon, { push, topic: '' });
    expect(call.path).toBe('/channels/amazon');
    expect(accepted(amazon, call).pushes).toEqual(read(notification()).pushes);
    expect(received(amazon, signed(amazon, { push: '', topic: '' })).kind).toBe('PROBE');
    const late = amazon.receive(call, [secretOf(amazon)], nodeCrypto, plusSeconds(NOW, 301));
    expect(late).toMatchObject({ kind: 'REFUSED', reason: 'TIMESTAMP' });
  });

  it.each([
    [200, '{"order":{"orderId":"701-1"}}', 'ORDER'],
    [200, '{}', 'MISSING'],
    [404, '{"errors":[{"code":"NotFound","message":"no such order"}]}', 'MISSING'],
    [403, '{"errors":[{"code":"Unauthorized","message":"denied","details":"expired"}]}', 'LATER'],
    [429, '{"errors":[{"code":"QuotaExceeded","message":"slow down"}]}', 'LATER'],
    [200, '<html>', 'LATER'],
    [503, '', 'LATER'],
  ])('reads the answer %i %s of getOrder as %s', (status, body, kind) => {
    expect(amazon.orderRequest?.read(status, body).kind).toBe(kind);
  });

  describe('at its simulated platform', () => {
    let platforms: Platforms;
    const { orderId, order } = fixture(amazon, 'order-paid');
    const secret = {
      ...secretOf(amazon),
      apiSecret: 'client-secret',
      refreshToken: 'Atzr|refresh',
      accountId: 'A3ORDERLOOMDEMO',
      marketplaceId: 'AAHKV2X7AFYLW',
    };
    const TOKEN = 'Atza|the access token';
    const account = (change: object = {}) => ({
      secrets: [{ ...secret, ...change }],
      accessToken: 'not used',
      endpoint: platforms.url,
      tokenEndpoint: platforms.url,
    });
    const caller = { shopId: 'A3ORDERLOOMDEMO', at: NOW, accessToken: TOKEN };

    beforeAll(async () => {
      platforms = await startPlatforms({ port: 0, accounts: { amazon: { secrets: [secret], accessToken: TOKEN } } });
    });
    afterAll(() => platforms.close());
    beforeEach(() => platforms.put('amazon', orderId, order ?? '', at('2026-06-01T04:00:45.000Z')));

    const call = async (request: { method: string; path: string; headers: object; body: string }) => {
      const response = await fetch(`${platforms.url}${request.path}`, {
        method: request.method,
        headers: { ...request.headers },
        ...(request.method === 'GET' ? {} : { body: request.body }),
      });
      return { status: response.status, body: await response.text() };
    };

    it('draws its token against the refresh token and fetches the order with its buyer and address', async () => {
      const fetched = await fetchOrder(amazon, account(), { channelOrderId: orderId, ...caller });
      expect(fetched).toEqual({ kind: 'ORDER', payload: JSON.parse(order ?? '').order });
    });

    it('says why no token was given', async () => {
      const ask = { channelOrderId: orderId, ...caller };
      expect(await fetchOrder(amazon, account({ refreshToken: 'Atzr|withdrawn' }), ask)).toEqual({
        kind: 'LATER',
        reason: expect.stringContaining('HTTP 400, invalid_grant'),
      });
      expect(await fetchOrder(amazon, account({ apiSecret: 'wrong' }), ask)).toMatchObject({
        kind: 'LATER',
        reason: expect.stringContaining('invalid_client'),
      });
    });

    const tell = async (news: ChannelNews) => {
      const { writeBack } = amazon;
      if (!writeBack?.readBack) throw new Error('amazon can be told nothing');
      const ask = { ...caller, news };
      const { status, body } = await call(writeBack.build(ask, secret, nodeCrypto));
      const look = writeBack.readBack(ask, secret, nodeCrypto);
      if (!look) throw new Error('amazon cannot be asked what it shows');
      const shown = await call(look);
      return { told: writeBack.read(status, body), shown: writeBack.shows(JSON.parse(shown.body), news) };
    };
    const LINES = [
      { lineId: '26041900000011', channelSku: 'B0OLTEA002', sku: 'OL-TEA-002', quantity: 2 },
      { lineId: '26041900000012', channelSku: 'B0OLHOME01', sku: 'OL-HOME-001', quantity: 1 },
    ];
    const shipped = (trackingNumber: string, lines = LINES, carrier = 'SF Express'): ChannelNews => ({
      kind: 'SHIPPED',
      channelOrderId: orderId,
      carrier,
      trackingNumber,
      lines,
      partial: lines.length < LINES.length,
    });
    const shownOrder = () => JSON.parse(platforms.find('amazon', orderId) ?? '').order;

    it('confirms parcel by parcel; the same parcel told twice is one', async () => {
      expect(await tell(shipped('SF1', LINES.slice(0, 1)))).toEqual({ told: { kind: 'DONE' }, shown: true });
      expect(shownOrder().fulfillment.fulfillmentStatus).toBe('PARTIALLY_SHIPPED');
      await tell(shipped('SF1', LINES.slice(0, 1)));
      expect(await tell(shipped('ZT2', LINES.slice(1), 'Other:ZTO Express'))).toEqual({
        told: { kind: 'DONE' },
        shown: true,
      });
      expect(shownOrder()).toMatchObject({
        fulfillment: { fulfillmentStatus: 'SHIPPED' },
        packages: [
          { trackingNumber: 'SF1', carrier: 'SF Express' },
          { trackingNumber: 'ZT2', carrier: 'ZTO Express' },
        ],
      });
    });

    it('tells what may still be sold', async () => {
      const news = { kind: 'STOCK', sku: 'OL TEA/002', channelSku: 'B0OLTEA002', available: 7 } as const;
      expect(await tell(news)).toEqual({ told: { kind: 'DONE' }, shown: true });
      expect(platforms.stockOf('amazon', 'OL TEA/002')).toBe(7);
      expect(await tell({ ...news, available: 0 })).toEqual({ told: { kind: 'DONE' }, shown: true });
    });

    it('refuses to be shown what is not there', async () => {
      const { writeBack } = amazon;
      const order26 = JSON.parse(order ?? '');
      expect(writeBack?.shows(order26, shipped('SF1'))).toBe(false);
      expect(writeBack?.shows(order26, { kind: 'REFUSED', channelOrderId: orderId, reason: '' })).toBe(false);
      expect(writeBack?.shows({}, { kind: 'STOCK', sku: 'A', channelSku: 'B', available: 0 })).toBe(false);
      expect(writeBack?.writes).not.toContain('REFUSED');
    });

    it.each([
      [204, '', 'DONE'],
      [400, '{"errors":[{"code":"InvalidInput","message":"The order is already shipped"}]}', 'DONE'],
      [400, '{"errors":[{"code":"InvalidInput","message":"carrierCode is invalid"}]}', 'REFUSED'],
      [404, '{"errors":[{"code":"NotFound","message":"no such order"}]}', 'REFUSED'],
      [200, '{"sku":"A","status":"INVALID","issues":[{"message":"no such attribute"}]}', 'REFUSED'],
      [403, '{"errors":[{"code":"Unauthorized","message":"denied"}]}', 'LATER'],
      [429, '{"errors":[{"code":"QuotaExceeded","message":"slow"}]}', 'LATER'],
      [200, '<html>', 'LATER'],
      [500, '', 'LATER'],
    ])('reads the answer %i %s as %s', (status, body, kind) => {
      expect(amazon.writeBack?.read(status, body).kind).toBe(kind);
    });

    it('lists what changed, page by page, as pushes by which the order is found', async () => {
      const { listing } = amazon;
      if (!listing) throw new Error('amazon lists nothing');
      const from = at('2026-06-01T05:00:00.000Z');
      const ids = Array.from({ length: 103 }, (_, index) => `701-${String(1000000 + index)}-2604191`);
      for (const [second, id] of ids.entries())
        platforms.put('amazon', id, (order ?? '').replaceAll(orderId, id), plusSeconds(from, second));
      const window = { from, to: plusSeconds(from, 102) };
      const found: string[] = [];
      let page: string | null = null;
      do {
        const ask = { ...caller, ...window, page };
        const { status, body } = await call(listing.build(ask, secret, nodeCrypto));
        const answer = listing.read(status, body, ask);
        if (answer.kind !== 'PAGE') throw new Error(answer.reason);
        const [first] = answer.pushes;
        expect(first && amazon.reread(first, nodeCrypto).pushes).toEqual([first]);
        found.push(...answer.pushes.map(({ channelOrderId }) => channelOrderId ?? ''));
        page = answer.next;
      } while (page !== null);
      expect(found).toEqual(ids.slice(0, 102));
      expect(listing.read(429, '{"errors":[]}', { ...caller, ...window, page: null }).kind).toBe('LATER');
    });
  });
});
