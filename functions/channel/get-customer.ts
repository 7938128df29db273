import * as z from 'zod';
import { GetCustomer } from '#domain/channel/customer-requests.ts';
import { CustomerId } from '#domain/id.ts';
import { api, idIn, operatorsOnly, Problem } from '#shared/api.ts';
import { now } from '#shared/clock.ts';
import { viewCustomer } from '#shared/customer-view.ts';
import { saveAudit } from '#shared/dynamo-person-store.ts';

export const handler = api(z.undefined(), async ({ path, query, caller }) => {
  operatorsOnly(caller);
  const asked = GetCustomer.parse(query);
  const shown = asked.clear === 'true' ? 'CLEAR' : 'MASKED';
  if (shown === 'CLEAR' && caller.sees !== 'CLEAR')
    throw new Problem(403, 'Forbidden', 'clear: this key sees masks only; use one whose entry says `"sees": "CLEAR"`');
  const view = await viewCustomer(idIn(CustomerId, path.id, 'customer id'), asked, shown);
  if (shown === 'CLEAR') {
    const look = {
      act: 'SHOWN',
      by: `person:${caller.keyId}`,
      at: now(),
      why: 'personal data in clear',
      mergeId: null,
    } as const;
    await saveAudit([view.customerId], look);
  }
  return { body: view };
});
