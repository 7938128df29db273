import * as z from 'zod';
import { OrderId } from '#domain/id.ts';
import { cancel } from '#domain/order/cancel-order.ts';
import { unchanged } from '#domain/order/change.ts';
import { decideOn } from '#shared/decide.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';
import { task } from '#shared/task.ts';

const orders = dynamoOrderStore();

export const handler = task(z.object({ orderId: OrderId }), async ({ orderId }) => {
  await decideOn(orders, orderId, ({ order }, context) =>
    cancel(unchanged(order), { reason: 'HOLD_EXPIRED', by: 'system:expire-order' }, context),
  );
  return { outcome: 'CANCELLED' as const };
});
