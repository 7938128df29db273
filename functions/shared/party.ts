import type { ActionName } from '#domain/fulfillment/action.ts';
import type { Leg } from '#domain/fulfillment/leg.ts';
import { lastCarrierOf, partiesOf } from '#domain/fulfillment/route.ts';
import { type LegId, LegId as LegIdSchema, type OrderId } from '#domain/id.ts';
import type { OrderStore } from '#domain/order/order-store.ts';
import { type Caller, idIn, Problem } from './api.ts';

/** One key may act for several nodes or carriers: their ids, separated by commas. */
const actsFor = ({ party }: Caller): string[] => party.split(',').map((each) => each.trim());

/** As whom the caller speaks of a leg: an operator, or the first of its parties that the caller acts for. */
export const sourceOf = (caller: Caller, leg: Leg): string => {
  if (caller.role === 'operator') return `operator:${caller.keyId}`;
  const own = actsFor(caller);
  return `partner:${partiesOf(leg).find((party) => own.includes(party)) ?? leg.carrier}`;
};

/** Operators see every leg, a partner those its nodes or carriers have a part in. @throws Problem 403 */
export const onlyItsParties = (caller: Caller, leg: Leg): void => {
  const own = actsFor(caller);
  if (caller.role === 'operator' || partiesOf(leg).some((party) => own.includes(party))) return;
  throw new Problem(403, 'Forbidden', `leg ${leg.legId} is not yours: it is in the charge of another party`);
};

const isInCharge = (caller: Caller, { node, carrier }: Leg): boolean =>
  caller.role === 'operator' || actsFor(caller).some((party) => party === node || party === carrier);

/** To take a leg, refuse it or pack it is for the node it was handed to, and its carrier; hubs and later carriers tell of goods. @throws Problem 403 */
export const onlyInCharge = (caller: Caller, leg: Leg, action: ActionName): void => {
  if (!action.startsWith('leg.') || isInCharge(caller, leg)) return;
  throw new Problem(403, 'Forbidden', `${action} is for ${leg.node} to say: report hub.*, linehaul.* or delivery.*`);
};

/** Whether the caller packs or delivers: a hub on the way need not know for whom the goods are. */
export const meetsCustomer = (caller: Caller, leg: Leg): boolean =>
  isInCharge(caller, leg) || actsFor(caller).includes(lastCarrierOf(leg));

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

/** Operators see all nodes, a partner its own. @throws Problem 403 */
export const onlyAtOwnNodes = (caller: Caller, nodes: readonly string[]): void => {
  const strange = nodes.find((node) => caller.role !== 'operator' && !actsFor(caller).includes(node));
  if (strange === undefined) return;
  throw new Problem(403, 'Forbidden', strange === '' ? 'node: name one of yours' : `node ${strange} is not yours`);
};

/** Whose word it is in the ledger. */
export const whoMoves = (caller: Caller): string =>
  caller.role === 'operator' ? `person:${caller.keyId}` : `partner:${caller.party}`;
