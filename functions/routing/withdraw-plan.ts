import * as z from 'zod';
import { OrderId } from '#domain/id.ts';
import { withdrawPlan } from '#domain/routing/withdraw-plan.ts';
import { decideOn } from '#shared/decide.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';
import { releaseStock } from '#shared/dynamo-stock-store.ts';
import { task } from '#shared/task.ts';

const orders = dynamoOrderStore();

export const handler = task(z.object({ orderId: OrderId }), async ({ orderId }) => {
  await decideOn(orders, orderId, ({ order, legs }, context) => {
    const withdrawal = withdrawPlan(order, legs, order.lifecycle.cancelReason ?? 'WITHDRAWN', context);
    return { ...withdrawal, also: releaseStock(withdrawal.givenBack) };
  });
  return { outcome: 'CANCELLED' as const };
});
