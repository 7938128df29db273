import type { Leg } from '../fulfillment/leg.ts';
import { because, type Change, type Context } from './change.ts';
import { OrderCancelled } from './events.ts';
import { inState } from './holds.ts';
import { canMove } from './lifecycle.ts';
import type { Order } from './order.ts';

export type Cancel = { readonly reason: string; readonly by: string };

/** Why an order cannot be cancelled now, or null when it can. A cancelled one can: it stays cancelled. */
export const refusalToCancel = (order: Order, legs: readonly Leg[]): string | null => {
  if (order.lifecycle.state === 'CANCELLED') return null;
  if (!canMove(order.lifecycle.state, 'CANCELLED'))
    return `the order is ${order.lifecycle.state}: request a return instead`;
  // What was lost or came back is on its way to nobody.
  const left = legs.filter(({ stock, state }) => stock === 'SHIPPED' && state !== 'FAILED');
  return left.length > 0
    ? `goods of ${left.map(({ legId }) => legId).join(', ')} have left the warehouse: request a return instead`
    : null;
};

/** Ends the order. Giving back stock and legs is the machine's: WithdrawPlan. */
export const cancel = (change: Change, { reason, by }: Cancel, context: Context): Change => {
  const { order } = change;
  if (order.lifecycle.state === 'CANCELLED') return change;
  return because(
    change,
    OrderCancelled,
    { reason, by, from: order.lifecycle.state },
    { lifecycle: { ...inState(order, 'CANCELLED', context), cancelReason: reason }, holds: [] },
    context,
  );
};
