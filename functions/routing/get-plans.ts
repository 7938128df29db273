import * as z from 'zod';
import { OrderId } from '#domain/id.ts';
import { withOutcomes } from '#domain/workbench/planned-attempt.ts';
import { api, idIn, operatorsOnly } from '#shared/api.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';
import { plansOf } from '#shared/dynamo-plan-store.ts';

const orders = dynamoOrderStore();

export const handler = api(z.undefined(), async ({ path, caller }) => {
  operatorsOnly(caller);
  const orderId = idIn(OrderId, path.id, 'order id');
  const [{ order, legs }, planned] = await Promise.all([orders.get(orderId), plansOf(orderId)]);
  return { body: { orderId, attempts: withOutcomes(order, legs, planned) } };
});
