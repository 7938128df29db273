import type { BusEvent } from '../event.ts';
import { happened } from '../event.ts';
import type { Change, Context } from './change.ts';
import { OrderImported } from './events.ts';
import { addHold } from './holds.ts';
import type { OrderState } from './lifecycle.ts';
import type { ChannelStatus, Order } from './order.ts';
import { type RecordChannelOrder, recordChannelOrder } from './record-channel-order.ts';

/**
 * Where an order of the past ends: with goods gone it is fulfilled, and what was never finished is held, so that nobody ships it a
 * second time unless a person releases it.
 */
const STATE_OF: Readonly<Record<ChannelStatus, OrderState>> = {
  CREATED: 'ON_HOLD',
  PAID_HOLD: 'ON_HOLD',
  READY: 'ON_HOLD',
  PART_SHIPPED: 'ON_HOLD',
  SHIPPED: 'FULFILLED',
  DELIVERED: 'FULFILLED',
  COMPLETED: 'CLOSED',
  CANCELLED: 'CANCELLED',
};

/** @returns the state an order of the past is in, by what its channel last said */
export const historicalState = (status: ChannelStatus): OrderState => STATE_OF[status];

const ACTOR = 'system:import';

/** What moves a living order or keeps it back: past orders have been moved already. */
const LIVING_EVENTS = new Set([
  'OrderPlaced',
  'OrderHeld',
  'OrderReleased',
  'OrderCancelled',
  'OrderClosed',
  // Nobody is asked what a remark of the past may have meant.
  'RemarkDoubted',
]);

/** Still as it was imported: since then neither a person nor its channel has brought it to life. */
const isUntouched = ({ imported, lifecycle, channelView }: Order): boolean =>
  imported !== undefined && lifecycle.state === STATE_OF[channelView.status];

/** The events that remain, each caused by the one before it. */
const chained = (events: readonly BusEvent[], first: BusEvent | null): BusEvent[] => {
  const kept = first ? [first] : [];
  for (const event of events) {
    if (LIVING_EVENTS.has(event.type)) continue;
    const before = kept.at(-1);
    kept.push(before ? { ...event, detail: { ...event.detail, causedBy: before.detail.id } } : event);
  }
  return kept;
};

const importedEvent = ({ order, events }: Change, source: string, { now, nextUlid }: Context): BusEvent | null => {
  const placed = events.find(({ type }) => type === 'OrderPlaced');
  if (!placed) return null;
  const { orderId, traceId, color } = order;
  const occasion = { at: now, orderId, causedBy: placed.detail.causedBy, traceId, color };
  const { holds: _none, ...facts } = placed.detail.data as Record<string, unknown>;
  const { status } = order.channelView;
  return happened(OrderImported, occasion, { ...facts, source, state: STATE_OF[status] } as never, nextUlid);
};

const cancelReasonOf = (state: OrderState): string | null => (state === 'CANCELLED' ? 'CANCELLED_BY_CHANNEL' : null);

const IMPORTED_WISH = {
  type: 'IMPORTED',
  reason:
    'lifecycle.channelStatus: imported before it was finished: look at the channel; release it to ship it from here, or cancel it',
} as const;

/**
 * Takes an order of the past in as it ended: nothing is planned, shipped or told to its channel. An order that is known from its
 * channel's own messages stays as it is, and so does an imported one that came to life since. The same row twice changes nothing.
 */
export const importOrder = (
  command: RecordChannelOrder & { readonly source: string },
  known: Order | null,
  context: Context,
): Change | { kind: 'STALE' } => {
  if (known && !isUntouched(known)) return { kind: 'STALE' };
  const change = recordChannelOrder(command, known, context);
  if ('kind' in change) return change;
  const events = chained(change.events, importedEvent(change, command.source, context));
  const { status, saidAt } = change.order.channelView;
  const state = STATE_OF[status];
  const since = saidAt.status ?? change.order.placedAt;
  const order: Order = {
    ...change.order,
    imported: known?.imported ?? { source: command.source, at: context.now },
    holds: known?.holds ?? [],
    reviews: [],
    lifecycle: { ...change.order.lifecycle, state, since, cancelReason: cancelReasonOf(state) },
    version: (known?.version ?? 0) + events.length,
    lastEventId: events.at(-1)?.detail.id ?? known?.lastEventId ?? change.order.lastEventId,
  };
  return heldWhileUnfinished({ order, events }, context);
};

/** An event for the hold that is put, none for one that goes: a release would set the order in motion. */
const heldWhileUnfinished = (change: Change, context: Context): Change => {
  const { holds, lifecycle } = change.order;
  const others = holds.filter(({ type }) => type !== 'IMPORTED');
  if (lifecycle.state !== 'ON_HOLD') return { ...change, order: { ...change.order, holds: others } };
  return others.length < holds.length ? change : addHold(change, IMPORTED_WISH, ACTOR, context);
};

/** Waits for a person, and needs no execution for it. */
export const isImportedUnfinished = ({ holds, lifecycle }: Pick<Order, 'holds' | 'lifecycle'>): boolean =>
  lifecycle.state === 'ON_HOLD' && holds.some(({ type }) => type === 'IMPORTED');
