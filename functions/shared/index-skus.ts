import type { OrderId } from '#domain/id.ts';
import { termText } from '#domain/order/order-terms.ts';
import { putItem } from './dynamo.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { env } from './env.ts';
import { foundByKey } from './order-keys.ts';

const orders = dynamoOrderStore();

/**
 * Rows by which an order is found by what is in it. Beside its transaction, not in it: an order may have more SKUs than a
 * transaction has parts. A SKU it has no more is left to the reader, who looks at the order.
 */
export const indexSkus = async (orderId: OrderId): Promise<void> => {
  const { order } = await orders.get(orderId);
  for (const sku of new Set(order.deliverables.map((line) => line.sku)))
    await putItem(env('ORDERS_TABLE'), {
      ...foundByKey(termText({ name: 'sku', value: sku }), orderId),
      entity: 'FOUND_BY',
      orderId,
    });
};
