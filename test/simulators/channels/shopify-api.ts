import { idText, parseLossless } from '../../../domain/channel/lossless-json.ts';
import { fromIso, type Instant, plusSeconds } from '../../../domain/time.ts';
import { answerOf, rowsAfter } from './booked-orders.ts';
import type { ApiAnswer, ApiCall, OrderAnswer, OrderBook, PlatformAccount } from './platforms.ts';

export const shopifyOrderId = (order: unknown): string | null => idText((order as { id?: unknown } | null)?.id);

const json = (status: number, body: object): ApiAnswer => ({ status, body: JSON.stringify(body) });
const errors = (status: number, text: string): ApiAnswer => json(status, { errors: text });

type Line = { id: number; variant_id: number; quantity: number; fulfillable_quantity?: number };
type Fulfillment = { line_items: { id: number }[]; tracking_number: string; status: string };
type Order = OrderAnswer & {
  id: number;
  line_items: Line[];
  fulfillments?: Fulfillment[];
  fulfillment_status?: string | null;
  cancelled_at?: string | null;
};

const orderIn = (book: OrderBook, id: string): Order | null => {
  const known = book.find('shopify', id);
  return known === null ? null : (parseLossless(known) as Order);
};

const isSent = ({ fulfillments = [] }: Order, line: Line): boolean =>
  fulfillments.some(({ line_items: sent }) => sent.some(({ id }) => String(id) === String(line.id)));

/** One fulfillment order holds all lines; its number and its lines' are made of the order's, as no order carries them. */
const fulfillmentOrderOf = (order: Order) => {
  const lines = order.line_items.map((line) => ({
    id: Number(line.id) + 5,
    line_item_id: line.id,
    quantity: line.quantity,
    fulfillable_quantity: isSent(order, line) ? 0 : line.quantity,
  }));
  const isOpen = !order.cancelled_at && lines.some(({ fulfillable_quantity: open }) => open > 0);
  return { id: Number(order.id) + 1, order_id: order.id, status: isOpen ? 'open' : 'closed', line_items: lines };
};

type NewFulfillment = {
  line_items_by_fulfillment_order?: {
    fulfillment_order_id: number;
    fulfillment_order_line_items: { id: number; quantity: number }[];
  }[];
  tracking_info?: { number?: string; company?: string };
};

const fulfil = ({ fulfillment }: { fulfillment: NewFulfillment }, book: OrderBook): ApiAnswer => {
  const [part] = fulfillment.line_items_by_fulfillment_order ?? [];
  const orderId = String((part?.fulfillment_order_id ?? 0) - 1);
  const order = orderIn(book, orderId);
  if (!part || !order) return errors(404, 'Not Found');
  const going = new Set(part.fulfillment_order_line_items.map(({ id }) => String(id - 5)));
  const lines = order.line_items.filter((line) => going.has(String(line.id)));
  if (order.cancelled_at || lines.length === 0 || lines.some((line) => isSent(order, line)))
    return errors(422, 'The fulfillment order is not in an open state.');
  const sent = {
    status: 'success',
    tracking_number: fulfillment.tracking_info?.number,
    tracking_company: fulfillment.tracking_info?.company,
    line_items: lines.map(({ id }) => ({ id })),
  };
  book.amend('shopify', orderId, (known) => {
    const after = { ...known, fulfillments: [...((known.fulfillments as object[]) ?? []), sent] } as Order;
    const isWhole = after.line_items.every((line) => isSent(after, line));
    return { ...after, fulfillment_status: isWhole ? 'fulfilled' : 'partial', updated_at: new Date().toISOString() };
  });
  return json(201, { fulfillment: sent });
};

const cancel = (orderId: string, book: OrderBook): ApiAnswer => {
  const order = orderIn(book, orderId);
  if (!order) return errors(404, 'Not Found');
  if (order.cancelled_at) return errors(422, 'Order has already been cancelled');
  if (order.fulfillments?.length) return errors(422, 'Cannot cancel a paid and fulfilled order');
  const at = new Date().toISOString();
  book.amend('shopify', orderId, (known) => ({ ...known, cancelled_at: at, updated_at: at }));
  return json(200, { order: { id: order.id, cancelled_at: at } });
};

