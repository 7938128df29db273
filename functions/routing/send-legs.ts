import * as z from 'zod';
import { OrderId } from '#domain/id.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';
import { replaceLifecycle } from '#shared/lifecycle.ts';
import { task } from '#shared/task.ts';

const orders = dynamoOrderStore();

/** The order's own machine hands out legs: the one that waits for the old ones gives way to one that drives all there are. */
export const handler = task(z.object({ orderId: OrderId }), async ({ orderId }) => {
  const { order } = await orders.get(orderId);
  if (order.lifecycle.state === 'CANCELLED' || !order.compensation) return { outcome: 'CANCELLED' as const };
  if (order.compensation.added.length > 0) await replaceLifecycle(order);
  return { outcome: 'SENT' as const };
});
