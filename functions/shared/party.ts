import type { Leg } from '#domain/fulfillment/leg.ts';
import { type LegId, LegId as LegIdSchema, type OrderId } from '#domain/id.ts';
import type { OrderStore } from '#domain/order/order-store.ts';
import { type Caller, idIn, Problem } from './api.ts';

/** One key may act for several nodes or carriers: their ids, separated by commas. */
const partiesOf = ({ party }: Caller): string[] => party.split(',').map((each) => each.trim());

export const sourceOf = (caller: Caller, leg: Leg): string => {
  if (caller.role === 'operator') return `operator:${caller.keyId}`;
  return `partner:${partiesOf(caller).includes(leg.node) ? leg.node : leg.carrier}`;
};

/** Operators see every leg, a partner those of its node or carrier. @throws Problem 403 */
export const onlyInCharge = (caller: Caller, leg: Leg): void => {
  const parties = partiesOf(caller);
  if (caller.role === 'operator' || parties.includes(leg.node) || parties.includes(leg.carrier)) return;
  throw new Problem(403, 'Forbidden', `leg ${leg.legId} is not yours: it is in the charge of another party`);
};

/** The leg a path names. @throws Problem 400, 404 */
export const legIn = async (
  orders: Pick<OrderStore<never>, 'findLeg'>,
  id: string | undefined,
): Promise<{ legId: LegId; orderId: OrderId }> => {
  const legId = idIn(LegIdSchema, id, 'leg id');
  const orderId = await orders.findLeg(legId);
  if (!orderId) throw new Problem(404, 'Not Found', `there is no leg ${legId}`);
  return { legId, orderId };
};
