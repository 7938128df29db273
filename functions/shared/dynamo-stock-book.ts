import { encodeTime } from 'ulid';
import {
  type Balance,
  differencesOf,
  emptyBook,
  foldMovements,
  lotDifferences,
  type StockBook,
  type StockDifference,
} from '#domain/fulfillment/stock-book.ts';
import type { LotChange, Movement, StockChange, StockPlace } from '#domain/fulfillment/stock-movement.ts';
import type { Lot } from '#domain/fulfillment/stock-sheet.ts';
import { type Instant, toEpochMillis } from '#domain/time.ts';
import { nextUlid, now } from './clock.ts';
import { getItem, put, putItem, queryAll, type TransactItem, update } from './dynamo.ts';
import { env } from './env.ts';
import { BOOK_CLOSING, LOTS, lotKey, MOVEMENTS, movementPk, movementSk, stockKey, stockPk } from './network-keys.ts';

const table = (): string => env('NETWORK_TABLE');

/** What a change needs of its balance. */
export type MoveTerms = {
  /** Pieces that must be left available: kept for others. @default 0 */
  readonly floor?: number;
  /** What is counted, broken or sent may be more than is free: who says so knows better. @default false */
  readonly mayFallShort?: boolean;
  /** What else must be so, and be set: names of values begin with `:`. */
  readonly also?: { readonly conditions: readonly string[]; readonly set?: string; readonly values: object };
};

const conditionsOf = ({ kind, onHand, reserved }: StockChange, { floor = 0, mayFallShort, also }: MoveTerms) => {
  const available = onHand - reserved;
  const needs = [
    ...(available < 0 && !mayFallShort ? [['available >= :need', { ':need': floor - available }] as const] : []),
    ...(reserved < 0 ? [['reserved >= :back', { ':back': -reserved }] as const] : []),
    // Goods that have left have left, whatever a count said before.
    ...(onHand < 0 && kind !== 'SHIPPED' ? [['onHand >= :out', { ':out': -onHand }] as const] : []),
  ];
  const conditions = [...needs.map(([condition]) => condition), ...(also?.conditions ?? [])];
  const values = Object.assign({}, ...needs.map(([, value]) => value), also?.values);
  return { ...(conditions.length > 0 ? { condition: conditions.join(' AND ') } : {}), values };
};

const movementOf = ({ shard, ...change }: StockChange): Movement => ({
  movementId: nextUlid(),
  at: now(),
  ...(shard ? { shard } : {}),
  ...change,
});

/** Of a lot more is taken only where it has as many free; one that is new begins at nothing. */
const lotMoved = ({ sku, node }: StockChange, { lot, onHand, reserved, expiresAt }: LotChange): TransactItem => {
  const free = onHand - reserved;
  const needs = [...(free < 0 ? ['#free >= :need'] : []), ...(reserved < 0 ? ['reserved >= :back'] : [])];
  return update(table(), lotKey(sku, node, lot), {
    ...(needs.length > 0 ? { condition: needs.join(' AND ') } : {}),
    update: [
      'SET entity = :lot, sku = :sku, node = :node, lot = :name',
      expiresAt === undefined ? '' : ', expiresAt = :expiresAt',
      ' ADD onHand :onHand, reserved :reserved, #free :free',
    ].join(''),
    // A word of DynamoDB's own.
    names: { '#free': 'free' },
    values: {
      ...(free < 0 ? { ':need': -free } : {}),
      ...(reserved < 0 ? { ':back': -reserved } : {}),
      ...(expiresAt === undefined ? {} : { ':expiresAt': expiresAt }),
      ':lot': 'LOT',
      ':sku': sku,
      ':node': node,
      ':name': lot,
      ':onHand': onHand,
      ':reserved': reserved,
      ':free': free,
    },
  });
};

/**
 * One change of one balance and its movement, as parts of a transaction: there is never one without the other. The balance
 * comes first, its lots last. A balance that is not there yet begins at nothing.
 */
export const moved = (change: StockChange, terms: MoveTerms = {}): TransactItem[] => {
  const { sku, node, onHand, reserved } = change;
  const movement = movementOf(change);
  const { condition, values } = conditionsOf(change, terms);
  return [
    update(table(), stockKey(change), {
      ...(condition ? { condition } : {}),
      update: [
        'SET entity = :stock, sku = :sku, node = :node, safety = if_not_exists(safety, :none)',
        // A balance that is older than its book opens it with what it has.
        ', openedOnHand = if_not_exists(openedOnHand, if_not_exists(onHand, :none))',
        ', openedReserved = if_not_exists(openedReserved, if_not_exists(reserved, :none))',
        terms.also?.set ? `, ${terms.also.set}` : '',
        ' ADD onHand :onHand, reserved :reserved, available :available, moves :one',
      ].join(''),
      values: {
        ...values,
        ':stock': 'STOCK',
        ':sku': sku,
        ':node': node,
        ':none': 0,
        ':one': 1,
        ':onHand': onHand,
        ':reserved': reserved,
        ':available': onHand - reserved,
      },
    }),
    put(
      table(),
      { pk: movementPk(change), sk: movementSk(movement.movementId), entity: 'MOVEMENT', movement },
      { condition: 'attribute_not_exists(pk)' },
    ),
    ...(change.lots ?? []).map((lot) => lotMoved(change, lot)),
  ];
};

