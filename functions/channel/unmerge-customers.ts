import { UnmergeCustomers } from '#domain/channel/customer-requests.ts';
import { CustomerId } from '#domain/id.ts';
import { api, idIn, operatorsOnly } from '#shared/api.ts';
import { now } from '#shared/clock.ts';
import { tellingRefusals, unmergeCustomers } from '#shared/merge-customers.ts';

export const handler = api(UnmergeCustomers, async ({ path, body: { mergeId, why }, caller }) => {
  operatorsOnly(caller);
  const customerId = idIn(CustomerId, path.id, 'customer id');
  const step = { mergeId, by: `person:${caller.keyId}`, at: now(), why };
  return { body: await tellingRefusals(() => unmergeCustomers(customerId, step)) };
});
