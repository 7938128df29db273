import { AskBooker, type BookerAsked, refusalToAsk } from '#domain/fulfillment/ask-booker.ts';
import { askedAgain } from '#domain/fulfillment/booking.ts';
import { legOf } from '#domain/fulfillment/dispatch-leg.ts';
import { withoutLabel } from '#domain/fulfillment/leg.ts';
import { unchanged } from '#domain/order/change.ts';
import { api, operatorsOnly, Problem } from '#shared/api.ts';
import { decideOn } from '#shared/decide.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';
import { legIn } from '#shared/party.ts';
import { workOnBooking } from '#shared/work-on-booking.ts';

const orders = dynamoOrderStore();

export const handler = api(AskBooker, async ({ path, body, caller }) => {
  operatorsOnly(caller);
  const { legId, orderId } = await legIn(orders, path.id);
  await decideOn(orders, orderId, (record, { now }) => {
    const leg = legOf(record, legId);
    const refusal = refusalToAsk(leg, body);
    if (refusal) throw new Problem(409, 'Conflict', refusal);
    const { booking } = leg;
    const again = booking && { ...leg, booking: askedAgain(booking, body.step, now) };
    return { ...unchanged(record.order), legs: again ? [again] : [] };
  });
  await workOnBooking(legId);
  const { booking = null, waybill } = withoutLabel(legOf(await orders.get(orderId), legId));
  if (!booking)
    throw new Problem(409, 'Conflict', 'no booking account takes this carrier from this node: name both in a secret');
  return { body: { legId, booking, waybill } satisfies BookerAsked };
});
