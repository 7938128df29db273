import { createHash } from 'node:crypto';
import { fromBeijing, plusSeconds } from '../../../domain/time.ts';
import { answerOf, objectAt, pageOf } from './booked-orders.ts';
import type { ApiAnswer, ApiCall, OrderBook, PlatformAccount } from './platforms.ts';

type Params = Readonly<Record<string, unknown>>;
type Asked = {
  readonly nop?: string;
  readonly id?: string;
  readonly action?: string;
  readonly token?: string;
  readonly metas?: { readonly app_key?: string; readonly timestamp?: number };
  readonly params?: Params;
  readonly signature?: string;
};

const refused = (code: string, message: string, id?: string): ApiAnswer => ({
  status: 200,
  body: JSON.stringify({ nop: '1.0.0', id, result: null, error: { code, message } }),
});
const done = (result: unknown): ApiAnswer => ({
  status: 200,
  body: JSON.stringify({ nop: '1.0.0', id: 'simulated', result, error: null }),
});
export const elemeBusy: ApiAnswer = refused('EXCEED_LIMIT', '接口调用频率超过限制');

/** The platform's rule written out again, not shared with the client: two readings of it must agree. */
const signatureOf = ({ action, token, metas, params = {} }: Asked, secret: string): string => {
  const { app_key: key, timestamp } = metas ?? {};
  const names = ['app_key', 'timestamp', ...Object.keys(params)].sort();
  const values: Params = { ...params, app_key: key, timestamp };
  const signed = names.map((name) => `${name}=${JSON.stringify(values[name])}`).join('');
  return createHash('md5').update(`${action}${token}${signed}${secret}`).digest('hex').toUpperCase();
};

const DAY_SECONDS = 24 * 3600;

const getOrder = ({ orderId }: Params, book: OrderBook): ApiAnswer => {
  if (typeof orderId !== 'string') return refused('VALIDATION_FAILED', 'orderId must be a string');
  const answer = book.find('eleme', orderId);
  return answer === null ? refused('BIZ_ORDER_NOT_FOUND', '订单不存在') : { status: 200, body: answer };
};

/** By the day: an order's time in the book stands for when it was made. */
const getAllOrders = ({ date, pageNo, pageSize }: Params, book: OrderBook): ApiAnswer => {
  if (!/^\d{4}-\d\d-\d\d$/.test(String(date)) || Number(pageSize) > 50)
    return refused('VALIDATION_FAILED', 'date, pageSize');
  const from = fromBeijing(`${date} 00:00:00`);
  const booked = book.changedBetween('eleme', from, plusSeconds(from, DAY_SECONDS));
  const list = pageOf(booked, Number(pageNo), Number(pageSize)).map((order) => ({
    ...objectAt(answerOf(order), 'result'),
    createdAt: plusSeconds(order.changedAt, 8 * 3600).slice(0, 'yyyy-MM-ddTHH:mm:ss'.length),
  }));
  return done({ total: booked.length, list });
};

const changed = (
  orderId: unknown,
  book: OrderBook,
  change: (order: Record<string, unknown>) => ApiAnswer,
): ApiAnswer => {
  let answer = refused('BIZ_ORDER_NOT_FOUND', '订单不存在');
  book.amend('eleme', String(orderId), (known) => {
    answer = change(objectAt(known, 'result'));
    return known;
  });
  return answer;
};

type StateInfo = { readonly orderId?: string; readonly distributorId?: unknown; readonly state?: string };

const deliver = ({ stateInfo }: Params, book: OrderBook): ApiAnswer => {
  const { orderId, distributorId, state } = (stateInfo ?? {}) as StateInfo;
  if (distributorId !== 201 || state !== 'DELIVERY_START') return refused('VALIDATION_FAILED', 'stateInfo');
  return changed(orderId, book, (order) => {
    if (order.status === 'invalid') return refused('BIZ_ORDER_STATUS', '订单状态不允许该操作');
    if (order.deliveries) return refused('BIZ_DELIVERY_STATUS', '订单已在配送中');
    order.deliveries = [{ state: 'delivering', distributorId }];
    return done(null);
  });
};

const deliveries = ({ orderId }: Params, book: OrderBook): ApiAnswer => {
  const answer = book.find('eleme', String(orderId));
  if (answer === null) return refused('BIZ_ORDER_NOT_FOUND', '订单不存在');
  const { result } = JSON.parse(answer) as { result: { deliveries?: unknown } };
  return done(result.deliveries ?? []);
};

const cancel = ({ orderId, type }: Params, book: OrderBook): ApiAnswer =>
  changed(orderId, book, (order) => {
    if (type !== 'others') return refused('VALIDATION_FAILED', 'type');
    if (order.status === 'invalid') return refused('BIZ_ORDER_STATUS', '订单已取消');
    order.status = 'invalid';
    return done(null);
  });

const stock = ({ stockMap }: Params, book: OrderBook): ApiAnswer => {
  const counts = Object.entries((stockMap ?? {}) as Record<string, unknown>);
  if (counts.some(([, count]) => !Number.isInteger(count) || Number(count) < 0))
    return refused('VALIDATION_FAILED', 'stockMap');
  for (const [spec, count] of counts) book.putStock('eleme', spec, Number(count));
  return done({ successMap: stockMap, failureMap: {} });
};

const ACTIONS: Readonly<Record<string, (params: Params, book: OrderBook) => ApiAnswer>> = {
  'eleme.order.getOrder': getOrder,
  'eleme.order.getAllOrders': getAllOrders,
  'eleme.order.selfDeliveryStateSync': deliver,
  'eleme.order.getDeliveryStateRecord': deliveries,
  'eleme.order.cancelOrderLite': cancel,
  'eleme.product.item.batchUpdateStock': stock,
};

/** The one address of the shop platform's open API, which names its actions in the body. */
export const answerEleme = ({ body }: ApiCall, account: PlatformAccount, book: OrderBook): ApiAnswer => {
  const asked = JSON.parse(body) as Asked;
  const { id, action = '', metas, params = {} } = asked;
  const shop = account.secrets.find(({ appId }) => appId === metas?.app_key);
  if (!shop) return refused('VALIDATION_FAILED', 'app_key is unknown', id);
  if (asked.signature !== signatureOf(asked, shop.current))
    return refused('INVALID_SIGNATURE', 'signature is wrong', id);
  if (asked.token !== account.accessToken) return refused('UNAUTHORIZED', 'access_token has expired', id);
  return ACTIONS[action]?.(params, book) ?? refused('METHOD_NOT_ALLOWED', `no action ${action}`, id);
};
