import type { Leg } from '../fulfillment/leg.ts';
import type { LegId } from '../id.ts';
import { commercialLineOf } from '../order/bundle.ts';
import type { Order } from '../order/order.ts';
import type { OrderRecord } from '../order/order-store.ts';
import type { News, WriteBack } from './write-back.ts';

export type OrderNews = { readonly legId: LegId | null; readonly news: News };

const linesToldIn = (news: News): string[] => (news.kind === 'SHIPPED' ? news.lines.map(({ lineId }) => lineId) : []);

const newsLines = (lines: Order['deliverables']) =>
  lines.map(({ lineId, channelSku, sku, quantity }) => ({ lineId, channelSku, sku, quantity }));

const PLANNED: readonly Order['lifecycle']['state'][] = ['PLANNED', 'FULFILLING', 'FULFILLED', 'CLOSED'];

/** Its sources are known and its stock is taken: from here on the order is taken, not only received. */
const confirmedNews = ({ channelOrderId, deliverables, lifecycle }: Order): OrderNews[] =>
  PLANNED.includes(lifecycle.state)
    ? [{ legId: null, news: { kind: 'CONFIRMED', channelOrderId, lines: newsLines(deliverables) } }]
    : [];

const shippedNews = (order: Order, leg: Leg, told: ReadonlySet<string>): OrderNews[] => {
  if (leg.stock !== 'SHIPPED' || !leg.waybill) return [];
  const { channelOrderId, deliverables } = order;
  const going = new Set(leg.lines.map(({ lineId }) => commercialLineOf(order, lineId)));
  // A bundle goes with its first parcel: the platform knows it as one thing.
  const isToldOf = (lineId: string): boolean =>
    told.has(lineId) && (order.bundles ?? []).some((each) => each.lineId === lineId);
  const lines = newsLines(deliverables.filter(({ lineId }) => going.has(lineId) && !isToldOf(lineId)));
  if (lines.length === 0) return [];
  const partial = deliverables.some(({ kind, lineId }) => kind === 'GOODS' && !going.has(lineId) && !told.has(lineId));
  const { carrier, number: trackingNumber } = leg.waybill;
  return [{ legId: leg.legId, news: { kind: 'SHIPPED', channelOrderId, carrier, trackingNumber, lines, partial } }];
};

/** Cancelled here, and the channel does not know: an order that the channel cancelled itself is no news to it. */
const refusedNews = ({ channelOrderId, lifecycle, channelView }: Order): OrderNews[] =>
  lifecycle.state === 'CANCELLED' && channelView.status !== 'CANCELLED'
    ? [
        {
          legId: null,
          news: { kind: 'REFUSED', channelOrderId, reason: lifecycle.cancelReason ?? 'CANCELLED_BY_MERCHANT' },
        },
      ]
    : [];

/**
 * What the platform of an order should hear and nobody has noted yet, in the order it became true. Read off the order as it stands,
 * not off the event that woke us: twice the same order is once the same news, and what the platform itself says is never news.
 * @param confirms whether its buyers wait to hear that the order is taken
 */
export const newsOf = ({ order, legs }: OrderRecord, noted: readonly WriteBack[], confirms = false): OrderNews[] => {
  const known = new Set(noted.map(({ legId }) => legId));
  const told = new Set(noted.flatMap(({ news }) => linesToldIn(news)));
  const shipped = legs
    .filter(({ legId }) => !known.has(legId))
    .sort((a, b) => (a.legId < b.legId ? -1 : 1))
    .flatMap((leg) => {
      const news = shippedNews(order, leg, told);
      for (const each of news) for (const lineId of linesToldIn(each.news)) told.add(lineId);
      return news;
    });
  const isNoted = (kind: News['kind']): boolean => noted.some(({ news }) => news.kind === kind);
  return [
    ...(confirms && !isNoted('CONFIRMED') ? confirmedNews(order) : []),
    ...shipped,
    ...(isNoted('REFUSED') ? [] : refusedNews(order)),
  ];
};

type StockNews = {
  readonly skus?: readonly string[];
  readonly lines?: readonly { readonly sku: string }[];
  readonly signals?: readonly { readonly kind: string; readonly sku?: string }[];
};

/** Stock was taken, kept, given back, moved or counted: shops that sell it hear of it. */
export const STOCK_EVENTS: readonly string[] = [
  'StockReserved',
  'StockReleased',
  'StockLocked',
  'StockUnlocked',
  'StockMoved',
  'NetworkSignalled',
];

/** SKUs of which there may be more or less since one of these. */
export const skusMovedBy = ({ skus = [], lines = [], signals = [] }: StockNews): string[] => [
  ...new Set([
    ...skus,
    ...[...lines, ...signals.filter(({ kind }) => kind === 'STOCK')].flatMap(({ sku }) => sku ?? []),
  ]),
];

/** The bus events that may be news to a platform. The queue's rule is made from this list. */
export const WRITE_BACK_EVENTS: readonly string[] = [
  'OrderPlaced',
  'PlanCommitted',
  'ActionRecorded',
  'OrderCancelled',
  ...STOCK_EVENTS,
];
