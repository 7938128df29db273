import { LegCompleted } from '#domain/fulfillment/events.ts';
import { isLegEnded, type Leg } from '#domain/fulfillment/leg.ts';
import type { OrderId, SeriesId } from '#domain/id.ts';
import { because, type Change, type Context } from '#domain/order/change.ts';
import type { Order } from '#domain/order/order.ts';
import { type OrderRecord, VersionConflict } from '#domain/order/order-store.ts';
import { cancelled, dueOf, nextDue, type Occurrence, placedIn, type Series } from '#domain/order/series.ts';
import { occurrenceOrderId, placeOccurrence, toldOfSeries } from '#domain/order/series-order.ts';
import { parseSubscriptionTerms, pricedAt } from '#domain/order/subscription-terms.ts';
import { toEpochMillis } from '#domain/time.ts';
import { now } from './clock.ts';
import { contextNow, decideOn } from './decide.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { aboutOrder, releasedDocuments } from './released-documents.ts';
import { setTimer } from './timers.ts';

const orders = dynamoOrderStore();
const findSeries = async (orderId: OrderId, seriesId: SeriesId): Promise<Series | null> =>
  (await orders.series(orderId)).find((each) => each.seriesId === seriesId) ?? null;

const termsFor = releasedDocuments('subscription', parseSubscriptionTerms);

/** What it costs when it is ordered: by the terms as they are released then, whatever version the series began with. */
const priced = async (parent: Order, { kind, document }: Series, occurrence: Occurrence): Promise<Occurrence> => {
  if (kind !== 'SUBSCRIPTION') return occurrence;
  const all = await termsFor({ ...aboutOrder(parent), pinned: {} });
  const terms = all.find(({ id }) => document.startsWith(`subscription/${id}@`));
  return terms ? { ...occurrence, lines: pricedAt(occurrence.lines, terms.document, occurrence.dueAt) } : occurrence;
};

/** Places the order of an occurrence, once: its number is taken by the first who places it. */
const place = async (parent: Order, series: Series, occurrence: Occurrence): Promise<OrderId> => {
  const number = occurrenceOrderId(parent, series, occurrence);
  const known = await orders.findByChannelOrder(parent.channel, number);
  if (known) return known.order.orderId;
  const change = placeOccurrence(
    parent,
    series,
    await priced(parent, series, occurrence),
    contextNow(parent.lastEventId),
  );
  try {
    await orders.commit({ before: null, ...change });
    return change.order.orderId;
  } catch (error) {
    const other = error instanceof VersionConflict && (await orders.findByChannelOrder(parent.channel, number));
    if (!other) throw error;
    return other.order.orderId;
  }
};

/** Nothing more is to come for an order that was cancelled, or whose buyer is forgotten. */
const isOver = ({ order, legs }: OrderRecord, { legId }: Series): boolean => {
  const leg = legs.find((each) => each.legId === legId);
  const isTakenBack = leg?.state === 'CANCELLED' || leg?.state === 'FAILED';
  return order.lifecycle.state === 'CANCELLED' || order.erasedAt !== undefined || isTakenBack;
};

/** The leg that stands for a series ends with it. */
const legEnded = (change: Change, leg: Leg | undefined, series: Series, context: Context) => {
  const isDone = series.state === 'ENDED' || series.state === 'CANCELLED';
  if (!leg || !isDone || leg.state === null || isLegEnded(leg.state)) return { ...change, legs: [] };
  const { legId, node, carrier } = leg;
  const facts = { legId, node, carrier, action: 'service.done', completedAt: context.now } as const;
  const ended: Leg = {
    ...leg,
    state: 'COMPLETED',
    since: context.now,
    progress: 'delivered',
    etaAt: context.now,
    etaLatestAt: context.now,
  };
  return { ...because(change, LegCompleted, facts, {}, context), legs: [ended] };
};

const note = (orderId: OrderId, seriesId: SeriesId, placed: ReadonlyMap<number, OrderId>): Promise<{ after: Series }> =>
  decideOn(orders, orderId, async (record, context) => {
    const before = (await findSeries(orderId, seriesId)) as Series;
    const series = isOver(record, before) ? cancelled(before) : placedIn(before, placed, context.now);
    const told = toldOfSeries(record.order, before, series, context);
    const leg = record.legs.find(({ legId }) => legId === series.legId);
    return { ...legEnded(told, leg, series, context), series: [series], after: series };
  });

/** Places what is due of a series, and sets the timer for what is next. Asked again, at any time, it places nothing twice. */
export const runSeries = async (orderId: OrderId, seriesId: SeriesId): Promise<void> => {
  const series = await findSeries(orderId, seriesId);
  if (!series) return;
  const record = await orders.get(orderId);
  const due = isOver(record, series) ? [] : dueOf(series, now());
  const placed = new Map<number, OrderId>();
  for (const occurrence of due) placed.set(occurrence.number, await place(record.order, series, occurrence));
  const { after } = await note(orderId, seriesId, placed);
  const next = nextDue(after);
  if (next)
    await setTimer(`${seriesId}-${toEpochMillis(next) / 1000}`, { timer: 'SERIES_DUE', orderId, seriesId }, next);
};
