import type { LegId } from '../id.ts';
import { type Change, type Context, unchanged } from '../order/change.ts';
import type { OrderRecord } from '../order/order-store.ts';
import { legOf } from './dispatch-leg.ts';
import type { Leg } from './leg.ts';
import { endLeg } from './release-leg.ts';

/** No answer by `acceptBy` is a rejection. Too early, or answered meanwhile: nothing changes. */
export const expireLeg = (
  { order, legs }: OrderRecord,
  legId: LegId,
  context: Context,
): Change & { readonly legs: readonly Leg[] } => {
  const before = legOf({ legs }, legId);
  const due = before.state === 'DISPATCHED' && before.acceptBy !== null && before.acceptBy <= context.now;
  if (!due) return { ...unchanged(order), legs: [] };
  const { change, leg } = endLeg(unchanged(order), before, context);
  return { ...change, legs: [leg] };
};
