import type { Push } from '#domain/channel/channel.ts';
import { channelById } from '#domain/channel/channels.ts';
import type { OrderId } from '#domain/id.ts';
import { type Asking, waitingRequest } from '#domain/order/record-request.ts';
import { now } from './clock.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { keepFetched } from './keep-pushes.ts';

const orders = dynamoOrderStore();

/**
 * A request's time ran out: the order is put into the inbox to be read from the platform, as if a push had named it, and so with all
 * patience the inbox has while a platform is down. Twice is once; an answered request is left alone.
 */
export const readOrderAgain = async (orderId: OrderId, asking: Asking): Promise<void> => {
  const { order } = await orders.get(orderId);
  if (!waitingRequest(order, asking)) return;
  const { channel, shopId, channelOrderId, traceId, lastEventId } = order;
  const push: Push = {
    dedupeKey: `request-lapsed:${channelOrderId}:${asking.requestId}:${asking.askedAt}`,
    topic: 'request-lapsed',
    shopId,
    channelOrderId,
    sourceAt: null,
    body: '{}',
  };
  const arrival = { channel, receivedAt: now(), traceId, causedBy: lastEventId };
  await keepFetched(channelById(channel), arrival, { pushes: [push], unreadable: [] });
};
