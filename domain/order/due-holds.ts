import type { Change, Context } from './change.ts';
import { liftHold } from './holds.ts';
import type { Hold, Order } from './order.ts';

const isPaid = ({ amounts }: Order): boolean => amounts.totalMinor > 0 && amounts.paidMinor >= amounts.totalMinor;

/** Holds of persons whose own condition is met: their time has come, or the order is paid. */
export const dueHolds = (order: Order, now: Context['now']): Hold[] =>
  order.holds.filter(
    ({ until, releaseWhen }) => (until !== undefined && until <= now) || (releaseWhen === 'PAID' && isPaid(order)),
  );

/** Lifts them; the others stand. */
export const liftDueHolds = (change: Change, context: Context): Change =>
  dueHolds(change.order, context.now).reduce((acc, hold) => liftHold(acc, hold, 'system:due-holds', context), change);
