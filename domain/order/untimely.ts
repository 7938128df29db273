import { type Instant, plusSeconds } from '../time.ts';
import { ASPECTS, type ChannelOrder, type Conflict } from './order.ts';

/** Clocks of platforms are not ours. */
const CLOCK_SKEW_SECONDS = 600;

export type Timely = { readonly order: ChannelOrder; readonly conflicts: readonly Conflict[] };

/**
 * Keeps the future out: what is said to be said later than it was received counts as said when it was received. It would overrule
 * everything that is said until then.
 */
export const withoutFuture = (order: ChannelOrder, receivedAt: Instant): Timely => {
  const latest = plusSeconds(receivedAt, CLOCK_SKEW_SECONDS);
  const ahead = ASPECTS.filter((aspect) => (order.saidAt[aspect] ?? receivedAt) > latest);
  const placedAhead = order.placedAt > latest;
  if (ahead.length === 0 && !placedAhead) return { order, conflicts: [] };
  const said = ahead.map((aspect) => order.saidAt[aspect] as Instant);
  const values = [receivedAt, ...new Set([...said, ...(placedAhead ? [order.placedAt] : [])])].sort();
  const conflict: Conflict = {
    code: 'TIME_IN_FUTURE',
    field: placedAhead ? 'placedAt' : 'saidAt',
    values,
    since: receivedAt,
    chosenBy: 'it counts as said when it was received; check the time zone in the mapping',
  };
  const saidAt = { ...order.saidAt, ...Object.fromEntries(ahead.map((aspect) => [aspect, receivedAt])) };
  return {
    order: { ...order, saidAt, ...(placedAhead ? { placedAt: receivedAt } : {}) },
    conflicts: [conflict],
  };
};
