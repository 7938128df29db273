import { MergeCustomers } from '#domain/channel/customer-requests.ts';
import { CustomerId } from '#domain/id.ts';
import { api, idIn, operatorsOnly } from '#shared/api.ts';
import { now } from '#shared/clock.ts';
import { mergeCustomers, tellingRefusals } from '#shared/merge-customers.ts';

export const handler = api(MergeCustomers, async ({ path, body, caller }) => {
  operatorsOnly(caller);
  const customerId = idIn(CustomerId, path.id, 'customer id');
  const step = { by: `person:${caller.keyId}`, at: now(), why: body.why };
  return { status: 201, body: await tellingRefusals(() => mergeCustomers(customerId, body.with, step)) };
});
