import type { ChannelNews } from '#domain/channel/channel-api.ts';
import { lazada } from '#domain/channel/lazada.ts';
import { apiSignature } from '#domain/channel/lazada-api.ts';
import { plusSeconds } from '#domain/time.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';
import { fetchOrder } from '#shared/platform-client.ts';
import { type Platforms, startPlatforms } from '../../simulators/channels/platforms.ts';
import { at } from '../../support/given.ts';
import { accepted, fixture, NOW, received, secretOf, signed } from './given.ts';

const FIVE = at('2026-06-01T05:00:00.000Z');

const sent = (push: unknown) => signed(lazada, { push: JSON.stringify(push), topic: '' });
const message = (data: object = {}, envelope: object = {}) => ({
  seller_id: '1234567',
  message_type: 0,
  data: {
    order_status: 'unpaid',
    trade_order_id: '260422900198363',
    trade_order_line_id: '260422900298363',
    status_update_time: 1603698638,
    ...data,
  },
  timestamp: 1603766859530,
  site: 'lazada_vn',
  ...envelope,
});
const reverse = (reverse_status: string, data: object = {}) =>
  message(
    {
      reverse_order_id: 658960600102006,
      reverse_order_line_id: 663790000102006,
      reverse_status,
      trade_order_id: 416557324702006,
      ...data,
    },
    { message_type: 10, timestamp: 1627889609 },
  );

