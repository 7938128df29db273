import type { EventId, OrderId } from '#domain/id.ts';
import { startFollowUps } from '#domain/order/start-series.ts';
import { parseFollowUp } from '#domain/service/follow-up.ts';
import { decideOn } from './decide.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { aboutOrder, releasedDocuments } from './released-documents.ts';

const orders = dynamoOrderStore();
const followUpsFor = releasedDocuments('follow-up', parseFollowUp);

/** Starts what follows an order that is fulfilled. Told twice, it is started once. */
export const followUp = async (orderId: OrderId, causedBy: EventId): Promise<void> => {
  await decideOn(
    orders,
    orderId,
    async ({ order }, context) => {
      const documents = await followUpsFor(aboutOrder(order));
      return startFollowUps(order, await orders.series(orderId), documents, context);
    },
    causedBy,
  );
};
