import { maskPersonal } from '#domain/fulfillment/mask.ts';
import { OrderId } from '#domain/id.ts';
import { AmendOrder, DryRun } from '#domain/workbench/change-requests.ts';
import { readAmendment } from '#domain/workbench/read-change.ts';
import { api, idIn, operatorsOnly, Problem } from '#shared/api.ts';
import { changeByRequest } from '#shared/change-order.ts';
import { destinationOf, keepAddress } from '#shared/keep-address.ts';

const NO_TOKEN = 'token: repeat the request with ?dryRun=true, look at what would change, and send the token it gives';

export const handler = api(AmendOrder, async ({ path, query, body, caller }) => {
  operatorsOnly(caller);
  const orderId = idIn(OrderId, path.id, 'order id');
  const { token, key, reason, address, ...rest } = body;
  const by = `person:${caller.keyId}`;
  const dryRun = DryRun.parse(query).dryRun === 'true';
  if (!dryRun && token === undefined)
    throw new Problem(422, 'Unprocessable Content', NO_TOKEN, { errors: [{ field: 'token', problem: NO_TOKEN }] });
  const destination = address ? await destinationOf(address) : null;
  if (address && destination && !dryRun) await keepAddress(orderId, address, destination);
  const change = {
    orderId,
    amendmentFor: () => readAmendment(body, destination, by),
    asked: { ...rest, address: destination?.addressDigest ?? null },
    reason: maskPersonal(reason),
    by,
    key,
    token,
    dryRun,
  };
  return { body: await changeByRequest(change) };
});
