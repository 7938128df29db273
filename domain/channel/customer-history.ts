import type { Instant } from '../time.ts';

/** A moment of somebody's history, named so that moments of the same millisecond have an order. */
export type Dated = { readonly at: Instant; readonly id: string };

/** Where a page of a history ended. */
export type HistoryCursor = Dated;

export const isBefore = (a: Dated, b: Dated): boolean => a.at < b.at || (a.at === b.at && a.id < b.id);

/**
 * One page of one history out of several lists, newest first: every customer of a person, every channel, orders and everything else.
 * @param lists each with everything up to the cursor's moment, or its newest `limit` + 1
 * @returns the page, and where the next one begins; null on the last one
 */
export const pageOfHistory = <T extends Dated>(
  lists: readonly (readonly T[])[],
  limit: number,
  from: HistoryCursor | null,
): { readonly entries: readonly T[]; readonly next: HistoryCursor | null } => {
  const older = lists.flat().filter((entry) => from === null || isBefore(entry, from));
  const sorted = older.sort((a, b) => (isBefore(a, b) ? 1 : -1));
  const entries = sorted.slice(0, limit);
  const last = entries.at(-1);
  return { entries, next: last && sorted.length > limit ? { at: last.at, id: last.id } : null };
};
