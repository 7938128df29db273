import { createHash } from 'node:crypto';
import { fromBeijing, fromEpochMillis, toBeijing } from '../../../domain/time.ts';
import type { ApiAnswer, ApiCall, OrderAnswer, OrderBook, PlatformAccount } from './platforms.ts';

type Params = Record<string, unknown>;
type Answered = (params: Params, book: OrderBook) => object;

const error = (code: string, zh: string, en: string): ApiAnswer => ({
  status: 200,
  body: JSON.stringify({ error_response: { code, zh_desc: zh, en_desc: en } }),
});

/** The platform's rule written out again, not shared with the client: two readings of it must agree. */
const signatureOf = (form: URLSearchParams, secret: string): string => {
  const text = [...form]
    .filter(([name, value]) => name !== 'sign' && value !== '')
    .map(([name, value]) => name + value)
    .sort()
    .join('');
  return createHash('md5').update(`${secret}${text}${secret}`, 'utf8').digest('hex').toUpperCase();
};

const isTime = (timestamp: string): boolean => /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(timestamp);

const yes = { success: true, chineseErrCode: '成功', englishErrCode: 'success', numberCode: 0 };
const no = (words: string) => ({ success: false, chineseErrCode: words, englishErrCode: 'failure', numberCode: 100 });

const orderOf = (answer: unknown): OrderAnswer => {
  const { jingdong_pop_order_get_responce: found } = answer as {
    jingdong_pop_order_get_responce: { orderDetailInfo: { orderInfo: OrderAnswer } };
  };
  return found.orderDetailInfo.orderInfo;
};

const getOrder: Answered = ({ order_id: orderId }, book) => {
  const known = book.find('jd', String(orderId));
  if (known !== null)
    return (JSON.parse(known) as { jingdong_pop_order_get_responce: object }).jingdong_pop_order_get_responce;
  return { orderDetailInfo: { apiResult: no('订单不存在') } };
};

const pageOf = <T>(rows: readonly T[], page: unknown, size: unknown): readonly T[] =>
  rows.slice((Number(page) - 1) * Number(size), Number(page) * Number(size));

/** Only the fields that were asked for, as the platform does. */
const shown = (order: OrderAnswer, fields: string): OrderAnswer =>
  Object.fromEntries(fields.split(',').flatMap((field) => (field in order ? [[field, order[field]]] : [])));

const search: Answered = (params, book) => {
  const states = String(params.order_state).split(',');
  const rows = book
    .changedBetween('jd', fromBeijing(String(params.start_date)), fromBeijing(String(params.end_date)))
    .map(({ answer }) => orderOf(JSON.parse(answer)))
    .filter(({ orderState }) => states.includes(String(orderState)));
  const page = pageOf(rows, params.page, params.page_size);
  return {
    searchorderinfo_result: {
      apiResult: yes,
      orderTotal: rows.length,
      orderInfoList: page.map((order) => shown(order, String(params.optional_fields))),
    },
  };
};

const CANNOT_SHIP = new Set(['TRADE_CANCELED', 'LOCKED', 'POP_ORDER_PAUSE', 'PAUSE']);

const ship: Answered = ({ orderId, logiCoprId, logiNo }, book) => {
  const known = book.find('jd', String(orderId));
  if (known === null) return { sopjosshipment_result: no('订单不存在') };
  const { orderState } = orderOf(JSON.parse(known));
  if (CANNOT_SHIP.has(String(orderState))) return { sopjosshipment_result: no(`订单状态${orderState}不允许出库`) };
  if (orderState !== 'WAIT_SELLER_STOCK_OUT') return { sopjosshipment_result: no('订单已出库') };
  const now = fromEpochMillis(Date.now());
  book.amend('jd', String(orderId), (answer) => {
    Object.assign(orderOf(answer), {
      orderState: 'WAIT_GOODS_RECEIVE_CONFIRM',
      orderStateRemark: '等待确认收货',
      waybill: logiNo,
      logisticsId: logiCoprId,
      outBoundDate: toBeijing(now),
      modified: toBeijing(now),
      dataVersion: String(Date.parse(now)),
    });
    return answer;
  });
  return { sopjosshipment_result: yes };
};

const setStock: Answered = ({ skuId, stockNum }, book) => {
  book.putStock('jd', String(skuId), Number(stockNum));
  return { success: true };
};

const getStock: Answered = ({ skuId }, book) => {
  const stockNum = book.stockOf('jd', String(skuId));
  return { skuStocks: stockNum === null ? [] : [{ skuId, stockNum, storeId: 0 }] };
};

/** Refund applications are kept as messages that nobody confirms. */
const refunds: Answered = (params, book) => {
  const [from, to] = [params.applyTimeStart ?? params.checkTimeStart, params.applyTimeEnd ?? params.checkTimeEnd];
  const field = params.applyTimeStart === undefined ? 'checkTime' : 'applyTime';
  const rows = book
    .unread('jd')
    .map(({ body }) => JSON.parse(body) as Record<string, unknown>)
    .filter((refund) => String(from) <= String(refund[field]) && String(refund[field]) < String(to));
  const page = pageOf(rows, params.pageIndex, params.pageSize);
  return { queryResult: { success: true, totalCount: rows.length, result: page } };
};

const METHODS: Readonly<Record<string, Answered>> = {
  'jingdong.pop.order.get': getOrder,
  'jingdong.pop.order.search': search,
  'jingdong.pop.order.shipment': ship,
  'jingdong.stock.write.updateSkuStock': setStock,
  'jingdong.stock.read.findSkuStock': getStock,
  'jingdong.pop.afs.soa.refundapply.queryPageList': refunds,
};

/** The gateway `api.jd.com/routerjson` of JD's open platform. */
export const answerJd = (call: ApiCall, account: PlatformAccount, book: OrderBook): ApiAnswer => {
  const form = new URLSearchParams(call.body);
  const shop = account.secrets.find(({ appId }) => appId === form.get('app_key'));
  if (!shop) return error('21', '无效app_key', 'Invalid app_key');
  if (!isTime(form.get('timestamp') ?? '')) return error('8', '非法的时间戳参数', 'Invalid Timestamp');
  if (form.get('sign') !== signatureOf(form, shop.current)) return error('12', '无效签名', 'Invalid Signature');
  if (form.get('access_token') !== account.accessToken) return error('19', '无效access_token', 'Invalid access_token');
  const method = form.get('method') ?? '';
  const answered = METHODS[method];
  if (!answered) return error('15', '不存在的方法名', 'Invalid Method');
  const params = JSON.parse(form.get('360buy_param_json') ?? '{}') as Params;
  const name = `${method.replaceAll('.', '_')}_responce`;
  return { status: 200, body: JSON.stringify({ [name]: { code: '0', ...answered(params, book) } }) };
};
