import { createHash } from 'node:crypto';
import { fromEpochMillis, fromEpochSeconds, type Instant, toBeijing } from '../../../domain/time.ts';
import type { ApiAnswer, ApiCall, OrderAnswer, OrderBook, PlatformAccount } from './platforms.ts';

const PDD = 'pinduoduo';
/** Refunds are kept as messages of a box of their own. */
export const PDD_REFUNDS = 'pinduoduo-refunds';

type Params = Readonly<Record<string, string>>;
type Answered = (params: Params, book: OrderBook) => object;

const error = (code: number, msg: string, sub: string): object => ({
  error_response: { error_code: code, error_msg: msg, sub_code: `${code}`, sub_msg: sub, request_id: 'simulated' },
});
const business = (sub: string): object => error(50001, '业务服务错误', sub);

const md5 = (text: string): string => createHash('md5').update(text, 'utf8').digest('hex');

/** The platform's rule written out again, not shared with the client: two readings of it must agree. */
const signatureOf = (params: Params, secret: string): string => {
  const text = Object.keys(params)
    .filter((name) => name !== 'sign')
    .sort()
    .map((name) => name + params[name])
    .join('');
  return md5(`${secret}${text}${secret}`).toUpperCase();
};

const infoOf = (answer: OrderAnswer): OrderAnswer =>
  (answer as { order_info_get_response: { order_info: OrderAnswer } }).order_info_get_response.order_info;

const orderGet: Answered = ({ order_sn: orderSn = '' }, book) => {
  const known = book.find(PDD, orderSn);
  return known === null ? business('订单不存在') : (JSON.parse(known) as object);
};

const LONGEST_SECONDS = 1800;
const stretchOf = ({ start_updated_at, end_updated_at }: Params): readonly [Instant, Instant] | null => {
  const [from, to] = [Number(start_updated_at), Number(end_updated_at)];
  return to - from > LONGEST_SECONDS ? null : [fromEpochSeconds(from), fromEpochSeconds(to)];
};
const tooLong = () => error(10001, '参数错误', '开始时间结束时间间距不超过 30 分钟');

const pageOf = <T>(rows: readonly T[], { page, page_size }: Params): readonly T[] =>
  rows.slice((Number(page) - 1) * Number(page_size), Number(page) * Number(page_size));

const orderList: Answered = (params, book) => {
  const stretch = stretchOf(params);
  if (!stretch) return tooLong();
  const rows = book.changedBetween(PDD, ...stretch).map(({ answer }) => infoOf(JSON.parse(answer) as OrderAnswer));
  return { order_sn_increment_get_response: { total_count: rows.length, order_sn_list: pageOf(rows, params) } };
};

const refundList: Answered = (params, book) => {
  const stretch = stretchOf(params);
  if (!stretch) return tooLong();
  const [from, to] = stretch.map(toBeijing) as [string, string];
  const rows = book
    .unread(PDD_REFUNDS)
    .map(({ body }) => JSON.parse(body) as { updated_time: string })
    .filter(({ updated_time: at }) => from <= at && at < to);
  return { refund_increment_get_response: { total_count: rows.length, refund_list: pageOf(rows, params) } };
};

const send: Answered = ({ order_sn: orderSn = '', logistics_id, tracking_number }, book) => {
  const known = book.find(PDD, orderSn);
  if (known === null) return business('订单不存在');
  const order = infoOf(JSON.parse(known) as OrderAnswer);
  if (order.order_status !== 1) return business('订单已发货');
  if (order.risk_control_status === 1 || order.group_status !== 1) return business('订单状态不允许发货');
  const now = toBeijing(fromEpochMillis(Date.now()));
  book.amend(PDD, orderSn, (answer) => {
    const shipped = { order_status: 2, logistics_id: Number(logistics_id), tracking_number, shipping_time: now };
    Object.assign(infoOf(answer), shipped, { updated_at: now });
    return answer;
  });
  return { logistics_online_send_response: { is_success: true } };
};

const setStock: Answered = ({ goods_id, sku_id, quantity }, book) => {
  book.putStock(PDD, `${goods_id}/${sku_id}`, Number(quantity));
  book.putStock(PDD, `skus of ${goods_id}`, Number(sku_id));
  return { goods_quantity_update_response: { is_success: true } };
};

/** The goods with the one SKU whose stock was set last: enough to see it. */
const goodsGet: Answered = ({ goods_id }, book) => {
  const skuId = book.stockOf(PDD, `skus of ${goods_id}`);
  const skus = skuId === null ? [] : [{ sku_id: skuId, sku_quantity: book.stockOf(PDD, `${goods_id}/${skuId}`) }];
  return { goods_info_get_response: { goods_info: { goods_id: Number(goods_id), sku_list: skus } } };
};

const backlog: Answered = (_params, book) => ({ pmc_user_get_response: { number: book.unread(PDD).length } });

const TYPES: Readonly<Record<string, Answered>> = {
  'pdd.order.information.get': orderGet,
  'pdd.order.number.list.increment.get': orderList,
  'pdd.refund.list.increment.get': refundList,
  'pdd.logistics.online.send': send,
  'pdd.goods.quantity.update': setStock,
  'pdd.goods.information.get': goodsGet,
  'pdd.pmc.accrue.query': backlog,
};

/** The gateway `gw-api.pinduoduo.com/api/router` of Pinduoduo's open platform. */
export const answerPinduoduo = (call: ApiCall, account: PlatformAccount, book: OrderBook): ApiAnswer => {
  const params = JSON.parse(call.body) as Params;
  const shop = account.secrets.find(({ appId }) => appId === params.client_id);
  const answered = TYPES[params.type ?? ''];
  const answer = (): object => {
    if (!shop) return error(10001, '公共参数错误:client_id', 'client_id is unknown');
    if (params.sign !== signatureOf(params, shop.current)) return error(20004, '签名sign校验失败', 'sign is wrong');
    if (params.access_token !== account.accessToken) return error(10019, 'access_token已过期', 'access_token expired');
    return answered ? answered(params, book) : error(10001, '公共参数错误:type', 'type is unknown');
  };
  return { status: 200, body: JSON.stringify(answer()) };
};

/** Frames are numbered from beyond 2^53 on. */
const FIRST_FRAME = 9007199254740993n;

const frameOf = ({ id, body, saidAt }: { id: string; body: string; saidAt: Instant }): string =>
  `{"id":${FIRST_FRAME + BigInt(id)},"commandType":"Common","sendTime":${Date.parse(saidAt)},"message":${body}}`;

const refused: ApiAnswer = { status: 401, body: '{"error":"the digest of the path is wrong"}' };

/**
 * Stands for the socket of the message service, over HTTP at its own path: `GET` gives every frame that nobody acknowledged, again
 * and again; `POST` takes Ack frames.
 */
export const answerPmc = (call: ApiCall, account: PlatformAccount, book: OrderBook): ApiAnswer => {
  const [, , clientId = '', ms = '', digest = ''] = call.path.split('/').map(decodeURIComponent);
  const shop = account.secrets.find(({ appId }) => appId === clientId);
  if (!shop || digest !== Buffer.from(md5(`${clientId}${ms}${shop.current}`)).toString('base64')) return refused;
  if (call.method !== 'POST') return { status: 200, body: `[${book.unread(PDD).map(frameOf).join(',')}]` };
  const acked = Array.from(call.body.matchAll(/"id":(\d+),"commandType":"Ack"/g), ([, id = '0']) =>
    String(BigInt(id) - FIRST_FRAME),
  );
  book.confirm(PDD, acked);
  return { status: 200, body: JSON.stringify({ acknowledged: acked.length }) };
};
