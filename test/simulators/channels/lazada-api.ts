import { createHmac } from 'node:crypto';
import { parseLossless } from '../../../domain/channel/lossless-json.ts';
import { fromIso } from '../../../domain/time.ts';
import type { ApiAnswer, ApiCall, OrderAnswer, OrderBook, PlatformAccount } from './platforms.ts';

type Item = Record<string, unknown>;
type Order = Record<string, unknown> & { readonly order_items: readonly Item[] };
type Params = Readonly<Record<string, string>>;

const ok = (more: object): ApiAnswer => ({
  status: 200,
  body: JSON.stringify({ code: '0', ...more, request_id: 'simulated' }),
});
const refused = (code: string, message: string, type = 'ISV'): ApiAnswer => ({
  status: 200,
  body: JSON.stringify({ type, code, message, request_id: 'simulated' }),
});

/** The platform's rule written out again, not shared with the client: two readings of it must agree. */
const signatureOf = (path: string, params: Params, secret: string): string => {
  const text = Object.entries(params)
    .filter(([name]) => name !== 'sign')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .reduce((signed, [name, value]) => signed + name + value, path);
  return createHmac('sha256', secret).update(text, 'utf8').digest('hex').toUpperCase();
};

const numberIds = (text = ''): string[] => (parseLossless(text) as unknown[]).map(String);
const orderIn = (answer: OrderAnswer): Order => answer.data as Order;
const orderOf = (book: OrderBook, id = ''): Order | null => {
  const found = book.find('lazada', id);
  return found === null ? null : orderIn(parseLossless(found) as OrderAnswer);
};

/** Sets a status where the step is allowed; what it is not is told item by item. */
const move = (
  book: OrderBook,
  orderId: string,
  ids: readonly string[],
  from: readonly string[],
  change: Item,
): Item[] => {
  const results: Item[] = [];
  book.amend('lazada', orderId, (answer) => {
    const order = orderIn(answer);
    const order_items = order.order_items.map((item) => {
      if (!ids.includes(String(item.order_item_id))) return item;
      const allowed = from.includes(String(item.status));
      results.push({ ...item, ...(allowed ? change : {}), allowed });
      return allowed ? { ...item, ...change } : item;
    });
    const statuses = [...new Set(order_items.map(({ status }) => status))];
    return { ...answer, data: { ...order, statuses, order_items } };
  });
  return results;
};

const told = ({ allowed }: Item): Item =>
  allowed
    ? { msg: 'success', item_err_code: '0', retry: false }
    : { msg: 'order item status is not allowed', item_err_code: '82', retry: false };

type PackRequest = { pack_order_list: { order_id: unknown; order_item_list: unknown[] }[]; delivery_type: string };

const pack = ({ packReq = '{}' }: Params, book: OrderBook): ApiAnswer => {
  const { pack_order_list: orders, delivery_type: type } = parseLossless(packReq) as PackRequest;
  if (type !== 'dropship') return refused('MissingParameter', 'delivery_type must be dropship');
  const pack_order_list = orders.map(({ order_id, order_item_list: ids }) => {
    const number = `${String(order_id)}-${String(ids[0])}`;
    const parcel = { package_id: `FP${number}`, tracking_code: `LEX${number}`, status: 'packed' };
    const moved = move(book, String(order_id), ids.map(String), ['pending', 'repacked'], parcel);
    const order_item_list = moved.map((item) => ({
      order_item_id: item.order_item_id,
      package_id: item.package_id,
      tracking_number: item.tracking_code,
      shipment_provider: 'LEX',
      ...told(item),
    }));
    return { order_id, order_item_list };
  });
  return ok({ result: { success: true, data: { pack_order_list } } });
};

const readyToShip = ({ readyToShipReq = '{}' }: Params, book: OrderBook): ApiAnswer => {
  const { packages } = JSON.parse(readyToShipReq) as { packages: { package_id: string }[] };
  const results = packages.map(({ package_id }) => {
    const orderId = /^FP(\d+)/.exec(package_id)?.[1] ?? '';
    const ids = (orderOf(book, orderId)?.order_items ?? [])
      .filter((item) => item.package_id === package_id)
      .map((item) => String(item.order_item_id));
    const moved = move(book, orderId, ids, ['packed'], { status: 'ready_to_ship' });
    const allowed = moved.length > 0 && moved.every((item) => item.allowed);
    return { package_id, ...told({ allowed }) };
  });
  return ok({ result: { success: true, data: { packages: results } } });
};

