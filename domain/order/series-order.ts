import type { Instant } from '../time.ts';
import { because, type Change, type Context, unchanged } from './change.ts';
import { SeriesEnded, SeriesOrderPlaced } from './events.ts';
import type { ChannelOrder, Order } from './order.ts';
import { recordChannelOrder } from './record-channel-order.ts';
import type { Occurrence, Series } from './series.ts';

/** Under which number the order of an occurrence is known: the same however often it is placed, so it is placed once. */
export const occurrenceOrderId = (parent: Order, { document, lineId }: Series, { number }: Occurrence): string =>
  [parent.channelOrderId, lineId ?? document.split('@')[0]?.split('/')[1], number].join('/');

const sumOf = ({ lines }: Pick<Occurrence, 'lines'>): number =>
  lines.reduce((sum, { totalMinor }) => sum + totalMinor, 0);

/** What the order of an occurrence is, at the address that its parent has now. It was paid with its parent. */
export const occurrenceOrder = (parent: Order, series: Series, occurrence: Occurrence, now: Instant): ChannelOrder => {
  const { channel, shopId, currency, initiator, destination, channelView } = parent;
  const total = sumOf(occurrence);
  return {
    channel,
    shopId,
    channelOrderId: occurrenceOrderId(parent, series, occurrence),
    placedAt: now,
    fulfillmentType: occurrence.lines.some(({ kind }) => kind === 'GOODS') ? 'SHIP' : 'SERVICE',
    currency,
    amounts: {
      itemsMinor: total,
      shippingMinor: 0,
      discountMinor: 0,
      taxMinor: 0,
      totalMinor: total,
      paidMinor: total,
      refundedMinor: 0,
    },
    status: 'READY',
    holds: [],
    initiator,
    lines: [...occurrence.lines],
    destination,
    constraints: parent.constraints.filter(({ lineId, source }) => lineId === null && source.startsWith('network:')),
    remarks: { buyer: '', seller: '' },
    promiseAt: null,
    attributes: {},
    saidAt: { status: now, lines: now, address: now, amount: now, refund: now, remark: now },
    conflicts: [],
    mappingVersion: channelView.mappingVersion,
  };
};

/** Places the order of an occurrence; it knows whose it is. */
export const placeOccurrence = (parent: Order, series: Series, occurrence: Occurrence, context: Context): Change => {
  const placed = recordChannelOrder(
    {
      channelOrder: occurrenceOrder(parent, series, occurrence, context.now),
      pushEventId: null,
      traceId: parent.traceId,
      color: parent.color,
    },
    null,
    context,
  );
  if ('kind' in placed) throw new Error('an order that is new is always placed');
  const { orderId } = parent;
  const { seriesId, kind } = series;
  return { ...placed, order: { ...placed.order, origin: { orderId, seriesId, kind, number: occurrence.number } } };
};

/** Tells of a series' orders that were placed now, and of its end. */
export const toldOfSeries = (order: Order, before: Series, after: Series, context: Context): Change => {
  const { seriesId, kind, document } = after;
  const fresh = after.occurrences.filter(
    ({ number, state }) =>
      state === 'PLACED' && before.occurrences.find((each) => each.number === number)?.state !== 'PLACED',
  );
  const told = fresh.reduce<Change>(
    (change, { number, dueAt, orderId }) =>
      because(change, SeriesOrderPlaced, { seriesId, kind, document, number, dueAt, placed: orderId }, {}, context),
    unchanged(order),
  );
  const { state } = after;
  if ((state !== 'ENDED' && state !== 'CANCELLED') || before.state === state) return told;
  const placed = after.occurrences.filter((each) => each.state === 'PLACED').length;
  return because(told, SeriesEnded, { seriesId, kind, document, state, placed }, {}, context);
};
