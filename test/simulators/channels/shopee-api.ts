import { createHmac } from 'node:crypto';
import { answerOf, changedNow, objectAt, rowsAfter, secondsWindow } from './booked-orders.ts';
import type { ApiAnswer, ApiCall, OrderAnswer, OrderBook, PlatformAccount } from './platforms.ts';

const refused = (status: number, error: string, message: string): ApiAnswer => ({
  status,
  body: JSON.stringify({ error, message, request_id: 'simulated' }),
});
const done = (response: object = {}): ApiAnswer => ({
  status: 200,
  body: JSON.stringify({ error: '', message: '', request_id: 'simulated', response }),
});
export const shopeeBusy: ApiAnswer = refused(
  429,
  'error_rate_limit',
  'Too many requests. You have reached the rate limit. Please try again later.',
);

/** The platform's rule written out again, not shared with the client: two readings of it must agree. */
const signatureOf = ({ path, query }: ApiCall, key: string): string => {
  const [partner, time, token, shop] = ['partner_id', 'timestamp', 'access_token', 'shop_id'].map((name) =>
    query.get(name),
  );
  return createHmac('sha256', key).update(`${partner}${path}${time}${token}${shop}`).digest('hex');
};

const FIFTEEN_DAYS_SECONDS = 15 * 24 * 3600;
const orderIn = (answer: OrderAnswer) =>
  (objectAt(answer, 'response').order_list as Record<string, unknown>[])[0] ?? {};

const detail = ({ query }: ApiCall, book: OrderBook): ApiAnswer => {
  const wanted = query.get('order_sn_list') ?? '';
  if (wanted === '') return refused(200, 'error_param', 'Wrong parameters, detail: order_sn_list.');
  const answer = book.find('shopee', wanted);
  return answer === null
    ? refused(200, 'error_not_found', 'Wrong parameters, detail: the order is not found.')
    : { status: 200, body: answer };
};

const list = ({ query }: ApiCall, book: OrderBook): ApiAnswer => {
  const [from, to, size] = ['time_from', 'time_to', 'page_size'].map((name) => Number(query.get(name)));
  if (query.get('time_range_field') !== 'update_time' || Number(to) - Number(from) > FIFTEEN_DAYS_SECONDS)
    return refused(
      200,
      'order.order_list_invalid_time',
      'Start time must be earlier than end time and diff in 15days.',
    );
  const booked = book.changedBetween('shopee', ...secondsWindow(from, to));
  const { rows, next } = rowsAfter(booked, query.get('cursor') ?? '', Number(size));
  const orders = rows.map((order) => ({
    order_sn: order.orderId,
    order_status: orderIn(answerOf(order)).order_status,
  }));
  return done({ more: next !== null, next_cursor: next ?? '', order_list: orders });
};

const ship = ({ body }: ApiCall, book: OrderBook): ApiAnswer => {
  const asked = JSON.parse(body) as { order_sn: string; non_integrated?: { tracking_number?: string } };
  let answer = refused(200, 'error_not_found', 'Wrong parameters, detail: the order is not found.');
  book.amend('shopee', asked.order_sn, (known) => {
    const order = orderIn(known);
    const number = asked.non_integrated?.tracking_number;
    if (!number)
      answer = refused(200, 'logistics.ship_order_need_tracking_number', 'Parameter tracking_number can not be null.');
    else if (order.order_status !== 'READY_TO_SHIP')
      answer = refused(
        200,
        'logistics.package_already_shipped',
        "This package has already been arranged shipment and you can't call this API again.",
      );
    else {
      Object.assign(order, { order_status: 'PROCESSED', update_time: changedNow(order.update_time) });
      answer = done();
    }
    return known;
  });
  return answer;
};

type Models = readonly { readonly model_id?: number; readonly seller_stock: readonly { readonly stock: number }[] }[];

const stock = ({ body }: ApiCall, book: OrderBook): ApiAnswer => {
  const { item_id: item, stock_list: models } = JSON.parse(body) as { item_id: unknown; stock_list: Models };
  if (typeof item !== 'number') return refused(200, 'error_item_not_found', 'Item_id is not found.');
  const told = models.map(({ model_id: model = 0, seller_stock: stocks }) => ({
    model,
    stock: stocks[0]?.stock ?? -1,
  }));
  const failed = told.filter((each) => each.stock < 0);
  for (const each of told) if (each.stock >= 0) book.putStock('shopee', `${item}/${each.model}`, each.stock);
  return done({
    failure_list: failed.map(({ model }) => ({ model_id: model, failed_reason: 'stock must not be negative' })),
    success_list: told
      .filter((each) => each.stock >= 0)
      .map(({ model, stock: set }) => ({ model_id: model, stock: set })),
  });
};

const PATHS: Readonly<Record<string, (call: ApiCall, book: OrderBook) => ApiAnswer>> = {
  '/api/v2/order/get_order_detail': detail,
  '/api/v2/order/get_order_list': list,
  '/api/v2/logistics/ship_order': ship,
  '/api/v2/product/update_stock': stock,
};

/** The Shopee Open Platform, version 2. */
export const answerShopee = (call: ApiCall, account: PlatformAccount, book: OrderBook): ApiAnswer => {
  const { query } = call;
  const partner = account.secrets.find(({ appId }) => appId === query.get('partner_id'));
  if (!partner) return refused(403, 'error_auth', 'partner_id is invalid');
  if (query.get('sign') !== signatureOf(call, partner.current)) return refused(403, 'error_sign', 'Wrong sign.');
  if (query.get('access_token') !== account.accessToken)
    return refused(403, 'invalid_acceess_token', 'Invalid access_token, please have a check.');
  return PATHS[call.path]?.(call, book) ?? refused(404, 'error_param', 'the request path is incorrect.');
};

/** Where the platform's answer has its order id. */
export const shopeeOrderId = (answer: unknown): string | null => {
  const found = answer as { response?: { order_list?: { order_sn?: unknown }[] } } | null;
  const id = found?.response?.order_list?.[0]?.order_sn;
  return id === undefined ? null : String(id);
};
