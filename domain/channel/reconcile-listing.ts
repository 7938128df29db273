import type { Order } from '../order/order.ts';
import { type Instant, plusSeconds } from '../time.ts';
import type { Push } from './channel.ts';
import type { ChannelListing } from './channel-api.ts';
import type { Finding } from './events.ts';

/** Moments from one up to another, the end not included. */
export type Span = { readonly from: Instant; readonly to: Instant };

/** How far a sweep reaches back into the one before: what the platform's list showed late is seen all the same. */
export const OVERLAP_SECONDS = 600;
/** Where the first sweep of a shop begins: orders from before the shop was connected are nobody's misses. */
export const FIRST_LOOK_BACK_SECONDS = 3600;
/** No window is longer, whatever the platform answers: a window is read whole or read again, within one call of a function. */
export const LONGEST_WINDOW_SECONDS = 3600;

const earlierOf = (a: Instant, b: Instant): Instant => (a < b ? a : b);

/**
 * The time to compare now.
 * @param reconciledTo how far the last sweep came; null before the first
 * @returns null when nothing has passed since
 */
export const spanToReconcile = (
  reconciledTo: Instant | null,
  now: Instant,
  { lagSeconds }: Pick<ChannelListing, 'lagSeconds'>,
): Span | null => {
  const to = plusSeconds(now, -lagSeconds);
  if (reconciledTo === null) return { from: plusSeconds(to, -FIRST_LOOK_BACK_SECONDS), to };
  return reconciledTo < to ? { from: plusSeconds(reconciledTo, -OVERLAP_SECONDS), to } : null;
};

/** The span in windows that the platform answers, oldest first, without gap and overlap. */
export const windowsOf = ({ from, to }: Span, { windowSeconds }: Pick<ChannelListing, 'windowSeconds'>): Span[] => {
  const length = Math.min(windowSeconds, LONGEST_WINDOW_SECONDS);
  const windows: Span[] = [];
  for (let start = from; start < to; start = plusSeconds(start, length))
    windows.push({ from: start, to: earlierOf(plusSeconds(start, length), to) });
  return windows;
};

/** What is known here of an order, as far as it is compared. */
export type KnownOrder = Pick<Order, 'orderId'> & { readonly channelView: Pick<Order['channelView'], 'saidAt'> };

export type Comparison = {
  /** Null: nothing is wrong. */
  readonly finding: Exclude<Finding, 'UNKNOWN_TO_PLATFORM'> | null;
  /** Whether the order is to be read again: a finding's cure, or because the list does not tell whether we are behind. */
  readonly readAgain: boolean;
  readonly ours: Instant | null;
  readonly theirs: Instant | null;
};

/** A listed order beside ours. An order listed without a time of change changed somewhere in the window: that much is certain. */
export const compare = (
  { sourceAt }: Pick<Push, 'sourceAt'>,
  known: KnownOrder | null,
  window: Pick<Span, 'from'>,
): Comparison => {
  const ours = known?.channelView.saidAt.status ?? null;
  const times = { ours, theirs: sourceAt };
  if (!known) return { finding: 'MISSED', readAgain: true, ...times };
  if (ours === null || ours < (sourceAt ?? window.from)) return { finding: 'BEHIND', readAgain: true, ...times };
  return { finding: null, readAgain: sourceAt === null, ...times };
};

/** Orders of ours that the platform's list should have named and did not: worth asking the platform for. */
export const notListed = <O extends Pick<Order, 'channelOrderId'>>(
  ours: readonly O[],
  listed: ReadonlySet<string>,
): O[] => ours.filter(({ channelOrderId }) => !listed.has(channelOrderId));
