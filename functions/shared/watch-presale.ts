import type { Order } from '#domain/order/order.ts';
import { presaleTimes } from '#domain/order/presale.ts';
import { toEpochMillis } from '#domain/time.ts';
import { now } from './clock.ts';
import { setTimer } from './timers.ts';

/** Has a pre-sale looked at when its rest is due and when it is launched; set again, the first timers stand. */
export const watchPresale = async (order: Order): Promise<void> => {
  const { orderId } = order;
  for (const at of presaleTimes(order).filter((time) => time > now()))
    await setTimer(`presale_${orderId}-${Math.floor(toEpochMillis(at) / 1000)}`, { timer: 'PRESALE', orderId }, at);
};
