import * as z from 'zod';
import { OrderId } from '#domain/id.ts';
import { closeCompensation } from '#domain/routing/end-compensation.ts';
import { decideOn } from '#shared/decide.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';
import { task } from '#shared/task.ts';

const orders = dynamoOrderStore();

export const handler = task(z.object({ orderId: OrderId }), async ({ orderId }) => {
  const { outcome } = await decideOn(orders, orderId, closeCompensation);
  return { outcome };
});