const REASONS = [
  { reason_id: '10000021', reason_name: 'Out of Stock' },
  { reason_id: '10000019', reason_name: 'Sourcing Delay' },
];
const CANCELLABLE = ['pending', 'repacked', 'packed', 'ready_to_ship_pending', 'ready_to_ship'];

const cancel = ({ order_id = '', order_item_id_list, reason_id }: Params, book: OrderBook): ApiAnswer => {
  const reason = REASONS.find((each) => each.reason_id === reason_id);
  if (!reason) return refused('104', 'E0104: reason is empty or invalid');
  const change = { status: 'canceled', reason: reason.reason_name, cancel_return_initiator: 'cancellation-seller' };
  const moved = move(book, order_id, numberIds(order_item_id_list), CANCELLABLE, change);
  const done = moved.length > 0 && moved.every((item) => item.allowed);
  return ok({
    data: done
      ? { tip_type: 'success', tip_content: 'The order has been cancelled.' }
      : { tip_type: 'error', tip_content: 'The order cannot be cancelled.' },
  });
};

const listed = (params: Params, book: OrderBook): ApiAnswer => {
  const { update_after = '', update_before = '', offset = '0', limit = '10' } = params;
  const found = book.changedBetween('lazada', fromIso(update_after), fromIso(update_before));
  const page = found.slice(Number(offset), Number(offset) + Number(limit));
  const orders = page.map(({ answer, changedAt }) => {
    const { order_items: _items, ...order } = orderIn(parseLossless(answer) as OrderAnswer);
    return { ...order, updated_at: changedAt };
  });
  return ok({ data: { count: String(orders.length), countTotal: String(found.length), orders } });
};

const elementIn = (xml: string, name: string): string => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';

const setStock = ({ payload = '' }: Params, book: OrderBook): ApiAnswer => {
  const key = `${elementIn(payload, 'ItemId')}/${elementIn(payload, 'SkuId')}`;
  if (key === '/') return refused('5', 'E005: Invalid Request Format');
  book.putStock('lazada', key, Number(elementIn(payload, 'SellableQuantity')));
  book.putStock('lazada', elementIn(payload, 'ItemId'), Number(elementIn(payload, 'SkuId')));
  return ok({ data: {} });
};

const product = ({ item_id = '' }: Params, book: OrderBook): ApiAnswer => {
  const skuId = book.stockOf('lazada', item_id);
  if (skuId === null) return refused('4', 'E004: Product not found');
  const quantity = book.stockOf('lazada', `${item_id}/${skuId}`);
  return ok({ data: { item_id, skus: [{ SkuId: skuId, quantity, Available: quantity }] } });
};

type Serve = (params: Params, book: OrderBook) => ApiAnswer;

const aboutOrder =
  (answer: (order: Order) => unknown): Serve =>
  ({ order_id }, book) => {
    const order = orderOf(book, order_id);
    return order ? ok({ data: answer(order) }) : refused('16', `E016: "${order_id}" Invalid Order ID`);
  };

const SERVICES: Readonly<Record<string, Serve>> = {
  '/order/get': aboutOrder(({ order_items: _items, ...order }) => order),
  '/order/items/get': aboutOrder(({ order_items }) => order_items),
  '/orders/get': listed,
  '/order/fulfill/pack': pack,
  '/order/package/rts': readyToShip,
  '/order/reverse/cancel/validate': aboutOrder(() => ({ tip_type: 'warning', reason_options: REASONS })),
  '/order/reverse/cancel/create': cancel,
  '/product/stock/sellable/update': setStock,
  '/product/item/get': product,
};

/** Lazada Open Platform: orders, their items, parcels, cancellations, stock. */
export const answerLazada = ({ path, query, body }: ApiCall, account: PlatformAccount, book: OrderBook): ApiAnswer => {
  const params = { ...Object.fromEntries(query), ...Object.fromEntries(new URLSearchParams(body)) };
  const app = account.secrets.find(({ appId }) => appId === params.app_key);
  if (!app) return refused('InvalidAppKey', 'app_key is unknown');
  if (params.sign !== signatureOf(path, params, app.current))
    return refused('IncompleteSignature', 'The request signature does not conform to platform standards');
  if (params.access_token !== account.accessToken)
    return refused('IllegalAccessToken', 'The specified access_token is invalid or expired');
  return SERVICES[path]?.(params, book) ?? refused('InvalidApiPath', `no service at ${path}`);
};

/** Every path that is Lazada's. */
export const LAZADA_PATHS =
  /^\/(?:orders?\/(?:items\/)?get|order\/(?:fulfill|package|reverse)\/.+|product\/(?:stock|item)\/.+)$/;
