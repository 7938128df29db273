import { fromBeijing, toBeijing } from '../../../domain/time.ts';
import { answerOf, atSecond, changedNow, objectAt, pageOf, seconds } from './booked-orders.ts';
import type { ApiAnswer, ApiCall, OrderBook, PlatformAccount } from './platforms.ts';

const gateway = (code: number, message: string): ApiAnswer => ({
  status: 200,
  body: JSON.stringify({ gw_err_resp: { err_code: code, err_msg: message, trace_id: 'simulated' } }),
});
const refused = (code: number, message: string): ApiAnswer => ({
  status: 200,
  body: JSON.stringify({ success: false, code, data: null, message }),
});
const done = (data: unknown): ApiAnswer => ({
  status: 200,
  body: JSON.stringify({ success: true, code: 200, data, message: 'successful' }),
});
export const youzanBusy: ApiAnswer = gateway(4301, '请求过于频繁');

type Asked = Readonly<Record<string, unknown>>;

const tradeGet = ({ tid }: Asked, book: OrderBook): ApiAnswer => {
  if (typeof tid !== 'string') return refused(1000, 'tid must be a string');
  const answer = book.find('youzan', tid);
  return answer === null ? refused(5000, 'trade not found') : { status: 200, body: answer };
};

const tradesSold = ({ start_update: from, end_update: to, page_no: page, page_size: size }: Asked, book: OrderBook) => {
  if (typeof from !== 'string' || typeof to !== 'string' || Number(size) > 100)
    return refused(1000, 'start_update, end_update');
  const end = atSecond(seconds(fromBeijing(to)) + 1);
  const booked = book.changedBetween('youzan', fromBeijing(from), end);
  const rows = pageOf(booked, Number(page), Number(size)).map((order) => {
    const trade = answerOf(order);
    objectAt(trade, 'data', 'full_order_info', 'order_info').update_time = toBeijing(order.changedAt);
    return trade.data;
  });
  return done({ full_order_info_list: rows, total_results: booked.length });
};

type Parcel = { readonly oids: readonly { readonly oid: string }[] };

const ship = (asked: Asked, book: OrderBook): ApiAnswer => {
  let answer = refused(5000, 'trade not found');
  book.amend('youzan', String(asked.tid), (known) => {
    const trade = objectAt(known, 'data');
    const full = objectAt(known, 'data', 'full_order_info');
    const info = objectAt(known, 'data', 'full_order_info', 'order_info');
    const lines = full.orders as readonly { readonly oid: string }[];
    const oids = asked.oids ? String(asked.oids).split(',') : lines.map(({ oid }) => oid);
    if (info.status !== 'WAIT_SELLER_SEND_GOODS') answer = refused(101_503_013, '订单已发货,不能重复发货');
    else if (
      !asked.out_sid ||
      !/^\d+$/.test(String(asked.out_stype)) ||
      !oids.every((oid) => lines.some((line) => line.oid === oid))
    )
      answer = refused(1000, '参数错误: out_stype, out_sid, oids');
    else {
      const before = (trade.delivery_order ?? []) as readonly Parcel[];
      const dists = [{ express_info: { express_id: Number(asked.out_stype), express_no: asked.out_sid } }];
      const all = [...before, { oids: oids.map((oid) => ({ oid })), express_state: 1, express_type: 0, dists }];
      trade.delivery_order = all;
      const gone = new Set(all.flatMap((parcel) => parcel.oids.map(({ oid }) => oid)));
      if (lines.every(({ oid }) => gone.has(oid))) info.status = 'WAIT_BUYER_CONFIRM_GOODS';
      info.update_time = toBeijing(atSecond(changedNow(seconds(fromBeijing(String(info.update_time))))));
      answer = done({ is_success: true });
    }
    return known;
  });
  return answer;
};

const stock = ({ item_id: item, sku_id: sku, quantity, type }: Asked, book: OrderBook): ApiAnswer => {
  if (!item || type !== 0 || !Number.isInteger(quantity) || Number(quantity) < 0) return refused(1000, 'quantity');
  book.putStock('youzan', `${item}/${sku}`, Number(quantity));
  return done({ is_success: true });
};

const APIS: Readonly<Record<string, (asked: Asked, book: OrderBook) => ApiAnswer>> = {
  '/api/youzan.trade.get/4.0.2': tradeGet,
  '/api/youzan.trades.sold.get/4.0.4': tradesSold,
  '/api/youzan.logistics.online.confirm/3.0.0': ship,
  '/api/youzan.item.quantity.update/3.0.0': stock,
};

/** The gateway looks at the API's name first, then at the token, then the API at what is asked. */
export const answerYouzan = ({ path, query, body }: ApiCall, account: PlatformAccount, book: OrderBook): ApiAnswer => {
  const api = APIS[path];
  const token = query.get('access_token');
  if (!api) return gateway(4005, '非法的API');
  if (!token) return gateway(4201, '非法的请求凭证');
  if (token !== account.accessToken) return gateway(4203, 'Token 不存在');
  return api(JSON.parse(body) as Asked, book);
};
