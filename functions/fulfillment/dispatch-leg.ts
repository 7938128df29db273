import * as z from 'zod';
import { dispatchLeg } from '#domain/fulfillment/dispatch-leg.ts';
import { LegId, OrderId } from '#domain/id.ts';
import { callbackTask } from '#shared/callback-task.ts';
import { decideOn } from '#shared/decide.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';
import { succeedTask } from '#shared/executions.ts';
import { watchLeg } from '#shared/leg-timers.ts';
import { withSeries } from '#shared/start-subscription.ts';

const orders = dynamoOrderStore();
const Input = z.object({ orderId: OrderId, legId: LegId });

export const handler = callbackTask(Input, async ({ orderId, legId, taskToken }) => {
  const { answer, leg } = await decideOn(orders, orderId, async (record, context) => {
    const dispatch = await withSeries(dispatchLeg(record, legId, context), context);
    return dispatch.answer ? dispatch : { ...dispatch, callbacks: [{ name: legId, token: taskToken }] };
  });
  if (answer) await succeedTask(taskToken, { outcome: answer });
  else await watchLeg(leg);
});
