import type { AfterSaleWord } from '#domain/channel/channel-api.ts';
import { CHANNELS, channelById } from '#domain/channel/channels.ts';
import { accepted, fixture, signed } from './given.ts';

type Case = {
  readonly channel: string;
  readonly says: string;
  readonly topic?: string;
  readonly push: unknown;
  readonly word: Partial<AfterSaleWord>;
};

const inText = (value: unknown): string => JSON.stringify(value);

/** What each platform sends, through its own signature and reader, and what it says in our words. */
const CASES: readonly Case[] = [
  {
    channel: 'douyin',
    says: 'a refund before shipping is asked for, in fen, with an ISO time',
    push: [
      {
        tag: '200',
        msg_id: '71',
        data: '{"aftersale_id":7200893114000949517,"aftersale_status":6,"aftersale_type":2,"p_id":4987312200456801290,"s_id":4987312200456801291,"shop_id":61200345,"reason_code":1,"refund_amount":23800,"apply_time":1780286700,"update_time":"2026-06-01T12:05:00+08:00"}',
      },
    ],
    word: {
      channelOrderId: '4987312200456801290',
      channelReturnId: '7200893114000949517',
      kind: 'REFUND',
      state: 'REQUESTED',
      refundMinor: 23800,
      lines: [{ lineId: '4987312200456801291', quantity: null }],
      reason: '1',
      sourceAt: '2026-06-01T04:05:00.000Z' as AfterSaleWord['sourceAt'],
    },
  },
  {
    channel: 'douyin',
    says: 'arbitration found for the merchant: the status decides, not the tag',
    push: [
      {
        tag: '216',
        msg_id: '72',
        data: inText({ aftersale_id: 7, aftersale_status: 27, aftersale_type: 0, p_id: 8, s_id: 9, shop_id: 1 }),
      },
    ],
    word: { kind: 'RETURN', state: 'REJECTED', refundMinor: null, sourceAt: null },
  },
  {
    channel: 'douyin',
    says: 'the time to answer was moved',
    push: [
      {
        tag: '209',
        msg_id: '73',
        data: inText({ aftersale_id: 7, aftersale_status: 6, aftersale_type: 2, p_id: 8, status_deadline: 1780459200 }),
      },
    ],
    word: { state: 'REQUESTED', decidesItselfAt: '2026-06-03T04:00:00.000Z' as AfterSaleWord['sourceAt'] },
  },
  {
    channel: 'xiaohongshu',
    says: 'refunded: its amount is yuan, its time milliseconds',
    push: [
      {
        msgTag: 'msg_after_sale_refund_finished',
        sellerId: 'demo-seller-1',
        data: inText({
          refundFee: 19.9,
          orderId: 'P771204418030556201',
          packageId: 'P771204418030556201',
          returnsId: 'R6242141112650000',
          updateTime: 1780286700217,
          returnType: 5,
          requestFrom: 1,
        }),
      },
    ],
    word: {
      channelOrderId: 'P771204418030556201',
      channelReturnId: 'R6242141112650000',
      kind: 'REFUND',
      state: 'REFUNDED',
      refundMinor: 1990,
      reason: 'BUYER',
      sourceAt: '2026-06-01T04:05:00.217Z' as AfterSaleWord['sourceAt'],
    },
  },
  {
    channel: 'xiaohongshu',
    says: 'a tag nobody knows, about an exchange of an older message without an order id',
    push: [
      {
        msgTag: 'msg_after_sale_pondered',
        sellerId: 'demo-seller-1',
        data: inText({ packageId: 'P7712', returnsId: 'R62', updateTime: 1780286700217, returnType: 2 }),
      },
    ],
    word: { channelOrderId: 'P7712', kind: 'EXCHANGE', state: null, platformStatus: 'msg_after_sale_pondered' },
  },
  {
    channel: 'kuaishou',
    says: 'a refund is asked for; the order is called orderId here',
    push: {
      eventId: 'e-1',
      msgId: 'm-1',
      bizId: 10987654,
      userId: 20001,
      appKey: 'test-app-1',
      event: 'kwaishop_aftersales_addRefund',
      info: '{"orderId":2607602240240301,"refundId":10987654,"handlingWay":10,"specialRefundType":0,"status":10,"createTime":1780286700425}',
      createTime: 1780286700425,
    },
    word: {
      channelOrderId: '2607602240240301',
      channelReturnId: '10987654',
      kind: 'REFUND',
      state: 'REQUESTED',
      refundMinor: null,
      sourceAt: '2026-06-01T04:05:00.425Z' as AfterSaleWord['sourceAt'],
    },
  },
  {
    channel: 'kuaishou',
    says: 'an exchange succeeded: goods, no money',
    push: {
      eventId: 'e-2',
      appKey: 'test-app-1',
      event: 'kwaishop_aftersales_updateRefund',
      info: inText({ orderId: 26, refundId: 10, handlingWay: 3, status: 60, eventType: 1, updateTime: 1780286700425 }),
    },
    word: { kind: 'EXCHANGE', state: 'CLOSED', platformStatus: '60' },
  },
  {
    channel: 'youzan',
    says: 'the buyer asks for money only, in yuan and Beijing time',
    push: {
      type: 'trade_refund_BuyerCreated',
      kdt_id: 18000001,
      id: 'E20260601120500012300042',
      msg_id: 'm-9',
      version: 1780286700,
      mode: 1,
      test: false,
      msg: {
        update_time: '2026-06-01 12:05:00',
        refund_type: 'REFUND_ONLY',
        refunded_fee: '19.90',
        refund_reason: 'RETURNSNOT_OTHER',
        refund_id: '202606011205000000420720',
        version: 1780286700482,
        oids: '2893166363399290000,2893166363399290001',
        tid: 'E20260601120500012300042',
      },
    },
    word: {
      channelOrderId: 'E20260601120500012300042',
      channelReturnId: '202606011205000000420720',
      kind: 'REFUND',
      state: 'REQUESTED',
      refundMinor: 1990,
      lines: [
        { lineId: '2893166363399290000', quantity: null },
        { lineId: '2893166363399290001', quantity: null },
      ],
      reason: 'RETURNSNOT_OTHER',
      sourceAt: '2026-06-01T04:05:00.000Z' as AfterSaleWord['sourceAt'],
    },
  },
  {
    channel: 'youzan',
    says: 'closed, in the words of the newer family',
    push: {
      type: 'youzan_trade_RefundClosed',
      kdt_id: 18000001,
      id: 'E1',
      msg_id: 'm-10',
      msg: { tid: 'E1', refund_id: '2', refund_type: 'REFUND_AND_RETURN', update_time: '2026-06-01 12:05:00' },
    },
    word: { kind: 'RETURN', state: 'CLOSED' },
  },
  {
    channel: 'wechat',
    says: 'the buyer is to send the goods back; ids and a status are all there is',
    push: '{"ToUserName":"gh_demo","FromUserName":"OpenID","CreateTime":1780286700,"MsgType":"event","Event":"channels_ec_aftersale_update","finder_shop_aftersale_status_update":{"status":"USER_WAIT_RETURN","after_sale_order_id":"2000000123456789","order_id":"3725115058471208900"}}',
    word: {
      channelOrderId: '3725115058471208900',
      channelReturnId: '2000000123456789',
      kind: 'RETURN',
      state: 'APPROVED',
      refundMinor: null,
      sourceAt: '2026-06-01T04:05:00.000Z' as AfterSaleWord['sourceAt'],
    },
  },
  {
    channel: 'wechat',
    says: 'withdrawn, from a shop that chose XML',
    push: '<xml><ToUserName><![CDATA[gh_demo]]></ToUserName><CreateTime>1780286700</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[channels_ec_aftersale_update]]></Event><finder_shop_aftersale_status_update><status><![CDATA[USER_CANCELD]]></status><after_sale_order_id>2000000123456789</after_sale_order_id><order_id>3725115058471208900</order_id></finder_shop_aftersale_status_update></xml>',
    word: { channelOrderId: '3725115058471208900', channelReturnId: '2000000123456789', state: 'CLOSED' },
  },
  {
    channel: 'wechat',
    says: 'the platform is called in',
    push: '{"ToUserName":"gh_demo","CreateTime":1780286700,"MsgType":"event","Event":"channels_ec_complaint_update","finder_shop_complaint":{"complaint_status":101,"after_sale_order_id":"1234567","complaint_id":"7654321","order_id":"123244"}}',
    word: { channelReturnId: '1234567', state: 'DISPUTED', platformStatus: 'complaint 101' },
  },
  {
    channel: 'meituan',
    says: 'a partial refund is asked for, in yuan',
    topic: 'refund-part',
    push: {
      order_id: '27060700260000042',
      app_poi_code: 'poi-42',
      notify_type: 'part',
      refund_id: '880042',
      money: '12.50',
      reason: '商品缺货',
      res_type: '0',
      is_appeal: '0',
      timestamp: '1780286700',
    },
    word: {
      channelOrderId: '27060700260000042',
      channelReturnId: '880042',
      kind: 'REFUND',
      state: 'REQUESTED',
      refundMinor: 1250,
      reason: '商品缺货',
    },
  },
  {
    channel: 'meituan',
    says: 'a second application after a refusal is the platform’s to decide',
    topic: 'refund',
    push: {
      order_id: '27060700260000042',
      app_poi_code: 'poi-42',
      notify_type: 'apply',
      is_appeal: '1',
      timestamp: '1780286700',
    },
    word: { channelReturnId: '27060700260000042:full', state: 'DISPUTED', refundMinor: null },
  },
  {
    channel: 'eleme',
    says: 'money back after completion, a double of yuan',
    topic: '30',
    push: '{"orderId":"8076190120874600042","refundStatus":"applied","reason":"少送","shopId":150000042,"refundType":"part","totalPrice":12.05,"updateTime":1780286700}',
    word: {
      channelOrderId: '8076190120874600042',
      channelReturnId: '8076190120874600042:refund',
      state: 'REQUESTED',
      refundMinor: 1205,
      reason: '少送',
      sourceAt: '2026-06-01T04:05:00.000Z' as AfterSaleWord['sourceAt'],
    },
  },
  {
    channel: 'shopify',
    says: 'money went back, to the cent, and for which lines',
    topic: 'refunds/create',
    push: {
      id: 929361462,
      order_id: 5678901234567,
      created_at: '2026-06-01T00:05:00-04:00',
      processed_at: '2026-06-01T00:05:00-04:00',
      refund_line_items: [{ id: 1, quantity: 2, line_item_id: 703073504 }],
      transactions: [
        { id: 2, kind: 'refund', status: 'success', amount: '41.94', currency: 'USD' },
        { id: 3, kind: 'refund', status: 'success', amount: '0.06', currency: 'USD' },
      ],
    },
    word: {
      channelOrderId: '5678901234567',
      channelReturnId: '929361462',
      state: 'REFUNDED',
      refundMinor: 4200,
      currency: 'USD',
      lines: [{ lineId: '703073504', quantity: 2 }],
      sourceAt: '2026-06-01T04:05:00.000Z' as AfterSaleWord['sourceAt'],
    },
  },
  {
    channel: 'shopify',
    says: 'lines were taken out without money',
    topic: 'refunds/create',
    push: { id: 9, order_id: 5, created_at: '2026-06-01T00:05:00-04:00', refund_line_items: [], transactions: [] },
    word: { state: 'CLOSED', refundMinor: null },
  },
  {
    channel: 'shopify',
    says: 'a return is asked for; its order stands inside',
    topic: 'returns/request',
    push: {
      id: 777001,
      status: 'requested',
      order: { id: 5678901234567 },
      return_line_items: [{ id: 1, quantity: 1, fulfillment_line_item: { id: 2, line_item: { id: 703073504 } } }],
    },
    word: {
      channelOrderId: '5678901234567',
      channelReturnId: '777001',
      kind: 'RETURN',
      state: 'REQUESTED',
      lines: [{ lineId: '703073504', quantity: 1 }],
    },
  },
  {
    channel: 'woocommerce',
    says: 'an order lists its refunds',
    topic: 'order.updated',
    push: {
      id: 727,
      status: 'processing',
      currency: 'EUR',
      total: '50.00',
      date_modified_gmt: '2026-06-01T04:05:00',
      refunds: [
        { id: 1, reason: '', total: '-10.00' },
        { id: 2, reason: '', total: '-2.50' },
      ],
    },
    word: {
      channelOrderId: '727',
      channelReturnId: '727:refunds',
      state: 'REFUNDED',
      refundMinor: 1250,
      currency: 'EUR',
    },
  },
  {
    channel: 'tiktok-shop',
    says: 'a return waits for an answer',
    push: {
      type: 12,
      shop_id: '7494726673780148744',
      tts_notification_id: '7327112393057371910',
      timestamp: 1780286705,
      data: {
        order_id: '576684019603311364',
        return_id: '577086512123755123',
        return_type: 'REFUND',
        return_status: 'RETURN_OR_REFUND_REQUEST_PENDING',
        update_time: 1780286700,
      },
    },
    word: {
      channelOrderId: '576684019603311364',
      channelReturnId: '577086512123755123',
      kind: 'REFUND',
      state: 'REQUESTED',
      sourceAt: '2026-06-01T04:05:00.000Z' as AfterSaleWord['sourceAt'],
    },
  },
  {
    channel: 'tiktok-shop',
    says: 'a cancellation was taken back',
    push: {
      type: 11,
      shop_id: '7494726673780148744',
      tts_notification_id: '7327112393057371911',
      data: { order_id: '5', cancel_id: '6', cancel_status: 'CANCELLATION_REQUEST_CANCEL', update_time: 1780286700 },
    },
    word: { channelReturnId: '6', kind: 'REFUND', state: 'CLOSED' },
  },
  {
    channel: 'shopee',
    says: 'a return is asked for',
    push: {
      code: 29,
      shop_id: 727720655,
      timestamp: 1780286705,
      data: {
        order_sn: '260601QSK8S7BX',
        return_sn: '2606010QSK8S7',
        return_status: 'REQUESTED',
        update_time: 1780286700,
      },
    },
    word: {
      channelOrderId: '260601QSK8S7BX',
      channelReturnId: '2606010QSK8S7',
      state: 'REQUESTED',
      sourceAt: '2026-06-01T04:05:00.000Z' as AfterSaleWord['sourceAt'],
    },
  },
  {
    channel: 'douyin-life',
    says: 'the merchant refused',
    push: {
      event: 'life_trade_refund_audit',
      client_key: 'demo',
      content:
        '{"order_id":"1083200000000000042","after_sale_id":"1083200000000000099","pass":false,"msg_time":1780286700}',
    },
    word: { channelOrderId: '1083200000000000042', channelReturnId: '1083200000000000099', state: 'REJECTED' },
  },
  {
    channel: 'agiso',
    says: 'a refund of Taobao, in Taobao’s words',
    topic: '64',
    push: {
      Platform: 'TAOBAO',
      Tid: 2067719225654838,
      Oid: '2067719225654839',
      RefundId: '2067719225650000',
      RefundFee: '19.90',
      Status: 'WAIT_SELLER_AGREE',
      Modified: '2026-06-01 12:05:00',
    },
    word: {
      channelOrderId: '2067719225654838',
      channelReturnId: '2067719225650000',
      state: 'REQUESTED',
      refundMinor: 1990,
      sourceAt: '2026-06-01T04:05:00.000Z' as AfterSaleWord['sourceAt'],
    },
  },
  {
    channel: 'dms',
    says: 'a dealer sends goods back',
    push: {
      schema: 'orderloom.dms/1',
      message_id: 'm-42',
      event: 'return.updated',
      sent_at: '2026-06-01T12:05:00+08:00',
      return: {
        return_id: 'RT-42',
        order_id: 'PO-42',
        kind: 'RETURN',
        status: 'GOODS_RETURNED',
        refund: '1250.00',
        currency: 'CNY',
        lines: [{ line_id: '10', quantity: 4 }],
        reason: 'DAMAGED',
        updated_at: '2026-06-01T12:05:00+08:00',
      },
    },
    word: {
      channelOrderId: 'PO-42',
      channelReturnId: 'RT-42',
      kind: 'RETURN',
      state: 'GOODS_RETURNED',
      refundMinor: 125000,
      lines: [{ lineId: '10', quantity: 4 }],
      sourceAt: '2026-06-01T04:05:00.000Z' as AfterSaleWord['sourceAt'],
    },
  },
];

