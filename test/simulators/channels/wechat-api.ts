import { changedNow, objectAt, rowsAfter, secondsWindow } from './booked-orders.ts';
import type { ApiAnswer, ApiCall, OrderBook, PlatformAccount } from './platforms.ts';

const refused = (errcode: number, errmsg: string): ApiAnswer => ({
  status: 200,
  body: JSON.stringify({ errcode, errmsg }),
});
const OK: ApiAnswer = refused(0, 'ok');
export const wechatBusy: ApiAnswer = refused(45011, 'api minute-quota reach limit, must slower, retry next minute');

type Range = { readonly start_time: number; readonly end_time: number };
type Parcel = {
  readonly deliver_type: number;
  readonly waybill_id?: string;
  readonly delivery_id?: string;
  readonly product_infos: readonly {
    readonly product_id: string;
    readonly sku_id: string;
    readonly product_cnt: number;
  }[];
};
type Asked = {
  readonly order_id?: unknown;
  readonly update_time_range?: Range;
  readonly page_size?: number;
  readonly next_key?: string;
  readonly delivery_list?: readonly Parcel[];
  readonly product_id?: string;
  readonly sku_id?: string;
  readonly diff_type?: number;
  readonly num?: number;
};

const WEEK_SECONDS = 7 * 24 * 3600;

const orderGet = ({ order_id: orderId }: Asked, book: OrderBook): ApiAnswer => {
  if (typeof orderId !== 'string') return refused(40097, 'invalid args: order_id');
  const answer = book.find('wechat', orderId);
  return answer === null ? refused(100_001, 'order not exist') : { status: 200, body: answer };
};

const orderList = ({ update_time_range: range, page_size: size = 0, next_key: key = '' }: Asked, book: OrderBook) => {
  if (!range || range.end_time - range.start_time > WEEK_SECONDS || size < 1 || size > 100)
    return refused(40097, 'invalid args: update_time_range, page_size');
  const { rows, next } = rowsAfter(
    book.changedBetween('wechat', ...secondsWindow(range.start_time, range.end_time)),
    key,
    size,
  );
  const page = { order_id_list: rows.map(({ orderId }) => orderId), next_key: next ?? '', has_more: next !== null };
  return { status: 200, body: JSON.stringify({ errcode: 0, errmsg: 'ok', ...page }) };
};

type Product = { readonly product_id: unknown; readonly sku_id: unknown; readonly sku_cnt: number };

const shipped = ({ order_id: orderId, delivery_list: parcels = [] }: Asked, book: OrderBook): ApiAnswer => {
  let answer = refused(100_001, 'order not exist');
  book.amend('wechat', String(orderId), (known) => {
    const order = objectAt(known, 'order');
    const products = objectAt(known, 'order', 'order_detail').product_infos as readonly Product[];
    const isOurs = parcels.every(
      ({ waybill_id: waybill, delivery_id: carrier, product_infos: infos }) =>
        Boolean(waybill && carrier) &&
        infos.every((info) =>
          products.some((each) => String(each.product_id) === info.product_id && String(each.sku_id) === info.sku_id),
        ),
    );
    if (order.status !== 20 && order.status !== 21) answer = refused(10_020_043, '订单已发货,请勿重复操作');
    else if (!isOurs || parcels.length === 0) answer = refused(10_020_051, '参数错误,请开发者按照文档传参');
    else {
      const delivery = objectAt(known, 'order', 'order_detail', 'delivery_info');
      const before = (delivery.delivery_product_info ?? []) as readonly Parcel[];
      const all = [...before, ...parcels];
      delivery.delivery_product_info = all;
      const count = all.flatMap(({ product_infos: infos }) => infos).reduce((sum, info) => sum + info.product_cnt, 0);
      order.status = count >= products.reduce((sum, product) => sum + product.sku_cnt, 0) ? 30 : 21;
      order.update_time = changedNow(order.update_time);
      answer = OK;
    }
    return known;
  });
  return answer;
};

const stockSet = (
  { product_id: product, sku_id: sku, diff_type: type, num = -1 }: Asked,
  book: OrderBook,
): ApiAnswer => {
  if (!product || !sku || type !== 3 || num < 0) return refused(10_020_055, '参数有误,请开发者按照文档传参');
  book.putStock('wechat', `${product}/${sku}`, num);
  return OK;
};

const PATHS: Readonly<Record<string, (asked: Asked, book: OrderBook) => ApiAnswer>> = {
  '/channels/ec/order/get': orderGet,
  '/channels/ec/order/list/get': orderList,
  '/channels/ec/order/delivery/send': shipped,
  '/channels/ec/product/stock/update': stockSet,
};

/** The WeChat shop API: answers 200 always, and says in `errcode` what is wrong. */
export const answerWechat = ({ path, query, body }: ApiCall, account: PlatformAccount, book: OrderBook): ApiAnswer => {
  if (query.get('access_token') !== account.accessToken)
    return refused(40001, 'invalid credential, access_token is invalid or not latest');
  return PATHS[path]?.(JSON.parse(body) as Asked, book) ?? refused(40066, 'invalid url');
};
