import { droppedOut, parcelLegs, partLegs } from '#domain/fulfillment/combine-legs.ts';
import { legOf } from '#domain/fulfillment/dispatch-leg.ts';
import type { LegId } from '#domain/id.ts';
import { decideTogether } from './decide-together.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { membersIn, readOrders } from './parcel-members.ts';

const orders = dynamoOrderStore();

/** Legs that ended before their parcel left are taken out of it; the others go on. Doing it again changes nothing. */
export const tidyParcel = async (legId: LegId): Promise<void> => {
  const orderId = await orders.findLeg(legId);
  if (!orderId) return;
  const { parcel } = legOf(await orders.get(orderId), legId);
  if (!parcel) return;
  const ids = [orderId, ...parcel.with.map((other) => other.orderId)];
  await decideTogether(
    () => readOrders(ids),
    (records, context) => {
      const leg = membersIn(records, [legId])[0]?.leg;
      const members = membersIn(records, leg ? parcelLegs(leg) : []);
      const gone = leg?.parcel ? droppedOut(members) : [];
      const parting = { by: 'system:parcels', reason: gone[0]?.leg.endReason ?? 'ENDED' };
      return { decisions: gone.length > 0 ? partLegs(members, gone, parting, context) : [] };
    },
  );
};