const wordOf = ({ channel: id, topic = '', push }: Pick<Case, 'channel' | 'topic' | 'push'>) => {
  const channel = channelById(id);
  const text = typeof push === 'string' ? push : JSON.stringify(push);
  const { pushes, unreadable } = accepted(channel, signed(channel, { push: text, topic }));
  expect(unreadable).toEqual([]);
  const [message] = pushes;
  if (!message) throw new Error(`${id} gave no push`);
  return { message, word: channel.afterSaleIn?.(message) ?? null };
};

describe('an after-sale message', () => {
  it.each(CASES.map((each) => [each.channel, each.says, each] as const))('of %s: %s', (_id, _says, given) => {
    const { message, word } = wordOf(given);
    expect(word).toMatchObject(given.word);
    // What is fetched and what is grouped goes by the push: both must be about the same order.
    expect(message.channelOrderId).toBe(word?.channelOrderId);
  });

  it('is known of every channel that has such messages', () => {
    const spoken = new Set(CASES.map(({ channel }) => channel));
    expect(CHANNELS.filter(({ afterSaleIn }) => afterSaleIn).map(({ id }) => id)).toEqual(
      expect.arrayContaining([...spoken]),
    );
  });
});

describe('a message that is about no return', () => {
  it.each(CHANNELS.map((channel) => [channel.id, channel] as const))('of %s is none', (_id, channel) => {
    for (const name of ['order-created', 'order-paid', 'order-shipped']) {
      const message = fixture(channel, name);
      for (const push of accepted(channel, signed(channel, message)).pushes)
        expect([name, channel.afterSaleIn?.(push) ?? null]).toEqual([name, null]);
    }
  });

  it('is none when it names no return, whatever its topic', () => {
    expect(channelById('douyin').afterSaleIn?.({ topic: '200', body: '{"p_id":1}' })).toBeNull();
    expect(channelById('douyin').afterSaleIn?.({ topic: '200', body: 'no JSON' })).toBeNull();
    expect(channelById('wechat').afterSaleIn?.({ topic: 'channels_ec_aftersale_update', body: '{}' })).toBeNull();
  });
});