/** A movement written by a clock that is behind may come to lie before others: what is younger is never closed. */
const UNSETTLED_MS = 15 * 60_000;
/** A closing with more holders would not fit its row. */
const MOST_HELD = 3_000;
const TRIES = 4;

type BalanceRow = Balance & {
  readonly openedOnHand?: number;
  readonly openedReserved?: number;
  /** Since when: what moved before is of a book that was closed for good. */
  readonly openedAt?: Instant;
};
type Closing = { readonly openedAt: Instant | null; readonly through: string; readonly book: StockBook };

/** A balance beside the sum of its movements. */
export type CheckedBalance = {
  readonly balance: Balance;
  readonly book: StockBook;
  /** Since the last closing, oldest first. */
  readonly movements: readonly Movement[];
  readonly differences: readonly StockDifference[];
};

const rowOf = async (place: StockPlace): Promise<BalanceRow | null> => {
  const row = await getItem<BalanceRow>(table(), stockKey(place));
  return row && { ...row, moves: row.moves ?? 0 };
};

const opened = ({ openedOnHand, openedReserved, moves, onHand, reserved }: BalanceRow): StockBook =>
  emptyBook(moves === 0 ? { onHand, reserved } : { onHand: openedOnHand ?? 0, reserved: openedReserved ?? 0 });

const ulidAt = (at: Instant): string => encodeTime(toEpochMillis(at), 10);

const movementsAfter = async (place: StockPlace, after: string): Promise<Movement[]> => {
  const rows = await queryAll<{ movement: Movement }>({
    table: table(),
    where: 'pk = :pk AND sk BETWEEN :from AND :to',
    values: { ':pk': movementPk(place), ':from': movementSk(after), ':to': `${MOVEMENTS}~` },
  });
  return rows.map(({ movement }) => movement);
};

/** Movements up to here are older than any that may still come. */
const settledAt = (): string => encodeTime(Date.now() - UNSETTLED_MS, 10);

const close = async (place: StockPlace, row: BalanceRow, before: StockBook, movements: readonly Movement[]) => {
  const through = settledAt();
  const settled = movements.filter(({ movementId }) => movementId < through);
  if (settled.length === 0) return;
  const book = foldMovements(settled, before);
  if (Object.keys(book.held).length > MOST_HELD) return;
  const closing: Closing = { openedAt: row.openedAt ?? null, through, book };
  await putItem(table(), { pk: movementPk(place), sk: BOOK_CLOSING, entity: 'CLOSING', closing });
};

const lotsOf = ({ sku, node }: StockPlace): Promise<Lot[]> =>
  queryAll<Lot>({
    table: table(),
    where: 'pk = :pk AND begins_with(sk, :lots)',
    values: { ':pk': stockPk(sku), ':lots': `${LOTS}${node}#` },
  });

type Read = CheckedBalance & { readonly row: BalanceRow; readonly before: StockBook };

const readBook = async (place: StockPlace, row: BalanceRow): Promise<Read> => {
  const kept = await getItem<{ closing: Closing }>(table(), { pk: movementPk(place), sk: BOOK_CLOSING });
  const last = kept && kept.closing.openedAt === (row.openedAt ?? null) ? kept.closing : null;
  const opening = opened(row);
  const before = last?.book ?? opening;
  const movements = await movementsAfter(place, last?.through ?? (row.openedAt ? ulidAt(row.openedAt) : ''));
  const book = foldMovements(movements, before);
  const inLots = Object.keys(book.lots).length > 0 ? lotDifferences(await lotsOf(place), book) : [];
  return {
    balance: row,
    row,
    before,
    book,
    movements,
    differences: [...differencesOf(row, book, opening.reserved), ...inLots],
  };
};

/**
 * Compares a balance with its movements, all read consistently and while nothing moved.
 * @param closing notes the sums of what is settled, so that the next reading is short
 * @returns null: there is no such balance, or it moved each time it was looked at
 */
export const checkBalance = async (place: StockPlace, { closing = false } = {}): Promise<CheckedBalance | null> => {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const row = await rowOf(place);
    if (!row) return null;
    const read = await readBook(place, row);
    if ((await rowOf(place))?.moves !== row.moves) continue;
    if (closing && read.differences.length === 0) await close(place, row, read.before, read.movements);
    return read;
  }
  return null;
};
