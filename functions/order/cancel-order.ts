import { maskPersonal } from '#domain/fulfillment/mask.ts';
import { OrderId } from '#domain/id.ts';
import { CancelOrder, DryRun } from '#domain/workbench/change-requests.ts';
import { readCancellation } from '#domain/workbench/read-change.ts';
import { api, idIn, operatorsOnly } from '#shared/api.ts';
import { cancelByRequest } from '#shared/change-order.ts';

export const handler = api(CancelOrder, async ({ path, query, body, caller }) => {
  operatorsOnly(caller);
  const { token, key, reason, lines } = body;
  const change = {
    orderId: idIn(OrderId, path.id, 'order id'),
    amendmentFor: readCancellation(body),
    asked: { cancel: lines ?? 'all' },
    reason: maskPersonal(reason),
    by: `person:${caller.keyId}`,
    key,
    token,
    dryRun: DryRun.parse(query).dryRun === 'true',
  };
  return { body: await cancelByRequest(change) };
});
