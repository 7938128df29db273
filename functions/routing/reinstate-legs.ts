import * as z from 'zod';
import { OrderId } from '#domain/id.ts';
import { reinstateLegs } from '#domain/routing/end-compensation.ts';
import { decideOn } from '#shared/decide.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';
import { count } from '#shared/observability.ts';
import { task } from '#shared/task.ts';

const orders = dynamoOrderStore();

export const handler = task(z.object({ orderId: OrderId, why: z.string() }), async ({ orderId, why }) => {
  const { outcome } = await decideOn(orders, orderId, (record, context) => reinstateLegs(record, why, context));
  if (outcome === 'UNDONE') count('CompensationsUndone', {});
  return { outcome };
});
