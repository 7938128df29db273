import { because, type Change, type Context } from './change.ts';
import { OrderCancelled } from './events.ts';
import { inState } from './holds.ts';

export type Cancel = { readonly reason: string; readonly by: string };

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
