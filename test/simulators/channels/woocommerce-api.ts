import { idText, parseLossless } from '../../../domain/channel/lossless-json.ts';
import { fromUtc, plusSeconds } from '../../../domain/time.ts';
import { answerOf, pageOf } from './booked-orders.ts';
import type { ApiAnswer, ApiCall, OrderAnswer, OrderBook, PlatformAccount } from './platforms.ts';

export const woocommerceOrderId = (order: unknown): string | null => idText((order as { id?: unknown } | null)?.id);

const json = (status: number, body: object): ApiAnswer => ({ status, body: JSON.stringify(body) });
const refused = (status: number, code: string, message: string): ApiAnswer =>
  json(status, { code, message, data: { status } });

type Field = { readonly key: string; readonly value: unknown };
type Edit = { readonly status?: string; readonly meta_data?: readonly Field[]; readonly stock_quantity?: number };

const gmt = (): string => new Date().toISOString().slice(0, 19);

/** A custom field of a known name is replaced, as the shop does. */
const withFields = (known: readonly Field[], fresh: readonly Field[]): Field[] => [
  ...known.filter(({ key }) => !fresh.some((field) => field.key === key)),
  ...fresh,
];

const edited = (order: OrderAnswer, { status, meta_data: fields = [] }: Edit): OrderAnswer => ({
  ...order,
  ...(status ? { status } : {}),
  ...(status === 'completed' ? { date_completed_gmt: gmt() } : {}),
  meta_data: withFields((order.meta_data as Field[] | undefined) ?? [], fields),
  date_modified_gmt: gmt(),
});

const orders = (method: string, id: string, body: Edit, book: OrderBook): ApiAnswer => {
  const isKnown = method === 'POST' ? book.amend('woocommerce', id, (order) => edited(order, body)) : true;
  const shown = isKnown ? book.find('woocommerce', id) : null;
  if (shown === null) return refused(404, 'woocommerce_rest_shop_order_invalid_id', 'Invalid ID.');
  return json(200, parseLossless(shown) as object);
};

/** Orders by time of modification in whole seconds, both ends left out. */
const list = (query: URLSearchParams, book: OrderBook): ApiAnswer => {
  const [after = '', before = ''] = ['modified_after', 'modified_before'].map((key) => query.get(key) ?? '');
  const booked = book.changedBetween('woocommerce', plusSeconds(fromUtc(after), 1), fromUtc(before));
  const rows = pageOf(booked, Number(query.get('page') ?? 1), Number(query.get('per_page') ?? 10));
  return json(
    200,
    rows.map((row) => ({ ...answerOf(row), date_modified_gmt: row.changedAt.slice(0, 19) })),
  );
};

const products = (method: string, sku: string, { stock_quantity: level }: Edit, book: OrderBook): ApiAnswer => {
  if (method === 'POST' && level !== undefined) book.putStock('woocommerce', sku, level);
  return json(200, { id: Number(sku.split('/')[0]), stock_quantity: book.stockOf('woocommerce', sku) });
};

/** Orders and stock of the shop's REST API. */
export const answerWoocommerce = (call: ApiCall, account: PlatformAccount, book: OrderBook): ApiAnswer => {
  const expected = `Basic ${Buffer.from(account.accessToken).toString('base64')}`;
  if (call.headers.authorization !== expected)
    return refused(401, 'woocommerce_rest_cannot_view', 'Sorry, you cannot list resources.');
  const [resource = '', id = '', part = '', variation = '0'] = call.path.split('/').slice(4);
  const body = (call.body === '' ? {} : JSON.parse(call.body)) as Edit;
  if (resource === 'orders' && id === '') return list(call.query, book);
  if (resource === 'orders') return orders(call.method, id, body, book);
  if (resource === 'products') return products(call.method, `${id}/${part === '' ? '0' : variation}`, body, book);
  return refused(404, 'rest_no_route', 'No route was found matching the URL and request method.');
};
