import { EraseCustomer } from '#domain/channel/customer-requests.ts';
import { CustomerId } from '#domain/id.ts';
import { api, idIn, operatorsOnly } from '#shared/api.ts';
import { now } from '#shared/clock.ts';
import { erasePerson } from '#shared/erase-customer.ts';

export const handler = api(EraseCustomer, async ({ path, body, caller }) => {
  operatorsOnly(caller);
  const customerId = idIn(CustomerId, path.id, 'customer id');
  return { body: await erasePerson(customerId, { by: `person:${caller.keyId}`, at: now(), why: body.why }) };
});
