import type { Leg } from '#domain/fulfillment/leg.ts';
import type { StockLevel } from '#domain/routing/network.ts';
import { type Item, put, queryAll, type TransactItem, update } from './dynamo.ts';
import { env } from './env.ts';
import { NODES, reservationKey, stockKey, stockPk } from './network-keys.ts';

const table = env('NETWORK_TABLE');

type Taken = { readonly sku: string; readonly quantity: number };

/** Lines of one SKU at one node are one movement: a transaction may touch an item only once. */
const bySku = (leg: Leg): Taken[] => {
  const sums = new Map<string, number>();
  for (const { sku, quantity } of leg.lines) sums.set(sku, (sums.get(sku) ?? 0) + quantity);
  return [...sums].map(([sku, quantity]) => ({ sku, quantity }));
};

const bySkuAndNode = (legs: readonly Leg[]): Map<string, Taken & { node: string }> => {
  const sums = new Map<string, Taken & { node: string }>();
  for (const leg of legs)
    for (const { sku, quantity } of bySku(leg)) {
      const key = `${leg.node} ${sku}`;
      sums.set(key, { sku, node: leg.node, quantity: quantity + (sums.get(key)?.quantity ?? 0) });
    }
  return sums;
};

const reservation = (leg: Leg, state: 'HELD' | 'RELEASED' | 'SHIPPED', from: 'HELD' | null): TransactItem[] =>
  bySku(leg).map(({ sku, quantity }) =>
    put(
      table,
      { ...reservationKey(leg.orderId, leg.legId, sku), entity: 'RESERVATION', node: leg.node, sku, quantity, state },
      from
        ? { condition: '#state = :from', names: { '#state': 'state' }, values: { ':from': from } }
        : { condition: 'attribute_not_exists(pk)' },
    ),
  );

/**
 * Takes stock for legs: refused whole when one node has less than is asked (`available >= quantity`), so it never goes below
 * zero under any concurrency. `available` = onHand − reserved − safety, kept beside them because a condition cannot subtract.
 */
export const reserveStock = (legs: readonly Leg[]): TransactItem[] => [
  ...[...bySkuAndNode(legs).values()].map(({ sku, node, quantity }) =>
    update(table, stockKey(sku, node), {
      condition: 'available >= :q',
      update: 'ADD reserved :q, available :minus',
      values: { ':q': quantity, ':minus': -quantity },
    }),
  ),
  ...legs.flatMap((leg) => reservation(leg, 'HELD', null)),
];

/** Gives back what legs held; refused when it was not held any more. */
export const releaseStock = (legs: readonly Leg[]): TransactItem[] => [
  ...[...bySkuAndNode(legs).values()].map(({ sku, node, quantity }) =>
    update(table, stockKey(sku, node), {
      condition: 'reserved >= :q',
      update: 'ADD reserved :minus, available :q',
      values: { ':q': quantity, ':minus': -quantity },
    }),
  ),
  ...legs.flatMap((leg) => reservation(leg, 'RELEASED', 'HELD')),
];

/** The goods have left: what was reserved is no longer on hand. */
export const shipStock = (legs: readonly Leg[]): TransactItem[] => [
  ...[...bySkuAndNode(legs).values()].map(({ sku, node, quantity }) =>
    update(table, stockKey(sku, node), {
      condition: 'reserved >= :q AND onHand >= :q',
      update: 'ADD reserved :minus, onHand :minus',
      values: { ':q': quantity, ':minus': -quantity },
    }),
  ),
  ...legs.flatMap((leg) => reservation(leg, 'SHIPPED', 'HELD')),
];

/** Stock of some SKUs at every node that keeps them, read consistently. */
export const stockOf = async (skus: readonly string[]): Promise<StockLevel[]> => {
  const rows = await Promise.all(
    [...new Set(skus)].map((sku) =>
      queryAll<StockLevel & Item>({
        table,
        where: 'pk = :pk AND begins_with(sk, :nodes)',
        values: { ':pk': stockPk(sku), ':nodes': NODES },
      }),
    ),
  );
  return rows.flat().map(({ node, sku, onHand, reserved, safety }) => ({ node, sku, onHand, reserved, safety }));
};
