import * as z from 'zod';
import { unlocked } from '#domain/fulfillment/unlock-stock.ts';
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
    const reason = order.lifecycle.cancelReason ?? 'WITHDRAWN';
    const { givenBack, legs: withdrawn, ...change } = withdrawPlan(order, legs, reason, context);
    const locks = await locksOf(orderId);
    return {
      ...unlocked(change, locks, reason, context),
      legs: withdrawn,
      also: [...releaseStock(givenBack), ...reserveStock([], locks), ...leaveQueues(order)],
    };
  });
  return { outcome: 'CANCELLED' as const };
});
