import { unlocked } from '#domain/fulfillment/unlock-stock.ts';
import type { OrderId } from '#domain/id.ts';
import { isKeptTooLong, orderTimes, ringOrder } from '#domain/order/order-times.ts';
import { laterOf, plusSeconds, toEpochMillis } from '#domain/time.ts';
import { now } from './clock.ts';
import { decideOn } from './decide.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { locksOf, reserveStock } from './dynamo-stock-store.ts';
import { setTimer } from './timers.ts';

const orders = dynamoOrderStore();

/** Does to an order what its times bring by now: holds end, stock that was kept long enough goes back, a pre-sale lapses or is launched. */
export const ringNow = (orderId: OrderId) =>
  decideOn(orders, orderId, async ({ order }, context) => {
    const rung = ringOrder(order, context);
    if (!isKeptTooLong(rung.order, context.now)) return rung;
    const over = (await locksOf(orderId)).filter(({ until }) => until !== undefined && until <= context.now);
    const { stockKeptUntil: _over, ...rest } = rung.order;
    const change = unlocked({ ...rung, order: rest }, over, 'EXPIRED', context);
    return { ...change, also: reserveStock([], over) };
  });

/** A schedule that is set for a moment that has passed meanwhile may never ring. */
const SOON_SECONDS = 2;

/** Has an order looked at whenever something of it is due; set again, the first timers stand. */
export const tendOrder = async (orderId: OrderId): Promise<void> => {
  // What becomes due from here on is not rung below: it has a timer.
  const began = now();
  const { order } = await ringNow(orderId);
  for (const at of new Set(orderTimes(order).filter((time) => time > began)))
    await setTimer(
      `order_${orderId}-${Math.floor(toEpochMillis(at) / 1000)}`,
      { timer: 'ORDER', orderId },
      laterOf(at, plusSeconds(now(), SOON_SECONDS)),
    );
};
