import type { Change, Context } from './change.ts';
import { factsOf } from './conflict-codes.ts';
import { type HoldWish, NOT_HANDED_OUT, reconcileHolds } from './holds.ts';
import type { FlaggedConflict, Order } from './order.ts';

const ACTOR = 'system:conflicts';

/** Unsafe while it is open, and after somebody chose another value than the one the order stands on. */
const isUnsafe = ({ holds, settled }: FlaggedConflict): boolean =>
  holds === true && (settled === undefined || (settled.choice !== null && settled.choice > 0));

const reasonOf = ({ conflictId, code, field, values, settled }: FlaggedConflict): string => {
  const said = `${field}: ${factsOf(code).title.en}: ${values.map((value) => `"${value}"`).join(' or ')}`;
  if (settled)
    return `${said}: "${values[settled.choice ?? 0]}" was chosen: correct or cancel the order, then release the hold`;
  return `${said}: settle ${conflictId ?? code} (POST /orders/{id}/conflicts/${conflictId ?? code})`;
};

/** Holds an order that would be unsafe to ship; lifted with the conflict. One that a person lifted comes again only with another conflict. */
export const holdForConflicts = (change: Change, before: Pick<Order, 'conflicts'> | null, context: Context): Change => {
  const { conflicts, lifecycle } = change.order;
  if (!NOT_HANDED_OUT.includes(lifecycle.state)) return change;
  const unsafe = conflicts.filter(isUnsafe);
  const known = new Set(before?.conflicts.map(({ conflictId }) => conflictId));
  const isNew = unsafe.some(({ conflictId }) => !known.has(conflictId));
  const wishes: HoldWish[] = unsafe.length > 0 ? [{ type: 'CONFLICT', reason: unsafe.map(reasonOf).join('; ') }] : [];
  return reconcileHolds(change, wishes, ACTOR, context, () => isNew);
};
