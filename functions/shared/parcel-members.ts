import type { Member } from '#domain/fulfillment/combine-legs.ts';
import type { LegId, OrderId } from '#domain/id.ts';
import type { OrderRecord } from '#domain/order/order-store.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';

const orders = dynamoOrderStore();

/** The leg may be the second of an order that is named twice: its order is read once. */
export const membersIn = (records: readonly OrderRecord[], legIds: readonly LegId[]): Member[] =>
  legIds.flatMap((legId) =>
    records.flatMap(({ order, legs }) => legs.filter((leg) => leg.legId === legId).map((leg) => ({ order, leg }))),
  );

/** Each order once. */
export const readOrders = (orderIds: readonly OrderId[]): Promise<OrderRecord[]> =>
  Promise.all([...new Set(orderIds)].map((orderId) => orders.get(orderId)));
