import { hoursBetween, type Instant, laterOf, plusSeconds } from '../time.ts';
import { ASPECTS, type ChannelOrder, type Conflict } from './order.ts';

/** Clocks of platforms are not ours. */
const CLOCK_SKEW_SECONDS = 600;

export type Timely = { readonly order: ChannelOrder; readonly conflicts: readonly Conflict[] };

/**
 * Keeps the future out: what is said to be said later than it was read counts as said when it was read. It would overrule everything
 * that is said until then.
 */
export const withoutFuture = (order: ChannelOrder, readAt: Instant): Timely => {
  const latest = plusSeconds(readAt, CLOCK_SKEW_SECONDS);
  const ahead = ASPECTS.filter((aspect) => (order.saidAt[aspect] ?? readAt) > latest);
  const placedAhead = order.placedAt > latest;
  if (ahead.length === 0 && !placedAhead) return { order, conflicts: [] };
  const furthest = ahead.map((aspect) => order.saidAt[aspect] as Instant).reduce(laterOf, order.placedAt);
  const conflict: Conflict = {
    code: 'TIME_IN_FUTURE',
    field: placedAhead ? 'placedAt' : 'saidAt',
    // In whole hours: a wrong zone is one conflict, not one for every message.
    values: ['when it was read', `${Math.ceil(hoursBetween(readAt, furthest))} h later`],
    since: readAt,
    chosenBy: 'it counts as said when it was read; check the time zone in the mapping',
  };
  const saidAt = { ...order.saidAt, ...Object.fromEntries(ahead.map((aspect) => [aspect, readAt])) };
  return {
    order: { ...order, saidAt, ...(placedAhead ? { placedAt: readAt } : {}) },
    conflicts: [conflict],
  };
};
