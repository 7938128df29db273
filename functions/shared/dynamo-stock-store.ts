import type { Leg } from '#domain/fulfillment/leg.ts';
import type { OrderId } from '#domain/id.ts';
import type { StockLevel } from '#domain/routing/network.ts';
import { type Item, put, queryAll, type TransactItem, update } from './dynamo.ts';
import { env } from './env.ts';
import { NODES, reservationKey, reservationPk, stockKey, stockPk } from './network-keys.ts';

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

/** Stock kept for an order before it has a plan. */
export type StockLock = Taken & { readonly orderId: OrderId; readonly node: string };

/** What stands in the place of a leg while there is none. */
const LOCK = 'lock';

const lockRow = ({ orderId, node, sku, quantity }: StockLock, state: 'HELD' | 'RELEASED', from: 'HELD' | null) =>
  put(
    table,
    { ...reservationKey(orderId, `${LOCK}-${node}`, sku), entity: 'LOCK', orderId, node, sku, quantity, state },
    from
      ? { condition: '#state = :from', names: { '#state': 'state' }, values: { ':from': from } }
      : { condition: 'attribute_not_exists(pk)' },
  );

const move = ({ sku, node, quantity }: Taken & { node: string }): TransactItem[] => {
  if (quantity === 0) return [];
  const taken = quantity > 0;
  return [
    update(table, stockKey(sku, node), {
      condition: taken ? 'available >= :q' : 'reserved >= :q',
      update: taken ? 'ADD reserved :q, available :minus' : 'ADD reserved :minus, available :q',
      values: { ':q': Math.abs(quantity), ':minus': -Math.abs(quantity) },
    }),
  ];
};

/**
 * Takes stock for legs: refused whole when one node has less than is asked (`available >= quantity`), so it never goes below
 * zero under any concurrency. `available` = onHand − reserved − safety, kept beside them because a condition cannot subtract.
 * @param locks what was kept for the order: taken over where the legs need it, given back where they do not
 */
export const reserveStock = (legs: readonly Leg[], locks: readonly StockLock[] = []): TransactItem[] => {
  const movements = bySkuAndNode(legs);
  for (const { sku, node, quantity } of locks) {
    const key = `${node} ${sku}`;
    movements.set(key, { sku, node, quantity: (movements.get(key)?.quantity ?? 0) - quantity });
  }
  return [
    ...[...movements.values()].flatMap(move),
    ...legs.flatMap((leg) => reservation(leg, 'HELD', null)),
    ...locks.map((lock) => lockRow(lock, 'RELEASED', 'HELD')),
  ];
};

/** Keeps stock for an order without legs; refused whole when one node has less. */
export const lockStock = (locks: readonly StockLock[]): TransactItem[] =>
  locks.flatMap((lock) => [...move(lock), lockRow(lock, 'HELD', null)]);

/** What is kept for an order that has no plan yet. */
export const locksOf = async (orderId: OrderId): Promise<StockLock[]> => {
  const rows = await queryAll<StockLock & { readonly state: string }>({
    table,
    where: 'pk = :pk AND begins_with(sk, :locks)',
    values: { ':pk': reservationPk(orderId), ':locks': LOCK },
  });
  return rows
    .filter(({ state }) => state === 'HELD')
    .map(({ node, sku, quantity }) => ({ orderId, node, sku, quantity }));
};

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
