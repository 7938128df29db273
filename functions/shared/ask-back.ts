import type { Recall } from '#domain/fulfillment/leg.ts';
import { recallCallback, recallLeg } from '#domain/fulfillment/recall-leg.ts';
import type { LegId, OrderId } from '#domain/id.ts';
import { decideOn } from './decide.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { succeedTask } from './executions.ts';

const orders = dynamoOrderStore();

/** Asks whoever has a leg to give it back, and hands the token on to whoever hears the answer. */
export const askBack = async ({
  orderId,
  legId,
  way,
  taskToken,
}: {
  readonly orderId: OrderId;
  readonly legId: LegId;
  readonly way: Recall['way'];
  readonly taskToken: string;
}): Promise<void> => {
  const { answer } = await decideOn(orders, orderId, (record, context) => {
    const asking = recallLeg(record, legId, way, context);
    return asking.answer ? asking : { ...asking, callbacks: [{ name: recallCallback(legId), token: taskToken }] };
  });
  if (answer) await succeedTask(taskToken, { outcome: answer, legId });
};
