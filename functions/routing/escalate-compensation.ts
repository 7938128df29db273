import * as z from 'zod';
import { OrderId } from '#domain/id.ts';
import { escalateCompensation } from '#domain/routing/end-compensation.ts';
import { decideOn } from '#shared/decide.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';
import { count } from '#shared/observability.ts';
import { task } from '#shared/task.ts';

const orders = dynamoOrderStore();
const Input = z.object({ orderId: OrderId, error: z.string(), cause: z.string() });

export const handler = task(Input, async ({ orderId, error, cause }) => {
  await decideOn(orders, orderId, ({ order }, context) => escalateCompensation(order, { error, cause }, context));
  count('CompensationsStuck', { error });
  return { outcome: 'HELD' as const };
});
