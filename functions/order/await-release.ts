import * as z from 'zod';
import { OrderId } from '#domain/id.ts';
import { unchanged } from '#domain/order/change.ts';
import { RELEASE } from '#domain/order/drive-lifecycle.ts';
import { callbackTask } from '#shared/callback-task.ts';
import { decideOn } from '#shared/decide.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';
import { succeedTask } from '#shared/executions.ts';

const orders = dynamoOrderStore();

export const handler = callbackTask(z.object({ orderId: OrderId }), async ({ orderId, taskToken }) => {
  const { order } = await decideOn(orders, orderId, ({ order }) => ({
    ...unchanged(order),
    callbacks: [{ name: RELEASE, token: taskToken }],
  }));
  // What released it may have come between the decision to wait and this registration; then nobody else will answer.
  const { state } = order.lifecycle;
  const isHeld = order.holds.length > 0 || order.compensation !== undefined;
  const waits = state === 'BACKORDERED' || (state !== 'CANCELLED' && isHeld);
  if (!waits) await succeedTask(taskToken, { outcome: 'CLEAR' });
});
