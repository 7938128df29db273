import type { Change, Context } from './change.ts';
import { isOpenConflict, settle } from './conflicts.ts';
import type { FlaggedConflict, Order } from './order.ts';

/** A person's word on a conflict: which value counts from now on, and why. */
export type SettleConflict = { readonly choice: number; readonly reason: string };

/** The conflict of this id; or of this code, the open one before one that is settled. */
export const conflictNamed = ({ conflicts }: Pick<Order, 'conflicts'>, name: string): FlaggedConflict | null => {
  const found = conflicts.filter(({ conflictId, code }) => conflictId === name || code === name);
  return found.find(isOpenConflict) ?? found.at(-1) ?? null;
};

/** Whether this was chosen before: settling twice is settling once. */
export const isSettledSo = ({ settled }: FlaggedConflict, { choice }: SettleConflict): boolean =>
  settled?.choice === choice;

/** Why a conflict cannot be settled so, with the cure; null when it can. */
export const refusalToSettle = (
  { code, values, settled, settler = 'operator' }: FlaggedConflict,
  { choice }: SettleConflict,
  role: string,
): string | null => {
  if (role !== settler) return `${code} is settled by the role ${settler}, not ${role}`;
  if (settled?.choice === null) return `${code} ended by itself: the statements agree by now`;
  if (settled) return `${code} was settled by ${settled.by} at ${settled.at}: "${values[settled.choice ?? 0]}" counts`;
  if (choice >= values.length)
    return `choice: ${choice} is none of the values; choose ${values.map((value, index) => `${index} for "${value}"`).join(' or ')}`;
  return null;
};

/** Settles a conflict. What follows from the choice (constraints, the hold) is read anew. */
export const settleConflict = (
  change: Change,
  conflict: FlaggedConflict,
  { choice, reason }: SettleConflict,
  by: string,
  context: Context,
): Change => settle(change, conflict, { by, at: context.now, choice, reason }, context);
