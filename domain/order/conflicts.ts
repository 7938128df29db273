import { newId } from '../id.ts';
import { because, type Change, type Context } from './change.ts';
import { factsOf } from './conflict-codes.ts';
import { ConflictFlagged, ConflictSettled } from './events.ts';
import { canonical } from './merge.ts';
import type { Conflict, FlaggedConflict, Order, Settlement } from './order.ts';

export const sameConflict = (
  a: Pick<Conflict, 'code' | 'field' | 'values'>,
  b: Pick<Conflict, 'code' | 'field' | 'values'>,
): boolean => a.code === b.code && a.field === b.field && canonical(a.values) === canonical(b.values);

export const isOpenConflict = ({ settled }: FlaggedConflict): boolean => settled === undefined;

/** The statements agreed for a while, and contradict each other again. */
const hasLapsed = ({ settled }: FlaggedConflict): boolean => settled?.choice === null;

const flagOne = (change: Change, conflict: Conflict, context: Context): Change => {
  const { conflicts } = change.order;
  const known = conflicts.find((each) => sameConflict(each, conflict));
  if (known && !hasLapsed(known)) return change;
  const { holds, settler } = factsOf(conflict.code);
  const { code, field, values, since, chosenBy } = conflict;
  const conflictId = newId('cnf', context.nextUlid);
  const flagged: FlaggedConflict = { conflictId, code, field, values, since, chosenBy, settler, holds };
  const others = conflicts.filter((each) => each !== known);
  return because(change, ConflictFlagged, { conflict: flagged }, { conflicts: [...others, flagged] }, context);
};

/** Flags conflicts that are not known yet. One that a person settled stays settled, however often it is said. */
export const flag = (change: Change, conflicts: readonly Conflict[], context: Context): Change =>
  conflicts.reduce((acc, conflict) => flagOne(acc, conflict, context), change);

/** Ends a conflict. */
export const settle = (change: Change, conflict: FlaggedConflict, settlement: Settlement, context: Context): Change => {
  const settled: FlaggedConflict = { ...conflict, settled: settlement };
  const conflicts = change.order.conflicts.map((each) => (each === conflict ? settled : each));
  const { conflictId = null, code, field, values } = conflict;
  const chosen = settlement.choice === null ? null : (values[settlement.choice] ?? null);
  const facts = { conflictId, code, field, chosen, ...settlement };
  return because(change, ConflictSettled, facts, { conflicts }, context);
};

/**
 * Makes the open conflicts between statements exactly the found ones: flags what is new, ends what the statements agree on by now.
 * Conflicts that are events stay.
 */
export const reconcileConflicts = (change: Change, found: readonly Conflict[], context: Context): Change => {
  const gone = change.order.conflicts.filter(
    (each) =>
      isOpenConflict(each) &&
      factsOf(each.code).nature === 'STATEMENTS' &&
      !found.some((conflict) => sameConflict(conflict, each)),
  );
  const agreement = { by: 'system:conflicts', at: context.now, choice: null, reason: 'the statements agree by now' };
  const ended = gone.reduce((acc, each) => settle(acc, each, agreement, context), change);
  return flag(ended, found, context);
};

/** What a person chose for a conflict, or null. */
export const chosenFor =
  ({ conflicts }: Pick<Order, 'conflicts'>) =>
  (conflict: Pick<Conflict, 'code' | 'field' | 'values'>): number | null =>
    conflicts.find((each) => sameConflict(each, conflict))?.settled?.choice ?? null;
