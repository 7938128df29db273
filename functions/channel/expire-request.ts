import * as z from 'zod';
import { OrderId } from '#domain/id.ts';
import { remindOfRequest } from '#domain/order/record-request.ts';
import { Instant } from '#domain/time.ts';
import { decideOn } from '#shared/decide.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';
import { readOrderAgain } from '#shared/read-again.ts';
import { timerQueue } from '#shared/timer-queue.ts';

const orders = dynamoOrderStore();
const Timer = z.object({
  timer: z.enum(['REQUEST_DUE', 'REQUEST_LAPSED']),
  orderId: OrderId,
  requestId: z.string(),
  askedAt: Instant,
});

export const handler = timerQueue(Timer, async ({ timer, orderId, ...asking }) => {
  if (timer === 'REQUEST_LAPSED') await readOrderAgain(orderId, asking);
  else await decideOn(orders, orderId, ({ order }, context) => remindOfRequest(order, asking, context));
});
