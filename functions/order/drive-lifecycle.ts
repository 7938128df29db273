import type { OrderId } from '#domain/id.ts';
import { type Movement, movementOf } from '#domain/order/drive-lifecycle.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';
import { replaceLifecycle, restartLifecycle, startLifecycle } from '#shared/lifecycle.ts';
import { subscriber } from '#shared/queue.ts';
import { resume } from '#shared/resume.ts';

const orders = dynamoOrderStore();

const carryOut = async (
  orderId: OrderId,
  traceId: string,
  { start, wake, outcome, restart, replace }: Movement,
): Promise<void> => {
  if (start) await startLifecycle(orderId, traceId);
  const woken = wake ? await resume(orderId, wake, outcome) : 0;
  if (replace && woken === 0) await replaceLifecycle((await orders.get(orderId)).order);
  if (restart && woken === 0) await restartLifecycle((await orders.get(orderId)).order);
};

export const handler = subscriber(async ({ type, detail }) => {
  const movement = movementOf(type, detail.data);
  if (movement && detail.orderId) await carryOut(detail.orderId, detail.traceId, movement);
});
