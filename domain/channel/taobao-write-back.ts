import type { ChannelSecret, PlatformRequest } from './channel.ts';
import type { ApiAsk, ChannelNews, ChannelWriteBack, Told } from './channel-api.ts';
import { asRecord, idText, parseLossless } from './lossless-json.ts';
import { readTop, topCall, topList } from './taobao-top.ts';
import { askTrade } from './taobao-trade.ts';

type Of<Kind extends ChannelNews['kind']> = Extract<ChannelNews, { kind: Kind }>;
type Call = readonly [method: string, parameters: Readonly<Record<string, string>>];

/** The only reasons the platform takes; a shop that refuses by itself is out of stock. */
const CLOSE_REASONS = new Set([
  '未及时付款',
  '买家不想买了',
  '买家信息填写错误，重新拍',
  '恶意买家/同行捣乱',
  '缺货',
  '买家拍错了',
  '同城见面交易',
]);

const shipped = ({ channelOrderId, carrier, trackingNumber, lines, partial }: Of<'SHIPPED'>): Call => [
  'taobao.logistics.offline.send',
  {
    tid: channelOrderId,
    out_sid: trackingNumber,
    company_code: carrier,
    ...(partial ? { is_split: '1', sub_tid: lines.map(({ lineId }) => lineId).join(',') } : {}),
  },
];

const refused = ({ channelOrderId, reason }: Of<'REFUSED'>): Call => [
  'taobao.trade.close',
  { tid: channelOrderId, close_reason: CLOSE_REASONS.has(reason) ? reason : '缺货' },
];

/** `item:sku` as the mapping writes it, or an item without SKUs. */
const skuOf = (channelSku: string): { readonly item: string; readonly sku: string | null } => {
  const [item = '', sku = ''] = channelSku.split(':');
  return { item, sku: sku === '' ? null : sku };
};

/** 1: the quantity is the new level, not a change of it. */
const WHOLE = '1';

const stock = ({ channelSku, available }: Of<'STOCK'>): Call => {
  const { item, sku } = skuOf(channelSku);
  return sku === null
    ? ['taobao.item.quantity.update', { num_iid: item, quantity: String(Math.max(0, available)), type: WHOLE }]
    : [
        'taobao.skus.quantity.update',
        { num_iid: item, skuid_quantities: `${sku}:${Math.max(0, available)}`, type: WHOLE },
      ];
};

const callOf = (news: ChannelNews): Call => {
  if (news.kind === 'SHIPPED') return shipped(news);
  return news.kind === 'REFUSED' ? refused(news) : stock(news);
};

const METHODS = [
  'taobao.logistics.offline.send',
  'taobao.trade.close',
  'taobao.item.quantity.update',
  'taobao.skus.quantity.update',
];

/** B04: 订单状态不对，该物流订单已经发货或者已关闭，不能重复发货. Which of the two it is, the read-back sees. */
const TOLD_BEFORE = /error:B04|已(经)?发货|重复发货|已(经)?关闭/;
const CURE = 'do it by hand at the platform, or correct the order there';

const read = (status: number, body: string): Told => {
  // An error is worded alike for every method; an answer names its own.
  const method = METHODS.find((each) =>
    body.includes(`"${each.slice('taobao.'.length).replaceAll('.', '_')}_response"`),
  );
  const said = readTop(method ?? 'taobao write', status, body);
  if (said.kind === 'LATER') return said;
  if (said.kind === 'REFUSED')
    return TOLD_BEFORE.test(said.reason) ? { kind: 'DONE' } : { kind: 'REFUSED', reason: `${said.reason}: ${CURE}` };
  const shipping = asRecord(said.answer.shipping);
  return shipping && String(shipping.is_success) !== 'true'
    ? { kind: 'REFUSED', reason: `${method} answered is_success ${String(shipping.is_success)}: ${CURE}` }
    : { kind: 'DONE' };
};

const readBack = (
  { news, ...ask }: ApiAsk & { readonly news: ChannelNews },
  secret: ChannelSecret,
  crypto: Parameters<ChannelWriteBack['build']>[2],
): PlatformRequest => {
  if (news.kind !== 'STOCK') return askTrade({ ...ask, channelOrderId: news.channelOrderId }, secret, crypto);
  const { item, sku } = skuOf(news.channelSku);
  return sku === null
    ? topCall('taobao.item.seller.get', { num_iid: item, fields: 'num_iid,num' }, ask, secret, crypto)
    : topCall('taobao.item.sku.get', { num_iid: item, sku_id: sku, fields: 'sku_id,quantity' }, ask, secret, crypto);
};

/** The thing asked for, out of the answer around it or by itself. */
const inside = (payload: unknown, response: string, name: string): Readonly<Record<string, unknown>> | null => {
  const whole = asRecord(typeof payload === 'string' ? parseLossless(payload) : payload);
  const answer = asRecord(whole?.[response]) ?? whole;
  return asRecord(answer?.[name]) ?? answer;
};

const CLOSED = new Set(['TRADE_CLOSED', 'TRADE_CLOSED_BY_TAOBAO']);

const showsShipment = (
  trade: Readonly<Record<string, unknown>> | null,
  { lines, trackingNumber }: Of<'SHIPPED'>,
): boolean => {
  const told = new Set(lines.map(({ lineId }) => lineId));
  const orders = topList(trade?.orders, 'order').filter(({ oid }) => told.has(idText(oid) ?? ''));
  return orders.length > 0 && orders.every((order) => idText(order.invoice_no) === trackingNumber);
};

const shows = (payload: unknown, news: ChannelNews): boolean => {
  if (news.kind === 'STOCK') {
    const sku = inside(payload, 'item_sku_get_response', 'sku');
    const item = inside(payload, 'item_seller_get_response', 'item');
    const level = skuOf(news.channelSku).sku === null ? item?.num : sku?.quantity;
    return level !== undefined && Number(level) === news.available;
  }
  const trade = inside(payload, 'trade_fullinfo_get_response', 'trade');
  return news.kind === 'SHIPPED' ? showsShipment(trade, news) : CLOSED.has(String(trade?.status));
};

/**
 * What Taobao can be told. A parcel of several is sent with the lines in it; the last one sends off what is left.
 *
 * Unconfirmed: the limit of calls (a cautious one is kept; the platform says how long a ban lasts); the sub-codes of
 * `trade.close`, which closes orders that are not paid only, so that refusing a paid order ends with a person.
 */
export const taobaoWriteBack: ChannelWriteBack = {
  writes: ['SHIPPED', 'REFUSED', 'STOCK'],
  requestsPerMinute: 120,
  build: ({ news, ...ask }, secret, crypto) => {
    const [method, parameters] = callOf(news);
    return topCall(method, parameters, ask, secret, crypto);
  },
  read,
  readBack,
  shows,
};
