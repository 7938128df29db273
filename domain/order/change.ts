import type * as z from 'zod';
import { type BusEvent, type EventDefinition, happened } from '../event.ts';
import type { EventId, NextUlid } from '../id.ts';
import type { Instant } from '../time.ts';
import type { Order } from './order.ts';

/** What a decision is given besides the facts: the moment, ids, and the event that led to it. */
export type Context = {
  readonly now: Instant;
  readonly nextUlid: NextUlid;
  /** Null: the order's last event led to this one. */
  readonly causedBy: EventId | null;
};

/** A decision's result: the order as it is from now on and the events that explain it, one version each. */
export type Change = { readonly order: Order; readonly events: readonly BusEvent[] };

export const unchanged = (order: Order): Change => ({ order, events: [] });

/** Adds one event and what it does to the order. */
export const because = <D extends z.ZodType>(
  change: Change,
  definition: EventDefinition<D>,
  data: z.input<D>,
  patch: Partial<Order>,
  { now, nextUlid, causedBy }: Context,
): Change => {
  const { order } = change;
  const cause = change.events.length === 0 ? (causedBy ?? order.lastEventId) : order.lastEventId;
  const event = happened(
    definition,
    { at: now, orderId: order.orderId, causedBy: cause, traceId: order.traceId, color: order.color },
    data,
    nextUlid,
  );
  return {
    order: { ...order, ...patch, lastEventId: event.detail.id, version: order.version + 1, updatedAt: now },
    events: [...change.events, event],
  };
};
