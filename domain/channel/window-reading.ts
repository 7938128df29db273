import { type Instant, laterOf, plusSeconds } from '../time.ts';
import type { FeedCursor } from './channel-api.ts';

/** A stretch of a platform's list by time of change, and the page of it that is read; null before its pages are counted. */
export type ReadWindow = { readonly from: Instant; readonly to: Instant; readonly page: number | null };

export type WindowRule = {
  /** The longest stretch the platform answers, or a shorter one that is read in one go. */
  readonly windowSeconds: number;
  /** How far behind now a stretch must end, because the platform's index lags. */
  readonly lagSeconds: number;
  /** How far a stretch reaches back into the one before, for what the index showed late. */
  readonly overlapSeconds: number;
  /** Where the first stretch begins. */
  readonly firstLookBackSeconds: number;
};

const READ = 'read';

/** `from/to/page`, or `from/to/read` when every page was. */
const CURSOR = /^([^/]+)\/([^/]+)\/(\d+|read)$/;

const earlierOf = (a: Instant, b: Instant): Instant => (a < b ? a : b);

const stretchFrom = (from: Instant, notBefore: Instant, at: Instant, rule: WindowRule): ReadWindow => {
  const latest = laterOf(plusSeconds(at, -rule.lagSeconds), notBefore);
  return { from, to: earlierOf(plusSeconds(from, rule.windowSeconds), latest), page: null };
};

/** Which page of which stretch a feed reads now. */
export const windowOf = (cursor: FeedCursor, at: Instant, rule: WindowRule): ReadWindow => {
  const parts = CURSOR.exec(cursor ?? '');
  if (!parts) {
    const from = plusSeconds(at, -rule.firstLookBackSeconds);
    return stretchFrom(from, from, at, rule);
  }
  const [, from, to, page] = parts as unknown as [string, Instant, Instant, string];
  if (page !== READ) return { from, to, page: Number(page) };
  return stretchFrom(plusSeconds(to, -rule.overlapSeconds), to, at, rule);
};

/**
 * The page to read after this one, or null. The pages are counted first and then read from the last to the first: an order that
 * changes meanwhile leaves the stretch, and what stood behind it moves to a page that is still to be read, never past it.
 */
export const pageAfter = (page: number | null, total: number, pageSize: number): number | null => {
  if (page !== null) return page > 1 ? page - 1 : null;
  const last = Math.ceil(total / pageSize);
  return last > 1 ? last : null;
};

/** Where a feed stands after a page, and whether the next one can be read at once. */
export const cursorAfter = (
  { from, to, page }: ReadWindow,
  counted: { readonly total: number; readonly pageSize: number },
  at: Instant,
  rule: WindowRule,
): { readonly cursor: string; readonly more: boolean } => {
  const next = pageAfter(page, counted.total, counted.pageSize);
  const behind = to < plusSeconds(at, -rule.lagSeconds);
  return { cursor: `${from}/${to}/${next ?? READ}`, more: next !== null || behind };
};
