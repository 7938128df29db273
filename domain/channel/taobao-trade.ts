import { toBeijing } from '../time.ts';
import type { Channel, Fetched, Push } from './channel.ts';
import type { ChannelListing } from './channel-api.ts';
import { asRecord, idText } from './lossless-json.ts';
import { beijingIn } from './taobao-tmc.ts';
import { readTop, topCall, topList } from './taobao-top.ts';
import { pageAfter } from './window-reading.ts';

type Fields = Readonly<Record<string, unknown>>;

const FULLINFO = 'taobao.trade.fullinfo.get';
const INCREMENT = 'taobao.trades.sold.increment.get';

const ORDER_FIELDS = [
  'oid',
  'num',
  'num_iid',
  'sku_id',
  'outer_iid',
  'outer_sku_id',
  'title',
  'price',
  'total_fee',
  'payment',
  'discount_fee',
  'adjust_fee',
  'divide_order_fee',
  'part_mjz_discount',
  'refund_status',
  'refund_id',
  'status',
  'store_code',
  'estimate_con_time',
  'delivery_time',
  'collect_time',
  'promise_collect_time',
  'sku_properties_name',
  'invoice_no',
  'logistics_company',
  'consign_time',
  'is_free_gift',
  'gift_mids',
  'combo_id',
  'combine_item_info',
  'bind_oids',
  'item_meal_id',
  'zhengji_status',
  'sub_order_tax_fee',
  'timing_promise',
  'promise_service',
  'customization',
  'modify_address',
];

/** The five fields that `oaid` is only given with are among them. */
const TRADE_FIELDS = [
  'tid',
  'status',
  'type',
  'created',
  'modified',
  'pay_time',
  'end_time',
  'consign_time',
  'seller_nick',
  'buyer_nick',
  'buyer_open_uid',
  'payment',
  'total_fee',
  'post_fee',
  'discount_fee',
  'adjust_fee',
  'order_tax_fee',
  'step_trade_status',
  'step_paid_fee',
  'shipping_type',
  'receiver_name',
  'receiver_country',
  'receiver_state',
  'receiver_city',
  'receiver_district',
  'receiver_town',
  'receiver_address',
  'receiver_zip',
  'receiver_mobile',
  'receiver_phone',
  'oaid',
  'buyer_message',
  'buyer_memo',
  'seller_memo',
  'trade_memo',
  'seller_flag',
  'trade_from',
  'est_con_time',
  'send_time',
  'delivery_time',
  'collect_time',
  'sign_time',
  'promise_sign_time',
  'os_date',
  'os_range',
  'es_date',
  'es_range',
  'tcps_start',
  'tcps_end',
  'timing_promise',
  'promise_service',
  'service_tags',
  'logistics_infos',
  'asdp_biz_type',
  'asdp_ads',
  'omnichannel_param',
  'o2o_delivery',
  'o2o_shop_id',
  'shop_pick',
  'cross_bonded_declare',
  'post_gate_declare',
  'real_name_auth_status',
  'third_party_customs_declaration',
  'top_hold',
  'ofp_hold',
  'team_buy_hold',
  'share_group_hold',
  'forbid_consign',
  'delay_create_delivery',
  'play_type',
  'rx_audit_status',
  'lm',
];

const FIELDS = [...TRADE_FIELDS, ...ORDER_FIELDS.map((name) => `orders.${name}`)].join(',');
const MISSING_TRADE = /trade-not-exist|订单不存在|交易不存在/;

export const askTrade: NonNullable<Channel['orderRequest']>['build'] = ({ channelOrderId, ...ask }, secret, crypto) =>
  topCall(FULLINFO, { tid: channelOrderId, fields: FIELDS }, ask, secret, crypto);

/** Reads the answer of `trade.fullinfo.get`. Anything but an order or a plain "no such order" is worth asking again. */
export const readTrade = (status: number, body: string): Fetched => {
  const read = readTop(FULLINFO, status, body);
  if (read.kind === 'LATER') return { kind: 'LATER', reason: read.reason };
  if (read.kind === 'REFUSED')
    return { kind: MISSING_TRADE.test(read.reason) ? 'MISSING' : 'LATER', reason: read.reason };
  const trade = asRecord(read.answer.trade);
  return trade ? { kind: 'ORDER', payload: trade } : { kind: 'MISSING', reason: `${FULLINFO} succeeded without trade` };
};

const PAGE_SIZE = 50;

/** The push that would have told of this change. */
const pushOf = (trade: Fields): Push[] => {
  const tid = idText(trade.tid);
  const changedAt = beijingIn(trade.modified, trade.created);
  if (tid === null || changedAt === null) return [];
  const { seller_nick, modified, status } = trade;
  return [
    {
      dedupeKey: `list:${tid}:${changedAt}`,
      topic: 'taobao_trade_TradeChanged',
      shopId: idText(seller_nick) ?? '',
      channelOrderId: tid,
      sourceAt: changedAt,
      body: JSON.stringify({ tid, seller_nick, modified, status }),
    },
  ];
};

/** `trades.sold.increment.get`: newest first, a day at most and half an hour by the platform's advice. Unconfirmed: how far its index lags. */
export const taobaoListing: ChannelListing = {
  windowSeconds: 1800,
  lagSeconds: 180,
  build: ({ from, to, page, ...ask }, secret, crypto) =>
    topCall(
      INCREMENT,
      {
        fields: 'tid,status,created,modified,seller_nick',
        start_modified: toBeijing(from),
        end_modified: toBeijing(to),
        page_no: page ?? '1',
        page_size: String(PAGE_SIZE),
      },
      ask,
      secret,
      crypto,
    ),
  read: (status, body, { page }) => {
    const read = readTop(INCREMENT, status, body);
    if (read.kind !== 'ANSWER') return { kind: 'LATER', reason: read.reason };
    const next = pageAfter(page === null ? null : Number(page), Number(read.answer.total_results ?? 0), PAGE_SIZE);
    return {
      kind: 'PAGE',
      pushes: topList(read.answer.trades, 'trade').flatMap(pushOf),
      next: next === null ? null : String(next),
    };
  },
};
