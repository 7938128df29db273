import * as z from 'zod';
import { legOf } from '#domain/fulfillment/dispatch-leg.ts';
import { releaseLeg } from '#domain/fulfillment/release-leg.ts';
import { LegId, OrderId } from '#domain/id.ts';
import { decideOn } from '#shared/decide.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';
import { releaseStock } from '#shared/dynamo-stock-store.ts';
import { task } from '#shared/task.ts';

const orders = dynamoOrderStore();
const Input = z.object({ orderId: OrderId, legId: LegId });

export const handler = task(Input, async ({ orderId, legId }) => {
  const { leg } = await decideOn(orders, orderId, (record, context) => {
    const release = releaseLeg(record, legId, context);
    const [leg = legOf(record, legId)] = release.legs;
    return { ...release, leg, also: releaseStock(release.givenBack) };
  });
  return { outcome: leg.state, reason: leg.endReason };
});
