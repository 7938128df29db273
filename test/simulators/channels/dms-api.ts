import { createHmac } from 'node:crypto';
import { fromEpochSeconds, fromIso } from '../../../domain/time.ts';
import { answerOf, changedNow, objectAt, rowsAfter } from './booked-orders.ts';
import type { ApiAnswer, ApiCall, OrderBook, PlatformAccount } from './platforms.ts';

const refused = (status: number, error: string, more: object = {}): ApiAnswer => ({
  status,
  body: JSON.stringify({ accepted: false, error, ...more }),
});
const ACCEPTED: ApiAnswer = { status: 200, body: '{"accepted":true}' };
export const dmsBusy: ApiAnswer = refused(429, 'BUSY', { retry_after_seconds: 30 });
const PAGE_SIZE = 50;

/** The scheme of docs/dms.md written out again, not shared with the client: two readings of it must agree. */
const signatureOf = ({ method, path, query, headers, body }: ApiCall, secret: string): string => {
  const asked = query.size === 0 ? path : `${path}?${query}`;
  const text = `${headers['x-dms-timestamp']}.${method === 'POST' ? body : asked}`;
  return `v1=${createHmac('sha256', secret).update(text).digest('hex')}`;
};

const list = (query: URLSearchParams, book: OrderBook): ApiAnswer => {
  const booked = book.changedBetween(
    'dms',
    fromIso(query.get('changed_from') ?? ''),
    fromIso(query.get('changed_to') ?? ''),
  );
  const { rows, next } = rowsAfter(booked, query.get('page') ?? '', PAGE_SIZE);
  const orders = rows.map((order) => ({ ...objectAt(answerOf(order), 'order'), updated_at: order.changedAt }));
  return { status: 200, body: JSON.stringify({ orders, next }) };
};

const show = (path: string, book: OrderBook): ApiAnswer => {
  const [, , what, id = ''] = path.split('/').map(decodeURIComponent);
  if (what === 'stock')
    return { status: 200, body: JSON.stringify({ stock: { dealer_sku: id, available: book.stockOf('dms', id) } }) };
  const answer = book.find('dms', id);
  return answer === null ? refused(404, 'NO_SUCH_ORDER') : { status: 200, body: answer };
};

type Line = { readonly line_id: string; readonly quantity: number };
type Shipment = { readonly tracking_number: string; readonly more_follows: boolean; readonly lines: readonly Line[] };
type News = {
  readonly event: string;
  readonly order_id: string;
  readonly shipment?: Shipment;
  readonly stock?: { readonly dealer_sku: string; readonly available: number };
};

const shipped = (order: Record<string, unknown>, shipment: Shipment | undefined): ApiAnswer => {
  const before = (order.shipments ?? []) as readonly Shipment[];
  if (!shipment || shipment.tracking_number === '')
    return refused(422, 'shipment.tracking_number is empty: name the parcel');
  if (before.some((each) => each.tracking_number === shipment.tracking_number)) return refused(409, 'ALREADY');
  if (order.status !== 'RELEASED' && order.status !== 'PART_SHIPPED')
    return refused(422, `the order is ${order.status}`);
  order.shipments = [...before, shipment];
  order.status = shipment.more_follows ? 'PART_SHIPPED' : 'SHIPPED';
  return ACCEPTED;
};

const news = (said: News, book: OrderBook): ApiAnswer => {
  if (said.event === 'stock.changed' && said.stock) {
    if (said.stock.available < 0) return refused(422, 'stock.available is negative: tell 0');
    book.putStock('dms', said.stock.dealer_sku, said.stock.available);
    return ACCEPTED;
  }
  let answer = refused(404, 'NO_SUCH_ORDER');
  book.amend('dms', said.order_id, (known) => {
    const order = objectAt(known, 'order');
    if (said.event === 'order.shipped') answer = shipped(order, said.shipment);
    else if (order.status === 'CANCELLED') answer = refused(409, 'ALREADY');
    else {
      order.status = 'CANCELLED';
      answer = ACCEPTED;
    }
    if (answer === ACCEPTED)
      order.updated_at = fromEpochSeconds(changedNow(Date.parse(String(order.updated_at)) / 1000));
    return known;
  });
  return answer;
};

/** A dealer system that keeps docs/dms.md. */
export const answerDms = (call: ApiCall, account: PlatformAccount, book: OrderBook): ApiAnswer => {
  const { method, path, query, headers, body } = call;
  const isSigned = account.secrets.some(({ current }) => signatureOf(call, current) === headers['x-dms-signature']);
  if (!isSigned) return refused(401, 'SIGNATURE');
  if (method === 'POST')
    return path === '/orderloom/news' ? news(JSON.parse(body) as News, book) : refused(404, 'PATH');
  return path === '/orderloom/orders' ? list(query, book) : show(path, book);
};
