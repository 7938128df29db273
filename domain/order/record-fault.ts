import { type Change, type Context, unchanged } from './change.ts';
import { addHold } from './holds.ts';
import { canMove } from './lifecycle.ts';
import type { Order } from './order.ts';
import { onHold } from './screen-order.ts';

/** A machine stopped on a fault: the order waits for a person, with the fault as the reason. An ended order is left as it is. */
export const recordFault = (
  order: Order,
  fault: { readonly error: string; readonly cause: string },
  context: Context,
): Change => {
  const { state } = order.lifecycle;
  if (state !== 'ON_HOLD' && !canMove(state, 'ON_HOLD') && !canMove(state, 'SCREENING')) return unchanged(order);
  if (order.holds.some(({ type }) => type === 'SYSTEM_FAULT')) return unchanged(order);
  const reason = `${fault.error}: ${fault.cause.slice(0, 300)}: see the execution; release the hold to try again`;
  const held = addHold(unchanged(order), { type: 'SYSTEM_FAULT', reason }, 'system:record-fault', context);
  return canMove(state, 'ON_HOLD') ? onHold(held, context) : held;
};
