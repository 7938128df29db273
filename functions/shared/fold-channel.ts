import type { OrderId } from '#domain/id.ts';
import type { OpenHold } from '#domain/insight/channel-counts.ts';
import { OrderNotFound } from '#domain/order/order-store.ts';
import { now } from './clock.ts';
import { dynamoCheckupStore } from './dynamo-checkup-store.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';

const orders = dynamoOrderStore();

const stands = async ({ orderId, holdType, since }: OpenHold): Promise<boolean> => {
  try {
    const { order } = await orders.get(orderId as OrderId);
    return order.holds.some((hold) => hold.type === holdType && hold.since === since);
  } catch (error) {
    if (error instanceof OrderNotFound) return false;
    throw error;
  }
};

/** Adds what was seen of a channel to its days, and what holds that were lifted cost; to a quarter of an hour. */
export const foldChannel = async (channel: string): Promise<{ readonly folded: number; readonly closed: number }> => {
  let folded = 0;
  for (;;) {
    const more = await dynamoCheckupStore.fold(channel, now());
    folded += more;
    if (more === 0) break;
  }
  return { folded, closed: await dynamoCheckupStore.close(channel, now(), stands) };
};
