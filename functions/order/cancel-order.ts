import { maskPersonal } from '#domain/fulfillment/mask.ts';
import { OrderId } from '#domain/id.ts';
import { cancel, refusalToCancel } from '#domain/order/cancel-order.ts';
import { unchanged } from '#domain/order/change.ts';
import { CancelOrder } from '#domain/workbench/order-requests.ts';
import { api, idIn, operatorsOnly, Problem } from '#shared/api.ts';
import { decideOn } from '#shared/decide.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';

const orders = dynamoOrderStore();

const PARTIAL = 'lines: single lines cannot be cancelled yet; leave `lines` out to cancel the whole order';

export const handler = api(CancelOrder, async ({ path, body, caller }) => {
  operatorsOnly(caller);
  const orderId = idIn(OrderId, path.id, 'order id');
  if (body.lines !== undefined)
    throw new Problem(422, 'Unprocessable Content', PARTIAL, { errors: [{ field: 'lines', problem: PARTIAL }] });
  const { order } = await decideOn(orders, orderId, ({ order, legs }, context) => {
    const refusal = refusalToCancel(order, legs);
    if (refusal) throw new Problem(409, 'Conflict', refusal);
    return cancel(unchanged(order), { reason: maskPersonal(body.reason), by: `person:${caller.keyId}` }, context);
  });
  return { body: { orderId, state: order.lifecycle.state, reason: order.lifecycle.cancelReason } };
});
