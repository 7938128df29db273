import { amend, CannotAmend } from './amendment.ts';
import { because, type Change, type Context } from './change.ts';
import { type Asker, tellMoney } from './change-order.ts';
import { OrderAmended } from './events.ts';
import type { Order } from './order.ts';
import { MoreThanLeft } from './order-account.ts';

/** The order when nothing of it waits to be changed. */
export const withoutPendingChange = ({ pendingChange: _made, ...order }: Order): Order => order;

/** The order as its pending change makes it, without events; itself when nothing is pending. @throws CannotAmend, MoreThanLeft */
export const asChanged = (order: Order): Order =>
  order.pendingChange ? withoutPendingChange(amend(order, order.pendingChange).order) : order;

/** Why a pending change cannot be made any more, for a person; null when it can, or nothing is pending. */
export const faultOfPendingChange = (order: Order): string | null => {
  try {
    asChanged(order);
    return null;
  } catch (error) {
    if (error instanceof CannotAmend || error instanceof MoreThanLeft) return error.message;
    throw error;
  }
};

/** Makes the change that waited until legs were given back; nothing when none waits. @throws CannotAmend, MoreThanLeft */
export const makePendingChange = (change: Change, { by, reason }: Asker, context: Context): Change => {
  const { order } = change;
  if (!order.pendingChange) return change;
  const { changes, money, order: amended } = amend(order, order.pendingChange);
  const facts = { fields: changes.map(({ field }) => field), by, changes: [...changes] };
  const told = because(change, OrderAmended, facts, withoutPendingChange(amended), context);
  return tellMoney({ ...told, order: withoutPendingChange(told.order) }, money, by, reason, context);
};
