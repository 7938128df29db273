import { createHash } from 'node:crypto';
import { changedNow, objectAt } from './booked-orders.ts';
import type { ApiAnswer, ApiCall, OrderBook, PlatformAccount } from './platforms.ts';

const refused = (code: number, msg: string): ApiAnswer => ({
  status: 200,
  body: JSON.stringify({ data: 'ng', error: { code, msg } }),
});
const DONE: ApiAnswer = { status: 200, body: JSON.stringify({ data: 'ok' }) };
export const meituanBusy: ApiAnswer = refused(707, '接口调用过于频繁,请稍后再试');

/** The platform's rule written out again, not shared with the client: two readings of it must agree. */
const signatureOf = ({ path }: ApiCall, fields: URLSearchParams, secret: string): string => {
  const names = [...fields.keys()].filter((name) => name !== 'sig').sort();
  const text = names.map((name) => `${name}=${fields.get(name)}`).join('&');
  return createHash('md5').update(`https://waimaiopen.meituan.com${path}?${text}${secret}`).digest('hex');
};

const changed = (
  fields: URLSearchParams,
  book: OrderBook,
  change: (order: Record<string, unknown>) => ApiAnswer,
): ApiAnswer => {
  let answer = refused(808, '订单不存在');
  book.amend('meituan', fields.get('order_id') ?? '', (known) => {
    const order = objectAt(known, 'data');
    answer = change(order);
    if (answer === DONE) order.utime = String(changedNow(order.utime));
    return known;
  });
  return answer;
};

const detail = (fields: URLSearchParams, book: OrderBook): ApiAnswer => {
  const answer = book.find('meituan', fields.get('order_id') ?? '');
  return answer === null ? refused(808, '订单不存在') : { status: 200, body: answer };
};

const sync = (fields: URLSearchParams, book: OrderBook): ApiAnswer => {
  const number = fields.get('third_carrier_order_id') ?? '';
  const isKnown = /^100\d\d$/.test(fields.get('logistics_provider_code') ?? '');
  if (number === '' || !isKnown) return refused(1, '参数错误: third_carrier_order_id, logistics_provider_code');
  return changed(fields, book, (order) => {
    if (order.status === '9') return refused(806, '订单状态不允许该操作: 订单关闭');
    if (Number(order.status) >= 6) return refused(809, '订单已在配送中');
    if (fields.get('logistics_status') === '20') order.status = '6';
    return DONE;
  });
};

const cancel = (fields: URLSearchParams, book: OrderBook): ApiAnswer =>
  changed(fields, book, (order) => {
    if (!/^20\d\d$/.test(fields.get('reason_code') ?? '')) return refused(1, '参数错误: reason_code');
    if (order.status === '9') return refused(811, '订单已被取消');
    if (Number(order.status) >= 6) return refused(806, '订单状态不允许该操作');
    order.status = '9';
    return DONE;
  });

type Food = {
  readonly app_food_code: string;
  readonly skus: readonly { readonly sku_id: string; readonly stock: string }[];
};

const stock = (fields: URLSearchParams, book: OrderBook): ApiAnswer => {
  if (!fields.get('app_poi_code')) return refused(1, '参数错误: app_poi_code');
  for (const { app_food_code: food, skus } of JSON.parse(fields.get('food_data') ?? '[]') as readonly Food[])
    for (const { sku_id: sku, stock: count } of skus) {
      if (!/^\d+$/.test(count)) return refused(1, '参数错误: stock');
      book.putStock('meituan', `${food}/${sku}`, Number(count));
    }
  return DONE;
};

const PATHS: Readonly<Record<string, (fields: URLSearchParams, book: OrderBook) => ApiAnswer>> = {
  '/api/v1/order/getOrderDetail': detail,
  '/api/v1/order/cancel': cancel,
  '/api/v1/ecommerce/order/logistics/sync': sync,
  '/api/v1/retail/sku/stock': stock,
};

/** The retail API: answers 200 always, `data` is `ng` when it refuses. */
export const answerMeituan = (call: ApiCall, account: PlatformAccount, book: OrderBook): ApiAnswer => {
  const fields = new URLSearchParams([...call.query, ...new URLSearchParams(call.body)]);
  const shop = account.secrets.find(({ appId }) => appId === fields.get('app_id'));
  if (!shop) return refused(702, 'app_id is unknown');
  if (fields.get('sig') !== signatureOf(call, fields, shop.current)) return refused(703, 'sig is wrong');
  if (fields.get('access_token') !== account.accessToken) return refused(767, 'access_token has expired');
  return PATHS[call.path]?.(fields, book) ?? refused(1, 'path is unknown');
};
