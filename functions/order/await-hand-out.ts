import * as z from 'zod';
import { OrderId } from '#domain/id.ts';
import { unchanged } from '#domain/order/change.ts';
import { HAND_OUT } from '#domain/order/drive-lifecycle.ts';
import { isWaitingForHandOut } from '#domain/routing/commit-plan.ts';
import { callbackTask } from '#shared/callback-task.ts';
import { now } from '#shared/clock.ts';
import { decideOn } from '#shared/decide.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';
import { succeedTask } from '#shared/executions.ts';

const orders = dynamoOrderStore();

export const handler = callbackTask(z.object({ orderId: OrderId }), async ({ orderId, taskToken }) => {
  const { order } = await decideOn(orders, orderId, ({ order }) => ({
    ...unchanged(order),
    callbacks: [{ name: HAND_OUT, token: taskToken }],
  }));
  // Its time, a cancellation or a change may have come between the decision to wait and this registration.
  if (!isWaitingForHandOut(order, now()) || order.lifecycle.planAgain)
    await succeedTask(taskToken, { outcome: 'CLEAR' });
});
