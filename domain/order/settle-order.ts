import type { Leg } from '../fulfillment/leg.ts';
import type { Outcome } from '../outcome.ts';
import { because, type Change, type Context, unchanged } from './change.ts';
import { OrderFulfilled } from './events.ts';
import { addHold, inState } from './holds.ts';
import type { Order } from './order.ts';
import { onHold } from './screen-order.ts';

/** Attempts before a person is asked: the first plan and two replans. */
export const MAX_ATTEMPTS = 3;

/** Lines no completed or running leg carries: what a plan still has to serve. */
export const openLines = (order: Order, legs: readonly Leg[]): Order['deliverables'] => {
  const carried = new Set(
    legs
      .filter(({ state }) => state === null || !['REJECTED', 'FAILED', 'CANCELLED'].includes(state))
      .flatMap(({ lines }) => lines.map(({ lineId }) => lineId)),
  );
  return order.deliverables.filter(({ kind, lineId }) => kind === 'GOODS' && !carried.has(lineId));
};

/** All legs of the round have ended: is the order fulfilled, to be planned again, or a person's? */
export const settleOrder = (
  order: Order,
  legs: readonly Leg[],
  context: Context,
): Change & { readonly outcome: Outcome } => {
  if (order.lifecycle.state === 'CANCELLED') return { ...unchanged(order), outcome: 'CANCELLED' };
  if (order.lifecycle.state === 'FULFILLED' || order.lifecycle.state === 'CLOSED')
    return { ...unchanged(order), outcome: 'FULFILLED' };
  if (order.holds.length > 0) return { ...onHold(unchanged(order), context), outcome: 'HELD' };
  const completed = legs.filter(({ state }) => state === 'COMPLETED');
  if (
    openLines(order, legs).length === 0 &&
    completed.length > 0 &&
    legs.every(({ state }) => state !== null && state !== 'DISPATCHED')
  )
    return { ...fulfilled(order, completed, context), outcome: 'FULFILLED' };
  const failed = legs.filter(({ state }) => state === 'FAILED');
  if (failed.length > 0) {
    const reason = `legs failed after dispatch: ${failed.map(({ legId, endReason }) => `${legId} (${endReason ?? 'unknown'})`).join(', ')}: decide on a replacement or refund`;
    return {
      ...onHold(addHold(unchanged(order), { type: 'LEG_FAILED', reason }, 'system:settle-order', context), context),
      outcome: 'HELD',
    };
  }
  if (order.lifecycle.attempts >= MAX_ATTEMPTS) {
    const reason = `refused ${order.lifecycle.attempts} times by ${order.lifecycle.refusedBy.join(', ')}: choose a source by hand, or release to try again`;
    return {
      ...onHold(
        addHold(unchanged(order), { type: 'ATTEMPTS_EXHAUSTED', reason }, 'system:settle-order', context),
        context,
      ),
      outcome: 'HELD',
    };
  }
  const refused = legs.filter(({ state }) => state === 'REJECTED').map(({ node }) => node);
  const refusedBy = [...new Set([...order.lifecycle.refusedBy, ...refused])];
  const lifecycle = { ...inState(order, 'CONFIRMED', context), refusedBy };
  return { order: { ...order, lifecycle }, events: [], outcome: 'REPLAN' };
};
};

const fulfilled = (order: Order, completed: readonly Leg[], context: Context): Change => {
  const { promiseAt } = order;
  const onTime = promiseAt ? completed.every(({ since }) => since <= promiseAt) : null;
  const change = because(
    unchanged(order),
    OrderFulfilled,
    { legs: completed.length, onTime },
    { lifecycle: inState(order, 'FULFILLED', context) },
    context,
  );
  return change;
};