describe('lazada', () => {
  it('signs the app key and the body ("Lazada Push Mechanism", Authorization)', () => {
    // Base = {your_app_key} + {message_body}; the guide elides the body of its own example, so the digest is OpenSSL's:
    // printf '123456{"seller_id":"1234567","message_type":0}' | openssl dgst -sha256 -hmac 3412gyo124goi3124
    const secret = { appId: '123456', current: '3412gyo124goi3124', previous: null };
    const call = signed(lazada, { push: '{"seller_id":"1234567","message_type":0}', topic: '' }, secret);
    expect(call.headers.authorization).toBe('2348c001252e1ba91cd7398299b9a10fdc634ca52f7d34fb03014a557825ea25');
  });

  it('signs API calls over path and sorted parameters ("Signature Algorithm": /test/api, bar2foo1foo_bar3foobar4)', () => {
    const params = { foo: '1', bar: '2', foo_bar: '3', foobar: '4' };
    // printf '/test/apibar2foo1foo_bar3foobar4' | openssl dgst -sha256 -hmac helloworld
    expect(apiSignature('/test/api', params, 'helloworld', nodeCrypto)).toBe(
      'BD011266EC150C787B2201495AA2D6F326BB6910DE77E84EA28F5215DCD7FA5E',
    );
  });

  it('takes a signature in upper case too', () => {
    const call = sent(message());
    const headers = { authorization: (call.headers.authorization ?? '').toUpperCase() };
    expect(received(lazada, { ...call, headers }).kind).toBe('ACCEPTED');
  });

  it('knows a push sent again by what it says of which line, not by when it was sent', () => {
    const key = (data: object, envelope: object = {}) =>
      accepted(lazada, sent(message(data, envelope))).pushes[0]?.dedupeKey;
    const first = key({});
    expect(key({}, { timestamp: 1603768859530 })).toBe(first);
    const others = [
      key({ order_status: 'pending' }),
      key({ status_update_time: 1603698639 }),
      key({ trade_order_line_id: '260422900398363' }),
      key({ trade_order_id: '260422900198364' }),
      key({ reverse_order_line_id: '1' }),
      key({}, { site: 'lazada_sg' }),
      key({}, { message_type: 10 }),
    ];
    expect(new Set([first, ...others]).size).toBe(others.length + 1);
  });

  it('tells seconds from milliseconds, and takes the time of sending where nothing else is said', () => {
    const sourceAt = (data: object, envelope: object = {}) =>
      accepted(lazada, sent(message(data, envelope))).pushes[0]?.sourceAt;
    expect(sourceAt({})).toBe('2020-10-26T07:50:38.000Z');
    expect(sourceAt({ status_update_time: undefined })).toBe('2020-10-27T02:47:39.530Z');
    expect(sourceAt({ status_update_time: undefined }, { timestamp: 1603766859 })).toBe('2020-10-27T02:47:39.000Z');
    expect(sourceAt({ status_update_time: '1603698638' })).toBe('2020-10-26T07:50:38.000Z');
    expect(sourceAt({ status_update_time: 'soon' }, { timestamp: 1e300 })).toBeNull();
  });

  it('keeps messages that are about no order', () => {
    const product = message({ trade_order_id: undefined, item_id: 7 }, { message_type: 3 });
    expect(accepted(lazada, sent(product)).pushes).toEqual([
      expect.objectContaining({ topic: '3', channelOrderId: null, shopId: '1234567' }),
    ]);
  });

  it.each([
    ['a list', []],
    ['a message without type', { data: {} }],
    ['a message without data', { message_type: 0 }],
    ['an order status without order', message({ trade_order_id: '' })],
  ])('keeps %s as unreadable, and reads it again once it is cured', (_what, push) => {
    const { pushes, unreadable } = accepted(lazada, sent(push));
    expect(pushes).toEqual([]);
    expect(unreadable).toEqual([expect.objectContaining({ error: expect.stringMatching(/^lazada .*: /) })]);
    const [kept] = unreadable;
    if (!kept) throw new Error('nothing kept');
    const cured = lazada.reread({ ...kept, body: JSON.stringify(message()) }, nodeCrypto);
    expect(cured.pushes).toEqual([expect.objectContaining({ channelOrderId: '260422900198363' })]);
  });

  it.each([
    [200, '{"code":"0","data":{"order_id":1}}', 'ORDER'],
    [200, '{"code":"0","data":{}}', 'MISSING'],
    [200, '{"type":"ISV","code":"16","message":"E016: Invalid Order ID"}', 'MISSING'],
    [200, '{"type":"ISV","code":"IllegalAccessToken","message":"The specified access_token is invalid"}', 'LATER'],
    [200, '{"type":"ISV","code":"ApiCallLimit","message":"exceeds the limit"}', 'LATER'],
    [200, '<html>', 'LATER'],
    [503, '{"code":"0","data":{"order_id":1}}', 'LATER'],
  ])('reads the answer %i %s of /order/get as %s', (status, body, kind) => {
    expect(lazada.orderRequest?.read(status, body).kind).toBe(kind);
  });

  it('asks again later while the items of an order are not shown', () => {
    const read = (status: number, body: string) => lazada.orderRequest?.follow?.read(status, body, { order_id: 1 });
    expect(read(200, '{"code":"0","data":[]}')).toMatchObject({ kind: 'LATER' });
    expect(read(200, '{"code":"6","message":"E006: System Error"}')).toMatchObject({ kind: 'LATER' });
    expect(read(200, '{"code":"0","data":[{"order_item_id":9007199254740993}]}')).toEqual({
      kind: 'ORDER',
      payload: { order_id: 1, order_items: [{ order_item_id: '9007199254740993' }] },
    });
  });

  describe('says what an after-sale message is', () => {
    const word = (push: unknown) => lazada.afterSaleIn?.({ topic: '', body: JSON.stringify(push) });

    it.each([
      ['CANCEL_INIT', 'REFUND', 'REQUESTED'],
      ['RTM_INIT', 'RETURN', 'REQUESTED'],
      ['RTM_SHIPPING_BACK', 'RETURN', 'GOODS_RETURNED'],
      ['RTM_RECEIVE_ITEM', 'RETURN', 'GOODS_RECEIVED'],
      ['RTW_REJECT', 'RETURN', 'REJECTED'],
      ['RTM_CANCELED', 'RETURN', 'CLOSED'],
      ['REFUND_SUCCESS', 'REFUND', 'REFUNDED'],
      ['SOMETHING_NEW', 'UNKNOWN', null],
      ['constructor', 'UNKNOWN', null],
    ])('%s: %s, %s', (status, kind, state) => {
      expect(word(reverse(status))).toMatchObject({
        channelReturnId: '658960600102006',
        channelOrderId: '416557324702006',
        kind,
        state,
        platformStatus: status,
        currency: 'VND',
        sourceAt: '2020-10-26T07:50:38.000Z',
      });
    });

    it('by the status of a line that names its return, and no other', () => {
      const returned = message({ order_status: 'returned', reverse_order_id: '501977696648153' });
      expect(word(returned)).toMatchObject({
        kind: 'RETURN',
        state: 'GOODS_RECEIVED',
        platformStatus: 'returned',
        lines: [{ lineId: '260422900298363', quantity: 1 }],
      });
      expect(word(message())).toBeNull();
    });
  });

  describe('at its simulated platform', () => {
    let platforms: Platforms;
    const { orderId, order } = fixture(lazada, 'order-paid');
    const TOKEN = 'the access token';
    const account = () => ({ secrets: [secretOf(lazada)], accessToken: TOKEN, endpoint: platforms.url });
    const caller = { shopId: '1000114855', at: NOW, accessToken: TOKEN };
    const LINES = ['702913362481234', '702913362581234', '702913362681234'].map((lineId) => ({
      lineId,
      channelSku: null,
      sku: 'OL-TEA-002',
      quantity: 1,
    }));

    beforeAll(async () => {
      platforms = await startPlatforms({
        port: 0,
        accounts: { lazada: { secrets: [secretOf(lazada)], accessToken: TOKEN } },
      });
    });
    afterAll(() => platforms.close());
    beforeEach(() => platforms.put('lazada', orderId, order ?? '', at('2026-06-01T04:00:45.000Z')));

    const call = async (request: { method: string; path: string; headers: object; body: string }) => {
      const response = await fetch(`${platforms.url}${request.path}`, {
        method: request.method,
        headers: { ...request.headers },
        ...(request.method === 'GET' ? {} : { body: request.body }),
      });
      return { status: response.status, body: await response.text() };
    };

    /** As the outbox does it: what follows is asked until it ends, then read, then looked at. */
    const tell = async (news: ChannelNews) => {
      const { writeBack } = lazada;
      if (!writeBack?.readBack || !writeBack.follow) throw new Error('lazada can be told nothing');
      const ask = { ...caller, news };
      const paths: string[] = [];
      const answers = [];
      let request: ReturnType<typeof writeBack.build> | null = writeBack.build(ask, secretOf(lazada), nodeCrypto);
      while (request && answers.length < 5) {
        paths.push(request.path.split('?')[0] ?? '');
        answers.push(await call(request));
        request = writeBack.follow(answers, ask, secretOf(lazada), nodeCrypto);
      }
      const { status = 0, body = '' } = answers.at(-1) ?? {};
      const look = writeBack.readBack(ask, secretOf(lazada), nodeCrypto);
      if (!look) throw new Error('lazada cannot be asked what it shows');
      const shown = await call(look);
      return { paths, told: writeBack.read(status, body), shown: writeBack.shows(JSON.parse(shown.body), news) };
    };
    const shipped = (lines = LINES, change: object = {}): ChannelNews => ({
      kind: 'SHIPPED',
      channelOrderId: orderId,
      carrier: 'TFS',
      trackingNumber: 'SF1234567890',
      lines,
      partial: lines.length < LINES.length,
      ...change,
    });

    it('packs a parcel and calls it ready, and shows it', async () => {
      expect(await tell(shipped())).toEqual({
        paths: ['/order/items/get', '/order/fulfill/pack', '/order/package/rts'],
        told: { kind: 'DONE' },
        shown: true,
      });
    });

    it('does no half twice: what is packed is called ready, what is ready is left alone', async () => {
      const packed = (order ?? '').replaceAll('"status":"pending"', '"status":"packed"');
      platforms.put('lazada', orderId, packed.replaceAll('"package_id":""', `"package_id":"FP${orderId}"`));
      expect(await tell(shipped())).toMatchObject({
        paths: ['/order/items/get', '/order/package/rts'],
        told: { kind: 'DONE' },
        shown: true,
      });
      expect(await tell(shipped())).toEqual({ paths: ['/order/items/get'], told: { kind: 'DONE' }, shown: true });
    });

    it('ships a part, and the rest later', async () => {
      expect(await tell(shipped(LINES.slice(0, 1)))).toMatchObject({ told: { kind: 'DONE' }, shown: true });
      const shows = await fetchOrder(lazada, account(), { channelOrderId: orderId, ...caller });
      expect(JSON.stringify(shows)).toContain('"statuses":["ready_to_ship","pending"]');
      expect(await tell(shipped())).toMatchObject({ told: { kind: 'DONE' }, shown: true });
    });

    it('names the provider of a store across the border', () => {
      const items = { status: 200, body: '{"code":"0","data":[{"order_item_id":702913362481234,"status":"pending"}]}' };
      const ask = { ...caller, news: shipped(LINES, { carrier: 'FM49' }) };
      const request = lazada.writeBack?.follow?.([items], ask, secretOf(lazada), nodeCrypto);
      expect(new URLSearchParams(request?.body).get('packReq')).toBe(
        '{"pack_order_list":[{"order_item_list":[702913362481234],"order_id":702913362381234}],"delivery_type":"dropship","shipping_allocate_type":"NTFS","shipment_provider_code":"FM49"}',
      );
    });

    it('refuses to pack what was cancelled, saying so', async () => {
      platforms.put('lazada', orderId, (order ?? '').replaceAll('"status":"pending"', '"status":"canceled"'));
      expect(await tell(shipped())).toMatchObject({
        paths: ['/order/items/get', '/order/fulfill/pack'],
        told: { kind: 'REFUSED', reason: expect.stringContaining('82 order item status is not allowed') },
        shown: false,
      });
    });

    it('cancels what cannot be served for a reason that leaves the stock alone', async () => {
      expect(await tell({ kind: 'REFUSED', channelOrderId: orderId, reason: 'no stock left' })).toEqual({
        paths: ['/order/items/get', '/order/reverse/cancel/validate', '/order/reverse/cancel/create'],
        told: { kind: 'DONE' },
        shown: true,
      });
      expect(platforms.find('lazada', orderId)).toContain('"reason":"Sourcing Delay"');
      const again = await tell({ kind: 'REFUSED', channelOrderId: orderId, reason: '' });
      expect(again).toEqual({ paths: ['/order/items/get'], told: { kind: 'DONE' }, shown: true });
    });

    it('tells what may still be sold', async () => {
      const news = { kind: 'STOCK', sku: 'OL-<TEA>&002', channelSku: '2362085356/22140418979', available: 7 } as const;
      expect(await tell(news)).toMatchObject({ told: { kind: 'DONE' }, shown: true });
      expect(platforms.stockOf('lazada', '2362085356/22140418979')).toBe(7);
      expect((await tell({ ...news, available: 0 })).shown).toBe(true);
    });

    it.each([
      ['{"type":"ISV","code":"SellerCallLimit","message":"too many"}', 'LATER'],
      ['{"type":"ISP","code":"E012","message":"busy"}', 'LATER'],
      ['<html>', 'LATER'],
      ['{"type":"ISV","code":"82","message":"not allowed"}', 'REFUSED'],
      ['{"code":"0","data":{"tip_type":"error","tip_content":"shipped already"}}', 'REFUSED'],
      [
        '{"code":"0","result":{"success":true,"data":{"packages":[{"item_err_code":"600002","msg":"gone","retry":false}]}}}',
        'REFUSED',
      ],
      [
        '{"code":"0","result":{"success":true,"data":{"packages":[{"item_err_code":"1","msg":"busy","retry":true}]}}}',
        'LATER',
      ],
      ['{"code":"0","result":{"success":false,"error_code":"700100","error_msg":"order not found"}}', 'REFUSED'],
    ])('reads the answer %s as %s', (body, kind) => {
      expect(lazada.writeBack?.read(200, body).kind).toBe(kind);
    });

    it('lists what changed, page by page, as pushes by which the order is found', async () => {
      const { listing } = lazada;
      if (!listing) throw new Error('lazada lists nothing');
      const ids = Array.from({ length: 103 }, (_, index) => String(800000000000000 + index));
      for (const [second, id] of ids.entries())
        platforms.put('lazada', id, (order ?? '').replaceAll(orderId, id), plusSeconds(FIVE, second));
      const window = { from: FIVE, to: plusSeconds(FIVE, 102) };
      const found: string[] = [];
      let page: string | null = null;
      do {
        const ask = { ...caller, ...window, page };
        const { status, body } = await call(listing.build(ask, secretOf(lazada), nodeCrypto));
        const read = listing.read(status, body, ask);
        if (read.kind !== 'PAGE') throw new Error(read.reason);
        found.push(...read.pushes.map(({ channelOrderId }) => channelOrderId ?? ''));
        expect(read.pushes[0]).toMatchObject({
          topic: '0',
          shopId: '1000114855',
          sourceAt: expect.stringMatching(/^2026/),
        });
        page = read.next;
      } while (page !== null);
      expect(found).toEqual(ids.slice(0, 102));
      expect(listing.read(200, '{"code":"ApiCallLimit"}', { ...caller, ...window, page: null }).kind).toBe('LATER');
    });
  });
});
