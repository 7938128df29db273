import * as z from 'zod';
import { OrderId } from '#domain/id.ts';
import { ringPresale } from '#domain/order/presale.ts';
import { decideOn } from '#shared/decide.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';
import { timerQueue } from '#shared/timer-queue.ts';

const orders = dynamoOrderStore();
const Timer = z.object({ timer: z.literal('PRESALE'), orderId: OrderId });

export const handler = timerQueue(Timer, async ({ orderId }) => {
  await decideOn(orders, orderId, ({ order }, context) => ringPresale(order, context));
});
