import * as z from 'zod';
import { legOf } from '#domain/fulfillment/dispatch-leg.ts';
import { expireLeg } from '#domain/fulfillment/expire-leg.ts';
import { LegId } from '#domain/id.ts';
import { decideOn } from '#shared/decide.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';
import { watchLeg } from '#shared/leg-timers.ts';
import { timerQueue } from '#shared/timer-queue.ts';

const orders = dynamoOrderStore();
const Timer = z.object({ timer: z.literal('ACCEPT_BY'), legId: LegId });

export const handler = timerQueue(Timer, async ({ legId }) => {
  const orderId = await orders.findLeg(legId);
  if (!orderId) return;
  const { leg } = await decideOn(orders, orderId, (record, context) => {
    const expired = expireLeg(record, legId, context);
    return { ...expired, leg: expired.legs[0] ?? legOf(record, legId) };
  });
  await watchLeg(leg);
});
