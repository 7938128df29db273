import { createHmac } from 'node:crypto';
import { asRecord, idText, parseLossless } from '../../../domain/channel/lossless-json.ts';
import { answerOf, atMillisecond, changedNow, objectAt, rowsAfter } from './booked-orders.ts';
import type { ApiAnswer, ApiCall, OrderBook, PlatformAccount } from './platforms.ts';

const refused = (result: number, message: string): ApiAnswer => ({
  status: 200,
  body: JSON.stringify({ result, error_msg: message, request_id: 'simulated' }),
});
const done = (data: unknown): ApiAnswer => ({
  status: 200,
  body: JSON.stringify({ result: 1, error_msg: 'success', data }),
});
export const kuaishouBusy: ApiAnswer = refused(
  1017,
  'Exceed qps limit, KEY [apiId:open.order.detail], MAX_QPS [300.0]',
);

const SIGNED = ['access_token', 'appkey', 'method', 'param', 'signMethod', 'timestamp', 'version'];

/** The platform's rule written out again, not shared with the client: two readings of it must agree. */
const signatureOf = (params: URLSearchParams, secret: string): string => {
  const text = SIGNED.map((name) => `${name}=${params.get(name) ?? ''}&`).join('');
  return createHmac('sha256', secret).update(`${text}signSecret=${secret}`).digest('base64');
};

type Asked = Readonly<Record<string, unknown>>;
const WEEK_MILLISECONDS = 7 * 24 * 3_600_000;

const detail = ({ oid }: Asked, book: OrderBook): ApiAnswer => {
  const id = idText(oid);
  if (id === null) return refused(100, 'param has no oid');
  const answer = book.find('kuaishou', id);
  return answer === null ? refused(802000, '订单不存在') : { status: 200, body: answer };
};

const list = ({ queryType, beginTime, endTime, pageSize, cursor }: Asked, book: OrderBook): ApiAnswer => {
  if (queryType !== 2 || Number(endTime) - Number(beginTime) > WEEK_MILLISECONDS)
    return refused(300004, 'SEARCH TIME RANGE EXPAND 7 DAYS');
  const booked = book.changedBetween('kuaishou', atMillisecond(beginTime), atMillisecond(Number(endTime) + 1));
  const { rows, next } = rowsAfter(booked, String(cursor ?? ''), Number(pageSize));
  const orderList = rows.map((order) => {
    const { oid, status } = objectAt(answerOf(order), 'data', 'orderBaseInfo');
    return { orderBaseInfo: { oid, status, updateTime: Date.parse(order.changedAt) } };
  });
  return done({ orderList, cursor: next ?? 'nomore', pageSize });
};

type Parcel = { readonly expressCode?: unknown; readonly expressNo?: unknown };

const ship = (orderId: string | null, { expressCode, expressNo }: Parcel, book: OrderBook): ApiAnswer => {
  let answer = refused(802000, '订单不存在');
  book.amend('kuaishou', orderId ?? '', (known) => {
    const data = objectAt(known, 'data');
    const base = objectAt(known, 'data', 'orderBaseInfo');
    const parcels = (data.orderLogisticsInfo ?? []) as readonly Parcel[];
    if (base.status !== 30 && base.status !== 40) answer = refused(802012, '订单状态不允许发货');
    // The same parcel told twice is a success, another one after the order was shipped is none.
    else if (parcels.some((each) => each.expressNo === expressNo)) answer = done(null);
    else if (base.status === 40) answer = refused(802013, '订单已发货');
    else if (typeof expressNo !== 'string' || !Number.isInteger(expressCode))
      answer = refused(100, 'expressNo, expressCode');
    else {
      data.orderLogisticsInfo = [...parcels, { expressNo, expressCode: String(expressCode) }];
      Object.assign(base, { status: 40, updateTime: changedNow(Number(base.updateTime) / 1000) * 1000 });
      answer = done(null);
    }
    return known;
  });
  return answer;
};

const splitShip = ({ mainOrderId, deliveryItemInfoList }: Asked, book: OrderBook): ApiAnswer => {
  const [parcel] = Array.isArray(deliveryItemInfoList) ? (deliveryItemInfoList as readonly Parcel[]) : [];
  return parcel ? ship(idText(mainOrderId), parcel, book) : refused(100, 'deliveryItemInfoList');
};

const METHODS: Readonly<Record<string, (asked: Asked, book: OrderBook) => ApiAnswer>> = {
  'open.order.detail': detail,
  'open.order.cursor.list': list,
  'open.seller.order.goods.deliver': (asked, book) => ship(idText(asked.orderId), asked, book),
  'open.order.goods.split.deliver': splitShip,
};

/** The shop's open API: a method's path is its name with slashes. */
export const answerKuaishou = (call: ApiCall, account: PlatformAccount, book: OrderBook): ApiAnswer => {
  const params = call.method === 'POST' ? new URLSearchParams(call.body) : call.query;
  const method = params.get('method') ?? '';
  const shop = account.secrets.find(({ appId }) => appId === params.get('appkey'));
  if (!shop) return refused(28, 'appkey is unknown');
  if (call.path !== `/${method.replaceAll('.', '/')}`) return refused(12, 'method is unknown');
  if (params.get('sign') !== signatureOf(params, shop.apiSecret ?? shop.current)) return refused(15, 'sign is wrong');
  if (params.get('access_token') !== account.accessToken) return refused(24, 'access_token has expired');
  const asked = asRecord(parseLossless(params.get('param') ?? '{}')) ?? {};
  return METHODS[method]?.(asked, book) ?? refused(12, 'method is unknown');
};
