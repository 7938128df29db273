import { maskPersonal } from '#domain/fulfillment/mask.ts';
import { OrderId } from '#domain/id.ts';
import { placeManualHold, refusalToHold, standingHold } from '#domain/workbench/manual-hold.ts';
import { PlaceHold } from '#domain/workbench/order-requests.ts';
import { api, idIn, operatorsOnly, Problem } from '#shared/api.ts';
import { decideOn } from '#shared/decide.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';

const orders = dynamoOrderStore();

export const handler = api(PlaceHold, async ({ path, body, caller }) => {
  operatorsOnly(caller);
  const orderId = idIn(OrderId, path.id, 'order id');
  const { type: _manual, reason: said, ...more } = body;
  const reason = maskPersonal(said);
  const { order, isNew } = await decideOn(orders, orderId, ({ order }, context) => {
    const refusal = refusalToHold(order);
    if (refusal) throw new Problem(409, 'Conflict', refusal);
    return placeManualHold(order, reason, `person:${caller.keyId}`, context, more);
  });
  return {
    status: isNew ? 201 : 200,
    body: { orderId, hold: standingHold(order, reason), state: order.lifecycle.state },
  };
});