const LOCATION = 700001;
/** As Shopify numbers inventory items: not as variants. */
const itemOf = (variant: string): number => Number(variant) + 1_000_000;

const stock = ({ variables }: { variables: { id: string } }, book: OrderBook): ApiAnswer => {
  const variant = variables.id.split('/').at(-1) ?? '';
  const levels = [
    {
      location: { legacyResourceId: String(LOCATION) },
      quantities: [{ quantity: book.stockOf('shopify', variant) ?? 0 }],
    },
  ];
  return json(200, {
    data: {
      productVariant: {
        inventoryItem: { legacyResourceId: String(itemOf(variant)), inventoryLevels: { nodes: levels } },
      },
    },
  });
};

type Level = { location_id: number; inventory_item_id: number; available: number };

const setLevel = ({ location_id: location, inventory_item_id: item, available }: Level, book: OrderBook): ApiAnswer => {
  if (location !== LOCATION) return errors(422, 'location is unknown');
  book.putStock('shopify', String(item - 1_000_000), available);
  return json(200, { inventory_level: { location_id: location, inventory_item_id: item, available } });
};

const shown = (orderId: string, book: OrderBook, of: (order: Order) => object): ApiAnswer => {
  const order = orderIn(book, orderId);
  return order ? json(200, of(order)) : errors(404, 'Not Found');
};

type Search = { readonly from: Instant; readonly to: Instant; readonly after: string };

/** A page's cursor stands for the whole search: the platform refuses any other word beside it but the limit. */
const searchOf = (query: URLSearchParams): Search | null => {
  const info = query.get('page_info');
  if (info !== null)
    return [...query.keys()].some((key) => key !== 'page_info' && key !== 'limit')
      ? null
      : (JSON.parse(Buffer.from(info, 'base64url').toString()) as Search);
  const [from, to] = ['updated_at_min', 'updated_at_max'].map((key) => fromIso(query.get(key) ?? ''));
  return { from: from as Instant, to: plusSeconds(to as Instant, 0.001), after: '' };
};

/** Orders by time of change, `updated_at_max` included; the next page is named in a header. */
const list = (query: URLSearchParams, book: OrderBook): ApiAnswer => {
  const search = searchOf(query);
  if (!search) return errors(400, 'page_info: cannot be combined with other parameters');
  const booked = book.changedBetween('shopify', search.from, search.to);
  const { rows, next } = rowsAfter(booked, search.after, Number(query.get('limit') ?? 50));
  const cursor = Buffer.from(JSON.stringify({ ...search, after: next })).toString('base64url');
  const address = `https://orderloom-demo.myshopify.com/admin/api/2025-01/orders.json?limit=${query.get('limit')}&page_info=${cursor}`;
  return {
    ...json(200, { orders: rows.map((row) => ({ ...answerOf(row), updated_at: row.changedAt })) }),
    ...(next === null ? {} : { headers: { link: `<${address}>; rel="next"` } }),
  };
};

/** Orders, fulfillments and inventory of the Admin API. */
export const answerShopify = (call: ApiCall, account: PlatformAccount, book: OrderBook): ApiAnswer => {
  if (call.headers['x-shopify-access-token'] !== account.accessToken)
    return errors(401, '[API] Invalid API key or access token (unrecognized login or wrong password)');
  const [, , , , resource = '', id = '', part = ''] = call.path.replace(/\.json$/, '').split('/');
  const body = call.body === '' ? null : (JSON.parse(call.body) as never);
  switch (`${call.method} ${resource}${part ? `/${part}` : ''}`) {
    case 'GET orders':
      return id === '' ? list(call.query, book) : shown(id, book, (order) => ({ order }));
    case 'GET orders/fulfillment_orders':
      return shown(id, book, (order) => ({ fulfillment_orders: [fulfillmentOrderOf(order)] }));
    case 'POST orders/cancel':
      return cancel(id, book);
    case 'POST fulfillments':
      return body ? fulfil(body, book) : errors(400, 'Bad Request');
    case 'POST graphql':
      return body ? stock(body, book) : errors(400, 'Bad Request');
    case 'POST inventory_levels':
      return body ? setLevel(body, book) : errors(400, 'Bad Request');
    default:
      return errors(404, 'Not Found');
  }
};
