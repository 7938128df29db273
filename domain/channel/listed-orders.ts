import type { Instant } from '../time.ts';
import type { Push } from './channel.ts';
import type { ListingAsk } from './channel-api.ts';
import { pageAfter } from './window-reading.ts';

/** One order of a list, as the list tells of it. */
export type ListedOrder = {
  readonly orderId: string | null;
  /** Null: the list names orders without saying when they changed. */
  readonly changedAt: Instant | null;
  readonly shopId?: string;
  /** What stands in for a push's message; the order itself only where pushes of the channel carry it. */
  readonly message: object;
};

/**
 * Orders of a list as the pushes that would have told of them. One that changed after the window is left to the next one, which
 * platforms that count in seconds list too. An order without a time of change goes by the window: found once in each.
 * @param topic the name of the list's API: no push is called so
 */
export const listedPushes = (topic: string, orders: readonly ListedOrder[], { shopId, to }: ListingAsk): Push[] =>
  orders.flatMap(({ orderId, changedAt, message, shopId: named = shopId }) =>
    orderId === null || (changedAt !== null && changedAt >= to)
      ? []
      : [
          {
            dedupeKey: `list:${orderId}:${changedAt ?? to}`,
            topic,
            shopId: named,
            channelOrderId: orderId,
            sourceAt: changedAt,
            body: JSON.stringify(message),
          },
        ],
  );

/** The page's number, for platforms that count pages from 1. */
export const pageNumber = ({ page }: Pick<ListingAsk, 'page'>): number => Number(page ?? 1);

/** The page to ask for after this one, for platforms that count pages from 1: from the last to the first, as `pageAfter` tells. */
export const nextPage = (
  { page }: Pick<ListingAsk, 'page'>,
  counted: { readonly total: number; readonly pageSize: number },
): string | null => {
  const next = pageAfter(page === null ? null : Number(page), counted.total, counted.pageSize);
  return next === null ? null : String(next);
};

/** A time read from a list; null where it cannot be read, so that one odd order does not hide the others. */
export const timeOrNull = (read: () => Instant): Instant | null => {
  try {
    return read();
  } catch {
    return null;
  }
};
