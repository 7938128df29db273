import { createHmac } from 'node:crypto';
import { parseLossless } from '../../../domain/channel/lossless-json.ts';
import { answerOf, pageOf, seconds, secondsWindow } from './booked-orders.ts';
import type { ApiAnswer, ApiCall, OrderBook, PlatformAccount } from './platforms.ts';

const refused = (code: number, msg: string, subCode: string): ApiAnswer => ({
  status: 200,
  body: JSON.stringify({ code, msg, sub_code: subCode, sub_msg: msg, data: null, log_id: 'simulated' }),
});

/** The platform's rule written out again, not shared with the client: two readings of it must agree. */
const signatureOf = ({ query, body }: ApiCall, secret: string): string => {
  const [key, method, timestamp, v] = ['app_key', 'method', 'timestamp', 'v'].map((name) => query.get(name) ?? '');
  const text = `app_key${key}method${method}param_json${body}timestamp${timestamp}v${v}`;
  return createHmac('sha256', secret).update(`${secret}${text}${secret}`).digest('hex');
};

const done = (data: object): ApiAnswer => ({
  status: 200,
  body: JSON.stringify({ code: 10000, msg: 'success', sub_code: '', sub_msg: '', data }),
});

type Method = (params: Record<string, unknown>, book: OrderBook) => ApiAnswer;

const noSuchOrder = refused(50002, '订单不存在', 'isv.business-failed:order-not-exist');

const orderDetail: Method = ({ shop_order_id: orderId }, book) => {
  if (typeof orderId !== 'string') return refused(40003, 'shop_order_id must be a string', 'isv.parameter-invalid');
  const answer = book.find('douyin', orderId);
  return answer === null ? noSuchOrder : { status: 200, body: answer };
};

type Line = { order_id: unknown; order_status: number; item_num: number };
type Detail = {
  order_status: number;
  main_status: number;
  update_time: number;
  sku_order_list: Line[];
  logistics_info?: object[];
};
type Pack = {
  logistics_code?: string;
  company_code?: string;
  shipped_order_info: { shipped_order_id: string; shipped_num: number }[];
};

const TO_SHIP = 2;
const PART_SHIPPED = 101;
const SHIPPED = 3;

const withParcel = (detail: Detail, pack: Pack, at: number): Detail => {
  const going = new Set(pack.shipped_order_info.map(({ shipped_order_id: id }) => id));
  const lines = detail.sku_order_list.map((line) =>
    going.has(String(line.order_id)) ? { ...line, order_status: SHIPPED } : line,
  );
  const status = lines.every((line) => line.order_status === SHIPPED) ? SHIPPED : PART_SHIPPED;
  const parcel = {
    tracking_no: pack.logistics_code,
    company: pack.company_code,
    ship_time: at,
    product_info: [...going].map((id) => ({ sku_order_id: id })),
  };
  return {
    ...detail,
    sku_order_list: lines,
    order_status: status,
    main_status: status,
    update_time: Math.max(at, detail.update_time + 1),
    logistics_info: [...(detail.logistics_info ?? []), parcel],
  };
};

const detailIn = (answer: unknown): Detail =>
  (answer as { data: { shop_order_detail: Detail } }).data.shop_order_detail;

/** What the platform checks before it takes a parcel. */
const objection = (detail: Detail, pack: Pack | undefined): ApiAnswer | null => {
  if (!pack?.logistics_code || !pack.company_code)
    return refused(40002, '物流公司编码(company_code)字段不能为空', 'isv.missing-parameter:60083');
  if (detail.order_status === SHIPPED)
    return refused(50002, '订单已发货,不允许再次执行发货。', 'isv.business-failed:60110');
  if (detail.order_status !== TO_SHIP && detail.order_status !== PART_SHIPPED)
    return refused(50002, '订单已取消,禁止发货。', 'isv.business-failed:60021');
  const known = new Set(detail.sku_order_list.map((line) => String(line.order_id)));
  const unknown = pack.shipped_order_info.some(({ shipped_order_id: id }) => !known.has(id));
  return unknown ? refused(50002, '商品单不存在,请仔细检查后重试', 'isv.business-failed:60102') : null;
};

/** `request_id` is remembered by the parcel it brought. */
const addPacks: Method = ({ order_id: orderId, pack_list: packs, request_id: requestId }, book) => {
  const known = book.find('douyin', String(orderId));
  if (known === null) return noSuchOrder;
  if (!requestId) return refused(40002, '发货请求id不能为空', 'isv.missing-parameter:50050');
  const [pack] = packs as Pack[];
  const detail = detailIn(JSON.parse(known));
  const isKnown = detail.logistics_info?.some(
    (parcel) => (parcel as { tracking_no?: string }).tracking_no === pack?.logistics_code,
  );
  if (isKnown) return done({ pack_list: packs });
  const refusal = objection(detail, pack);
  if (refusal) return refusal;
  const at = Math.floor(Date.now() / 1000);
  book.amend('douyin', String(orderId), (answer) => ({
    ...answer,
    data: { shop_order_detail: withParcel(detailIn(answer), pack as Pack, at) },
  }));
  return done({ pack_list: packs });
};

const syncStock: Method = ({ sku_id: sku, stock_num: available }, book) => {
  if (typeof available !== 'number' || available < 0) return refused(40004, 'stock_num', 'isv.parameter-invalid:20011');
  book.putStock('douyin', String(sku), available);
  return done({});
};

const stockNum: Method = ({ sku_id: sku }, book) =>
  done({ sku_type: 0, stock_num: book.stockOf('douyin', String(sku)) });

type SearchParams = { update_time_start: number; update_time_end: number; page: number; size: number };

/** Whole orders, oldest change first; `page` counts from 0. */
const searchList: Method = (params, book) => {
  const { update_time_start: start, update_time_end: end, page, size } = params as SearchParams;
  if (!(size > 0 && size <= 100)) return refused(40004, 'size must be 1 to 100', 'isv.parameter-invalid');
  const rows = book.changedBetween('douyin', ...secondsWindow(start, end));
  return done({
    page,
    size,
    total: rows.length,
    shop_order_list: pageOf(rows, page + 1, size).map((row) => ({
      ...detailIn(answerOf(row)),
      update_time: seconds(row.changedAt),
    })),
  });
};

const METHODS: Readonly<Record<string, Method>> = {
  'order.orderDetail': orderDetail,
  'order.searchList': searchList,
  'order.logisticsAddMultiPack': addPacks,
  'sku.syncStock': syncStock,
  'sku.stockNum': stockNum,
};

/** Orders, parcels and stock of the shop platform's open API. */
export const answerDouyin = (call: ApiCall, account: PlatformAccount, book: OrderBook): ApiAnswer => {
  const { query, body, path } = call;
  const shop = account.secrets.find(({ appId }) => appId === query.get('app_key'));
  if (!shop) return refused(30001, 'app_key is unknown', 'isv.app-key-invalid');
  if (query.get('sign') !== signatureOf(call, shop.current)) return refused(30002, 'sign is wrong', 'isv.sign-invalid');
  if (query.get('access_token') !== account.accessToken)
    return refused(30001, 'access_token has expired', 'isv.access-token-expired');
  const method = METHODS[query.get('method') ?? ''];
  if (!method || `/${query.get('method')?.replace('.', '/')}` !== path)
    return refused(40001, 'method is unknown', 'isv.method-invalid');
  return method(parseLossless(body) as Record<string, unknown>, book);
};
