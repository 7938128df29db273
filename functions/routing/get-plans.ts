import * as z from 'zod';
import { OrderId } from '#domain/id.ts';
import { api, idIn, operatorsOnly } from '#shared/api.ts';
import { plansOf } from '#shared/dynamo-plan-store.ts';

export const handler = api(z.undefined(), async ({ path, caller }) => {
  operatorsOnly(caller);
  const orderId = idIn(OrderId, path.id, 'order id');
  return { body: { orderId, attempts: await plansOf(orderId) } };
});
