import type { OrderId } from '#domain/id.ts';
import type { Waiting } from '#domain/order/backorder-queue.ts';
import type { Order } from '#domain/order/order.ts';
import { put, queryAll, remove, type TransactItem, updateItem } from './dynamo.ts';
import { env } from './env.ts';
import { backorderKey, backorderPk } from './network-keys.ts';

const skusOf = (order: Pick<Order, 'backorder'> | null): Set<string> =>
  new Set(order?.backorder?.lines.map(({ sku }) => sku));

/** The order's places in the queues of its SKUs as they are after a decision: written with it, or not at all. */
export const backorderRows = (before: Order, order: Order): TransactItem[] => {
  if (before.backorder === order.backorder) return [];
  const table = env('NETWORK_TABLE');
  const { orderId, placedAt, backorder } = order;
  const skus = skusOf(order);
  const gone = [...skusOf(before)].filter((sku) => !skus.has(sku));
  return [
    ...[...skus].map((sku) =>
      put(table, { ...backorderKey(sku, orderId), entity: 'BACKORDER', waiting: { orderId, placedAt, ...backorder } }),
    ),
    ...gone.map((sku) => remove(table, backorderKey(sku, orderId))),
  ];
};

/** All rows of an order that waits no more. */
export const leaveQueues = (order: Pick<Order, 'orderId' | 'backorder'>): TransactItem[] =>
  [...skusOf(order)].map((sku) => remove(env('NETWORK_TABLE'), backorderKey(sku, order.orderId)));

/** Who waits for any of these SKUs, each once. */
export const backordersOf = async (skus: readonly string[]): Promise<Waiting[]> => {
  const rows = await Promise.all(
    [...new Set(skus)].map((sku) =>
      queryAll<{ readonly waiting: Waiting; readonly passed?: boolean }>({
        table: env('NETWORK_TABLE'),
        where: 'pk = :pk',
        values: { ':pk': backorderPk(sku) },
      }),
    ),
  );
  const byOrder = new Map<OrderId, Waiting>();
  for (const { waiting, passed } of rows.flat()) {
    const before = byOrder.get(waiting.orderId)?.passed ?? false;
    byOrder.set(waiting.orderId, { ...waiting, passed: before || (passed ?? false) });
  }
  return [...byOrder.values()];
};

/** It could not use what there is: it keeps its place, and those after it may have the pieces. A row that is gone stays gone. */
export const passOver = async ({ orderId, lines }: Waiting): Promise<void> => {
  for (const sku of new Set(lines.map((each) => each.sku)))
    await updateItem(env('NETWORK_TABLE'), backorderKey(sku, orderId), {
      condition: 'attribute_exists(pk)',
      update: 'SET passed = :yes',
      values: { ':yes': true },
    });
};
