import * as z from 'zod';
import { OrderId } from '#domain/id.ts';
import { withdrawPlan } from '#domain/routing/withdraw-plan.ts';
import { decideOn } from '#shared/decide.ts';
import { leaveQueues } from '#shared/dynamo-backorder-store.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';
import { locksOf, releaseStock, reserveStock } from '#shared/dynamo-stock-store.ts';
import { task } from '#shared/task.ts';

const orders = dynamoOrderStore();

export const handler = task(z.object({ orderId: OrderId }), async ({ orderId }) => {
  await decideOn(orders, orderId, async ({ order, legs }, context) => {
    const withdrawal = withdrawPlan(order, legs, order.lifecycle.cancelReason ?? 'WITHDRAWN', context);
    return {
      ...withdrawal,
      also: [...releaseStock(withdrawal.givenBack), ...reserveStock([], await locksOf(orderId)), ...leaveQueues(order)],
    };
  });
  return { outcome: 'CANCELLED' as const };
});
