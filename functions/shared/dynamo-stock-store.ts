import type { Leg } from '#domain/fulfillment/leg.ts';
import type { Held, LotChange, MovementKind, StockChange, StockPlace } from '#domain/fulfillment/stock-movement.ts';
import { partKey, type StockFloors } from '#domain/fulfillment/stock-rules.ts';
import { levelsOf, type TakenFrom } from '#domain/fulfillment/stock-sheet.ts';
import type { OrderId } from '#domain/id.ts';
import type { StockLevel } from '#domain/routing/network.ts';
import type { Instant } from '#domain/time.ts';
import { now } from './clock.ts';
import { put, queryAll, type TransactItem } from './dynamo.ts';
import { exchangeRoom } from './dynamo-departure-store.ts';
import { moved } from './dynamo-stock-book.ts';
import { sheetsOf } from './dynamo-stock-sheet.ts';
import { env } from './env.ts';
import { LOCKS, lockKey, reservationKey, reservationPk } from './network-keys.ts';

const table = env('NETWORK_TABLE');

type Taken = { readonly sku: string; readonly quantity: number; readonly from?: readonly TakenFrom[] | undefined };

/** Stock kept for an order before it has a plan. */
export type StockLock = Taken & {
  readonly orderId: OrderId;
  readonly node: string;
  /** When it goes back by itself. */
  readonly until?: Instant | undefined;
};

/** Pieces in one place that become a holder's, or are so no more. */
type Holding = Held & StockPlace & { readonly lot?: string | undefined };

const heldBy = (holder: Omit<Held, 'quantity'>, node: string, { sku, quantity, from }: Taken): Holding[] =>
  (from ?? [{ quantity }]).map((pieces) => ({ ...holder, sku, node, ...pieces }));

const heldByLeg = ({ orderId, legId, node, lines }: Leg): Holding[] =>
  lines.flatMap((line) => heldBy({ orderId, legId }, node, line));
const heldByLock = (lock: StockLock): Holding[] => heldBy({ orderId: lock.orderId, legId: null }, lock.node, lock);
const negated = (holding: Holding): Holding => ({ ...holding, quantity: -holding.quantity });

const sumOf = (holdings: readonly Held[]): number => holdings.reduce((sum, { quantity }) => sum + quantity, 0);

/** One holder once. */
const merged = (holdings: readonly Holding[]): Held[] =>
  [...Map.groupBy(holdings, ({ orderId, legId }) => `${orderId} ${legId ?? ''}`).values()].flatMap((own) => {
    const [first] = own;
    return first ? [{ orderId: first.orderId, legId: first.legId, quantity: sumOf(own) }] : [];
  });

const lotsOf = (holdings: readonly Holding[], kind: MovementKind): LotChange[] =>
  [...Map.groupBy(holdings, ({ lot }) => lot)].flatMap(([lot, own]) => {
    const reserved = sumOf(own);
    return lot === undefined || reserved === 0 ? [] : [{ lot, reserved, onHand: kind === 'SHIPPED' ? reserved : 0 }];
  });

/** What changes hands at one place is one movement: a transaction may touch an item only once. */
const changesOf = (holdings: readonly Holding[], kind: MovementKind, reason: string | null): StockChange[] =>
  [...Map.groupBy(holdings, ({ sku, node, shard = 0 }) => `${node} ${sku} ${shard}`).values()].flatMap((own) => {
    const [first] = own;
    if (!first) return [];
    const { sku, node, shard } = first;
    const held = merged(own);
    const reserved = sumOf(held);
    const onHand = kind === 'SHIPPED' ? reserved : 0;
    const lots = lotsOf(own, kind);
    const said = { kind, by: 'system', reason, held, ...(lots.length > 0 ? { lots } : {}) };
    return [{ sku, node, ...(shard ? { shard } : {}), onHand, reserved, ...said }];
  });

const NO_FLOORS: StockFloors = new Map();

const move = (
  holdings: readonly Holding[],
  kind: MovementKind,
  { reason = null, floors = NO_FLOORS }: { readonly reason?: string | null; readonly floors?: StockFloors } = {},
): TransactItem[] =>
  changesOf(holdings, kind, reason).flatMap((change) => moved(change, { floor: floors.get(partKey(change)) ?? 0 }));

/** A leg reserved by an earlier version has a row for each SKU instead: its own state says that it holds them. */
const WAS_HELD = {
  condition: 'attribute_not_exists(pk) OR #state = :from',
  names: { '#state': 'state' },
  values: { ':from': 'HELD' },
};
const IS_NEW = { condition: 'attribute_not_exists(pk)' };
/** Nothing is kept under it now. */
const IS_FREE = {
  condition: 'attribute_not_exists(pk) OR #state = :released',
  names: { '#state': 'state' },
  values: { ':released': 'RELEASED' },
};
const IS_HELD = { ...WAS_HELD, condition: '#state = :from' };

const reservation = (
  { orderId, legId, node, lines }: Leg,
  state: 'HELD' | 'RELEASED' | 'SHIPPED',
  when: object,
): TransactItem =>
  put(
    table,
    {
      ...reservationKey(orderId, legId),
      entity: 'RESERVATION',
      orderId,
      legId,
      node,
      lines: lines.map(({ sku, quantity, from }) => ({ sku, quantity, from })),
      state,
    },
    when,
  );

