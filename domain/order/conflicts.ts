import { because, type Change, type Context } from './change.ts';
import { ConflictFlagged } from './events.ts';
import { canonical } from './merge.ts';
import type { Conflict } from './order.ts';

/** Flags conflicts that are not known yet. */
export const flag = (change: Change, conflicts: readonly Conflict[], context: Context): Change =>
  conflicts
    .filter((conflict) => !change.order.conflicts.some((known) => sameConflict(known, conflict)))
    .reduce(
      (acc, conflict) =>
        because(acc, ConflictFlagged, { conflict }, { conflicts: [...acc.order.conflicts, conflict] }, context),
      change,
    );

const sameConflict = (a: Conflict, b: Conflict): boolean =>
  a.code === b.code && a.field === b.field && canonical(a.values) === canonical(b.values);
