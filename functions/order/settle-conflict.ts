import { maskPersonal } from '#domain/fulfillment/mask.ts';
import { OrderId } from '#domain/id.ts';
import { SettleConflictRequest } from '#domain/workbench/meaning-requests.ts';
import { api, idIn, operatorsOnly } from '#shared/api.ts';
import { settleOrderConflict } from '#shared/settle-order-conflict.ts';

export const handler = api(SettleConflictRequest, async ({ path, body, caller }) => {
  operatorsOnly(caller);
  const orderId = idIn(OrderId, path.id, 'order id');
  const said = { choice: body.choice, reason: maskPersonal(body.reason) };
  return { body: await settleOrderConflict(orderId, path.conflict ?? '', said, caller) };
});
