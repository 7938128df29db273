import * as z from 'zod';
import { expireLeg } from '#domain/fulfillment/expire-leg.ts';
import { LegId } from '#domain/id.ts';
import { decideOn } from '#shared/decide.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';
import { timerQueue } from '#shared/timer-queue.ts';

const orders = dynamoOrderStore();
const Timer = z.object({ timer: z.literal('ACCEPT_BY'), legId: LegId });

export const handler = timerQueue(Timer, async ({ legId }) => {
  const orderId = await orders.findLeg(legId);
  if (orderId) await decideOn(orders, orderId, (record, context) => expireLeg(record, legId, context));
});
