import type { LegId } from '../id.ts';
import { because, type Change, type Context, unchanged } from '../order/change.ts';
import type { Order } from '../order/order.ts';
import type { OrderRecord } from '../order/order-store.ts';
import type { Instant } from '../time.ts';
import { legOf } from './dispatch-leg.ts';
import { LegFailed, LegRejected, StockReleased } from './events.ts';
import { isLegEnded, type Leg } from './leg.ts';

export type Release = Change & {
  readonly legs: readonly Leg[];
  /** The leg whose stock goes back with this change. */
  readonly givenBack: readonly Leg[];
};

/** Why a leg that nobody ended has to end: its order was cancelled or held, or who should have answered did not. */
const endFor = (
  leg: Leg,
  order: Order,
  now: Instant,
): { readonly state: 'CANCELLED' | 'REJECTED' | 'FAILED'; readonly reason: string } => {
  if (order.lifecycle.state === 'CANCELLED') return { state: 'CANCELLED', reason: 'ORDER_CANCELLED' };
  if (leg.state === null)
    return { state: 'CANCELLED', reason: order.holds.length > 0 ? 'ORDER_HELD' : 'NOT_HANDED_OUT' };
  if (leg.state === 'DISPATCHED' && leg.acceptBy !== null && leg.acceptBy <= now)
    return { state: 'REJECTED', reason: 'NO_ANSWER' };
  if (leg.state === 'ACCEPTED' && leg.service && !leg.service.bookedFor && leg.service.bookBy <= now)
    return { state: 'REJECTED', reason: 'NOT_BOOKED' };
  // The partner could still have answered: handing out went wrong on our side, and the same partner may be asked again.
  if (leg.state === 'DISPATCHED') return { state: 'CANCELLED', reason: 'DISPATCH_FAULT' };
  return { state: 'FAILED', reason: 'NOT_COMPLETED_IN_TIME' };
};

/** The leg as it ends by our own word; one that has ended stays as it is. */
export const endLeg = (change: Change, leg: Leg, context: Context): { change: Change; leg: Leg } => {
  if (leg.state !== null && isLegEnded(leg.state)) return { change, leg };
  const { state, reason } = endFor(leg, change.order, context.now);
  const after: Leg = { ...leg, state, since: context.now, progress: 'closed', endReason: reason };
  const { legId, node, carrier } = leg;
  if (state === 'REJECTED')
    return { leg: after, change: because(change, LegRejected, { legId, node, carrier, reason }, {}, context) };
  if (state === 'CANCELLED') return { leg: after, change };
  const facts = { legId, node, carrier, action: 'leg.failed', reason, failedAt: context.now } as const;
  return { leg: after, change: because(change, LegFailed, facts, {}, context) };
};

/**
 * A leg that will not be completed: it ends if it had not, and stock that is still at its node is given back. Goods that have
 * left stay gone. Doing it again changes nothing; a completed leg is left alone.
 */
export const releaseLeg = ({ order, legs }: OrderRecord, legId: LegId, context: Context): Release => {
  const before = legOf({ legs }, legId);
  if (before.state === 'COMPLETED') return { ...unchanged(order), legs: [], givenBack: [] };
  const { change, leg } = endLeg(unchanged(order), before, context);
  if (leg.stock !== 'HELD') return { ...change, legs: leg === before ? [] : [leg], givenBack: [] };
  const { node, lines, endReason } = leg;
  const facts = {
    legId,
    node,
    lines: lines.map(({ sku, quantity }) => ({ sku, quantity })),
    reason: endReason ?? leg.state ?? 'RELEASED',
  };
  const released = because(change, StockReleased, facts, {}, context);
  return { ...released, legs: [{ ...leg, stock: 'RELEASED' }], givenBack: [leg] };
};
