import { createHmac } from 'node:crypto';
import { answerOf, atSecond, changedNow, objectAt, rowsAfter, seconds } from './booked-orders.ts';
import type { ApiAnswer, ApiCall, OrderAnswer, OrderBook, PlatformAccount } from './platforms.ts';

const refused = (status: number, code: number, message: string): ApiAnswer => ({
  status,
  body: JSON.stringify({ code, message, data: null, request_id: 'simulated' }),
});
const done = (data: unknown): ApiAnswer => ({
  status: 200,
  body: JSON.stringify({ code: 0, message: 'Success', data, request_id: 'simulated' }),
});
export const tiktokShopBusy: ApiAnswer = refused(429, 36009002, 'Too many requests.');

/** The platform's rule written out again, not shared with the client: two readings of it must agree. */
const signatureOf = ({ path, query, body }: ApiCall, secret: string): string => {
  const names = [...query.keys()].filter((name) => !['sign', 'access_token'].includes(name)).sort();
  const text = names.reduce((sum, name) => sum + name + query.get(name), path) + body;
  return createHmac('sha256', secret).update(secret).update(text).update(secret).digest('hex');
};

type Order = Record<string, unknown> & { readonly line_items: Record<string, unknown>[] };
const orderIn = (answer: OrderAnswer): Order => (objectAt(answer, 'data').orders as Order[])[0] as Order;

const detail = ({ query }: ApiCall, book: OrderBook): ApiAnswer => {
  const ids = query.get('ids') ?? '';
  if (ids === '') return refused(400, 36009004, 'Invalid `ids` query parameter.');
  const answer = book.find('tiktok-shop', ids);
  return answer === null ? done({ orders: [] }) : { status: 200, body: answer };
};

const search = ({ query, body }: ApiCall, book: OrderBook): ApiAnswer => {
  const { update_time_ge: from, update_time_lt: to } = JSON.parse(body) as Record<string, unknown>;
  const size = Number(query.get('page_size'));
  if (query.get('sort_field') !== 'update_time' || !(size >= 1 && size <= 100))
    return refused(400, 36009004, 'Invalid `page_size` query parameter.');
  const booked = book.changedBetween('tiktok-shop', atSecond(from), atSecond(to));
  const { rows, next } = rowsAfter(booked, query.get('page_token') ?? '', size);
  const orders = rows.map((order) => ({ ...orderIn(answerOf(order)), update_time: seconds(order.changedAt) }));
  return done({ orders, next_page_token: next ?? '', total_count: booked.length });
};

const ship = ({ path, body }: ApiCall, book: OrderBook): ApiAnswer => {
  const asked = JSON.parse(body) as Record<string, unknown>;
  const ids = (asked.order_line_item_ids ?? []) as readonly string[];
  let answer = refused(200, 21008111, 'The order or package does not belong to the current seller.');
  book.amend('tiktok-shop', path.split('/')[4] ?? '', (known) => {
    const order = orderIn(known);
    const lines = order.line_items.filter(({ id }) => ids.length === 0 || ids.includes(String(id)));
    if (lines.length < ids.length) answer = refused(200, 21001001, 'Invalid parameters.');
    else if (!/^\d+$/.test(String(asked.shipping_provider_id)))
      answer = refused(200, 21004016, 'Tracking number verify, not avalible logsitics service or provider');
    else if (lines.every((line) => line.tracking_number) || !/^AWAITING|^PARTIALLY/.test(String(order.status)))
      answer = refused(200, 21011006, 'These orders are already shipped.');
    else {
      for (const line of lines) {
        line.tracking_number = asked.tracking_number;
        line.display_status = 'IN_TRANSIT';
      }
      const isWhole = order.line_items.every((line) => line.tracking_number);
      Object.assign(order, {
        status: isWhole ? 'IN_TRANSIT' : 'PARTIALLY_SHIPPING',
        update_time: changedNow(order.update_time),
      });
      answer = done({ order_id: order.id, order_line_item_ids: ids, package_id: '1152321127278713123' });
    }
    return known;
  });
  return answer;
};

const cancel = ({ body }: ApiCall, book: OrderBook): ApiAnswer => {
  const asked = JSON.parse(body) as Record<string, unknown>;
  let answer = refused(200, 25020005, 'No permission to process this order');
  book.amend('tiktok-shop', String(asked.order_id), (known) => {
    const order = orderIn(known);
    if (!String(asked.cancel_reason).startsWith('seller_cancel_'))
      answer = refused(200, 25001014, 'Unknown return reason.');
    else if (order.status === 'CANCELLED')
      answer = refused(200, 25001051, 'Not allowed to return or cancel since order is completed or cancelled');
    else if (!/^AWAITING|^ON_HOLD/.test(String(order.status)))
      answer = refused(
        200,
        25001045,
        'The order has already been shipped and we are unable to cancel shipment with the courier.',
      );
    else {
      Object.assign(order, { status: 'CANCELLED', update_time: changedNow(order.update_time) });
      answer = done({ cancel_id: '4035319218955782461', cancel_status: 'CANCELLATION_REQUEST_SUCCESS' });
    }
    return known;
  });
  return answer;
};

type Skus = readonly { readonly id: string; readonly inventory: readonly { readonly quantity: number }[] }[];

const stock = ({ path, body }: ApiCall, book: OrderBook): ApiAnswer => {
  const { skus } = JSON.parse(body) as { skus: Skus };
  for (const { id, inventory } of skus) {
    const quantity = inventory[0]?.quantity ?? -1;
    if (quantity < 0) return refused(200, 12019024, 'stock count is invalid');
    book.putStock('tiktok-shop', `${path.split('/')[4]}/${id}`, quantity);
  }
  return done({});
};

const PATHS: readonly (readonly [RegExp, (call: ApiCall, book: OrderBook) => ApiAnswer])[] = [
  [/^\/order\/202309\/orders$/, detail],
  [/^\/order\/202309\/orders\/search$/, search],
  [/^\/fulfillment\/202309\/orders\/\d+\/packages$/, ship],
  [/^\/return_refund\/202309\/cancellations$/, cancel],
  [/^\/product\/202309\/products\/\d+\/inventory\/update$/, stock],
];

/** The TikTok Shop Open API, version 202309. */
export const answerTiktokShop = (call: ApiCall, account: PlatformAccount, book: OrderBook): ApiAnswer => {
  const { query, headers } = call;
  const shop = account.secrets.find(({ appId }) => appId === query.get('app_key'));
  if (!shop) return refused(401, 36009004, 'Invalid credentials. Invalid `app_key` query parameter.');
  if (query.get('sign') !== signatureOf(call, shop.current))
    return refused(401, 106001, 'Invalid credentials. The `sign` query parameter is invalid.');
  if (headers['x-tts-access-token'] !== account.accessToken)
    return refused(401, 105002, 'Expired credentials. The `access_token` or `x-tts-access-token` header has expired.');
  const found = PATHS.find(([path]) => path.test(call.path));
  return found ? found[1](call, book) : refused(404, 36009009, 'Invalid path.');
};

/** Where the platform's answer has its order id. */
export const tiktokShopOrderId = (answer: unknown): string | null => {
  const id = (answer as { data?: { orders?: { id?: unknown }[] } } | null)?.data?.orders?.[0]?.id;
  return id === undefined ? null : String(id);
};
