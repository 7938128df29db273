import type { LegId } from '../id.ts';
import { type Change, type Context, unchanged } from '../order/change.ts';
import type { OrderRecord } from '../order/order-store.ts';
import type { Instant } from '../time.ts';
import { legOf } from './dispatch-leg.ts';
import { isLegEnded, type Leg } from './leg.ts';
import { endLeg } from './release-leg.ts';

/** What is due next of a leg: its partner's answer, the appointment, its end. Null: nothing any more. */
export const nextDeadline = ({ state, acceptBy, service, endBy }: Leg): Instant | null => {
  if (state === null || isLegEnded(state)) return null;
  if (state === 'DISPATCHED' && acceptBy !== null) return acceptBy;
  if (state === 'ACCEPTED' && service && !service.bookedFor) return service.bookBy;
  return endBy ?? null;
};

/**
 * No answer by `acceptBy` is a rejection, and so is no appointment by `bookBy`; no end by `endBy` is a failure. Too early, or answered
 * meanwhile: nothing changes.
 */
export const expireLeg = (
  { order, legs }: OrderRecord,
  legId: LegId,
  context: Context,
): Change & { readonly legs: readonly Leg[] } => {
  const before = legOf({ legs }, legId);
  const deadline = nextDeadline(before);
  if (deadline === null || deadline > context.now) return { ...unchanged(order), legs: [] };
  const { change, leg } = endLeg(unchanged(order), before, context);
  return { ...change, legs: [leg] };
};