const lockRow = (lock: StockLock, state: 'HELD' | 'RELEASED', when: object): TransactItem =>
  put(table, { ...lockKey(lock.orderId, lock.node, lock.sku), entity: 'LOCK', ...lock, state }, when);

/**
 * Takes stock for legs: refused whole when one node has less than is asked (`available >= quantity`), so it never goes below
 * zero under any concurrency; and room for them at their nodes. Every change of a balance is a movement of the ledger, in the same transaction.
 * @param locks what was kept for the order: taken over where the legs need it, given back where they do not
 * @param floors what must be left for others
 */
export const reserveStock = (
  legs: readonly Leg[],
  locks: readonly StockLock[] = [],
  floors: StockFloors = NO_FLOORS,
): TransactItem[] => [
  ...move(
    [...legs.flatMap(heldByLeg), ...locks.flatMap(heldByLock).map(negated)],
    legs.length > 0 ? 'RESERVED' : 'RELEASED',
    { floors },
  ),
  ...legs.map((leg) => reservation(leg, 'HELD', IS_NEW)),
  ...exchangeRoom(legs),
  ...locks.map((lock) => lockRow(lock, 'RELEASED', IS_HELD)),
];

/** Keeps stock for an order without legs; refused whole when one node has less. @param floors what must be left for others */
export const lockStock = (locks: readonly StockLock[], floors: StockFloors = NO_FLOORS): TransactItem[] => [
  ...move(locks.flatMap(heldByLock), 'LOCKED', { floors }),
  ...locks.map((lock) => lockRow(lock, 'HELD', IS_FREE)),
];

/**
 * Gives back what legs held, with their room at the node, and keeps what the order still wants of it for its next plan: nobody can take it in between.
 * @param locks no more than the legs held
 */
export const keepStock = (legs: readonly Leg[], locks: readonly StockLock[], reason: string): TransactItem[] => [
  ...move([...legs.flatMap(heldByLeg).map(negated), ...locks.flatMap(heldByLock)], 'RELEASED', { reason }),
  ...legs.map((leg) => reservation(leg, 'RELEASED', WAS_HELD)),
  ...locks.map((lock) => lockRow(lock, 'HELD', IS_FREE)),
  ...exchangeRoom([], legs),
];

/** What is kept for an order that has no plan yet. */
export const locksOf = async (orderId: OrderId): Promise<StockLock[]> => {
  const rows = await queryAll<StockLock & { readonly state: string }>({
    table,
    where: 'pk = :pk AND begins_with(sk, :locks)',
    values: { ':pk': reservationPk(orderId), ':locks': LOCKS },
  });
  return rows
    .filter(({ state }) => state === 'HELD')
    .map(({ node, sku, quantity, from, until }) => ({
      orderId,
      node,
      sku,
      quantity,
      ...(from ? { from } : {}),
      ...(until ? { until } : {}),
    }));
};

/** Gives back what legs held, and their room at the node; refused when it was not held any more. */
export const releaseStock = (legs: readonly Leg[], reason: string | null = null): TransactItem[] => [
  ...move(legs.flatMap(heldByLeg).map(negated), 'RELEASED', { reason }),
  ...legs.map((leg) => reservation(leg, 'RELEASED', WAS_HELD)),
  ...exchangeRoom([], legs),
];

/** The goods have left: what was reserved is no longer on hand. */
export const shipStock = (legs: readonly Leg[]): TransactItem[] => [
  ...move(legs.flatMap(heldByLeg).map(negated), 'SHIPPED'),
  ...legs.map((leg) => reservation(leg, 'SHIPPED', WAS_HELD)),
];

/**
 * Stock and room of replaced legs go back and those of the legs in their place are taken, as one movement at each place; refused
 * whole when there is less.
 * @param floors what must be left for others
 */
export const exchangeStock = (
  givenBack: readonly Leg[],
  taken: readonly Leg[],
  floors: StockFloors = NO_FLOORS,
): TransactItem[] => [
  ...move([...taken.flatMap(heldByLeg), ...givenBack.flatMap(heldByLeg).map(negated)], 'RESERVED', {
    reason: 'REPLACED',
    floors,
  }),
  ...taken.map((leg) => reservation(leg, 'HELD', IS_NEW)),
  ...givenBack.map((leg) => reservation(leg, 'RELEASED', WAS_HELD)),
  ...exchangeRoom(taken, givenBack),
];

/** Pieces that a picker did not find: neither on hand nor the leg's any more. @param after the leg with what is left of it */
export const writeOffMissing = (before: Leg, after: Leg): TransactItem[] => {
  const missing = [...heldByLeg(before).map(negated), ...heldByLeg(after)];
  const changes = changesOf(missing, 'ADJUSTED', 'SHORT_PICK').filter(({ reserved }) => reserved !== 0);
  const gone = (lots: readonly LotChange[]): LotChange[] => lots.map((lot) => ({ ...lot, onHand: lot.reserved }));
  return [
    ...changes.flatMap(({ lots, ...change }) =>
      moved({ ...change, ...(lots ? { lots: gone(lots) } : {}), onHand: change.reserved }),
    ),
    reservation(after, 'HELD', WAS_HELD),
  ];
};

/** Stock of some SKUs at every node that keeps them, read consistently: what cannot be sold counts as not there. */
export const stockOf = async (skus: readonly string[]): Promise<StockLevel[]> => {
  const at = now();
  return (await sheetsOf(skus)).flatMap((sheet) => levelsOf(sheet, at));
};
