import { type Instant, laterOf } from '../time.ts';
import { type Change, type Context, unchanged } from './change.ts';
import { liftDueHolds } from './due-holds.ts';
import { OrderHeld, PresaleOpened } from './events.ts';
import type { Order } from './order.ts';
import { presaleTimes, ringPresale } from './presale.ts';

/** Events after which something of an order may be due at a time of its own. */
export const TIMED_EVENTS: readonly string[] = [OrderHeld.type, PresaleOpened.type, 'StockLocked'];

const ENDED: readonly Order['lifecycle']['state'][] = ['CANCELLED', 'FULFILLED', 'CLOSED'];

/** When something of an order changes by itself: a hold ends, stock kept for it is given back, its pre-sale is paid too late or launched. */
export const orderTimes = (order: Order): Instant[] => {
  if (ENDED.includes(order.lifecycle.state)) return [];
  const holds = order.holds.flatMap(({ until }) => until ?? []);
  return [...presaleTimes(order), ...holds, ...(order.stockKeptUntil ? [order.stockKeptUntil] : [])];
};

/** What time brings to an order by now; too early, or done before: nothing. */
export const ringOrder = (order: Order, context: Context): Change => {
  if (ENDED.includes(order.lifecycle.state)) return unchanged(order);
  return liftDueHolds(ringPresale(order, context), context);
};

/** Stock is kept for it no longer. */
export const isKeptTooLong = ({ stockKeptUntil, lifecycle }: Order, now: Instant): boolean =>
  stockKeptUntil !== undefined && stockKeptUntil <= now && !ENDED.includes(lifecycle.state);

/** The later of two promises to keep stock; null: it is kept until the order has a plan or ends. */
export const keptUntil = (order: Order, until: Instant | null): Pick<Order, 'stockKeptUntil'> => {
  if (until === null) return {};
  return { stockKeptUntil: order.stockKeptUntil ? laterOf(order.stockKeptUntil, until) : until };
};
