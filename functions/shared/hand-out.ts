import { HAND_OUT } from '#domain/order/drive-lifecycle.ts';
import type { Order } from '#domain/order/order.ts';
import type { Instant } from '#domain/time.ts';
import { ordersInState } from './orders-in-state.ts';
import { reconsiderOpenOrders } from './reconsider-open-orders.ts';
import { resume } from './resume.ts';

export type HandedOut = {
  readonly handedOut: number;
  readonly considered: number;
  readonly exchanged: number;
  readonly savedMinor: number;
};

const isDue = ({ lifecycle: { handOutAt } }: Order, now: Instant): boolean =>
  handOutAt !== undefined && handOutAt <= now;

/** Lets the executions go on whose legs are to be handed out now, and considers the other orders that wait for it together. */
export const handOut = async (now: Instant): Promise<HandedOut> => {
  const waiting = (await ordersInState('PLANNED')).filter(({ lifecycle }) => lifecycle.handOutAt !== undefined);
  let handedOut = 0;
  for (const { orderId } of waiting.filter((order) => isDue(order, now)))
    handedOut += await resume(orderId, (name) => name === HAND_OUT, 'CLEAR');
  const open = waiting.filter((order) => !isDue(order, now));
  const reconsidered =
    open.length > 0 ? await reconsiderOpenOrders(open, now) : { considered: 0, exchanged: 0, savedMinor: 0 };
  return { handedOut, ...reconsidered };
};
