import * as z from 'zod';
import { HoldId, OrderId } from '#domain/id.ts';
import { unchanged } from '#domain/order/change.ts';
import { refusalToRelease, release, wasHeldBy } from '#domain/workbench/manual-hold.ts';
import { ReleaseHold } from '#domain/workbench/order-requests.ts';
import { api, idIn, operatorsOnly, Problem } from '#shared/api.ts';
import { decideOn } from '#shared/decide.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';

const orders = dynamoOrderStore();

export const handler = api(z.undefined(), async ({ path, query, caller }) => {
  operatorsOnly(caller);
  const orderId = idIn(OrderId, path.id, 'order id');
  const holdId = idIn(HoldId, path.hold, 'hold id');
  const { force } = ReleaseHold.parse(query);
  const { order } = await decideOn(orders, orderId, async ({ order }, context) => {
    const hold = order.holds.find((standing) => standing.holdId === holdId);
    if (!hold) {
      if (wasHeldBy(holdId, await orders.events(orderId))) return unchanged(order);
      throw new Problem(404, 'Not Found', `${orderId} never had a hold ${holdId}`);
    }
    const refusal = refusalToRelease(hold, force === 'true');
    if (refusal) throw new Problem(409, 'Conflict', refusal);
    return release(order, hold, `person:${caller.keyId}`, context);
  });
  return { body: { orderId, holdId, remaining: order.holds.length, state: order.lifecycle.state } };
});
