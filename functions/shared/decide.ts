import type { Action } from '#domain/fulfillment/action.ts';
import type { Leg } from '#domain/fulfillment/leg.ts';
import type { EventId, OrderId } from '#domain/id.ts';
import type { Change, Context } from '#domain/order/change.ts';
import { type Callback, type OrderRecord, type OrderStore, VersionConflict } from '#domain/order/order-store.ts';
import type { Series } from '#domain/order/series.ts';
import type { Return } from '#domain/service/return.ts';
import { nextUlid, now } from './clock.ts';
import type { TransactItem } from './dynamo.ts';

/** What a decision wants written beside the order; an unchanged order and nothing beside means nothing is written. */
export type Decision = Change & {
  readonly legs?: readonly Leg[];
  readonly actions?: readonly Action[];
  readonly returns?: readonly Return[];
  readonly series?: readonly Series[];
  readonly callbacks?: readonly Callback[];
  readonly answered?: readonly string[];
  readonly also?: readonly TransactItem[];
};

/** Six tries: with two writers per order the second try nearly always holds; more means something writes in a loop. */
export const TRIES = 6;

export const contextNow = (causedBy: EventId | null = null): Context => ({ now: now(), nextUlid, causedBy });

/** Whether nothing is to be written. */
export const isNothing = (
  { order, events, legs, actions, returns, series, callbacks, answered, also }: Decision,
  before: OrderRecord,
): boolean =>
  order === before.order &&
  [events, legs, actions, returns, series, callbacks, answered, also].every(
    (part) => part === undefined || part.length === 0,
  );

/**
 * Reads the order, decides, writes all of it in one transaction, and starts over when somebody else wrote meanwhile.
 * @param causedBy the event that led to it; null: the order's last
 * @returns the decision that was written
 */
export const decideOn = async <D extends Decision>(
  store: OrderStore<TransactItem>,
  orderId: OrderId,
  decide: (record: OrderRecord, context: Context) => D | Promise<D>,
  causedBy: EventId | null = null,
): Promise<D> => {
  for (let attempt = 1; ; attempt += 1) {
    const record = await store.get(orderId);
    const decision = await decide(record, contextNow(causedBy));
    if (isNothing(decision, record)) return decision;
    try {
      await store.commit({ before: record.order, ...decision });
      return decision;
    } catch (error) {
      if (!(error instanceof VersionConflict) || attempt === TRIES) throw error;
    }
  }
};
