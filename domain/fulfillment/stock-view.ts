import * as z from 'zod';
import { StockLevel } from '../routing/network.ts';
import type { Instant } from '../time.ts';
import type { StockBook, StockDifference } from './stock-book.ts';
import { Held, Movement } from './stock-movement.ts';
import { ExpectedInbound, freeIn, isSold, Lot, levelsOf, lotsAt, partsAt, type StockSheet } from './stock-sheet.ts';

/** `GET /stock`. */
export const AskStock = z.strictObject({
  sku: z.string().min(1),
  /** With it, who holds what and what moved is told too. */
  node: z.string().min(1).optional(),
});

/** `GET /stock/promise`. */
export const AskStockPromise = z.strictObject({ sku: z.string().min(1), channel: z.string().min(1) });

const Difference = z.object({ what: z.string(), balance: z.number(), book: z.number() });

/** One SKU at one node. */
export const StockAtNode = z.object({
  ...StockLevel.shape,
  /** What can be sold: never below zero. */
  sellable: z.number().int().min(0),
  /** Over how many rows it is spread. */
  shards: z.number().int().positive(),
  lots: z.array(Lot.omit({ node: true, sku: true }).extend({ sold: z.boolean(), free: z.number().int() })),
  expected: z.array(ExpectedInbound.omit({ node: true, sku: true })),
  /** Asked with `node`: who holds pieces of it. */
  held: z.array(Held).optional(),
  /** Asked with `node`: the newest first. */
  movements: z.array(Movement).optional(),
  /** Asked with `node`: where the balance is not what its movements add up to. */
  differences: z.array(Difference).optional(),
});
export type StockAtNode = z.infer<typeof StockAtNode>;
export const StockAnswer = z.object({ sku: z.string(), nodes: z.array(StockAtNode) });

const MOST_MOVEMENTS = 100;

/** What was read of one row's book. */
export type ReadBook = {
  readonly book: StockBook;
  readonly movements: readonly Movement[];
  readonly differences: readonly StockDifference[];
};

const bookView = (books: readonly ReadBook[]): Pick<StockAtNode, 'held' | 'movements' | 'differences'> => ({
  held: books.flatMap(({ book }) => Object.values(book.held)),
  movements: books
    .flatMap(({ movements }) => movements)
    .sort((a, b) => (a.movementId < b.movementId ? 1 : -1))
    .slice(0, MOST_MOVEMENTS),
  differences: books.flatMap(({ differences }) => differences),
});

/** @param books of the node's rows; null where none were asked for */
export const stockAt = (
  sheet: StockSheet,
  node: string,
  now: Instant,
  books: readonly ReadBook[] | null,
): StockAtNode => {
  const parts = partsAt(sheet, node);
  const total = (of: 'onHand' | 'reserved' | 'safety'): number => parts.reduce((sum, part) => sum + part[of], 0);
  const level = levelsOf(sheet, now).find((each) => each.node === node);
  return {
    node,
    sku: sheet.sku,
    onHand: total('onHand'),
    reserved: total('reserved'),
    safety: total('safety'),
    sellable: level ? Math.max(0, level.onHand - level.reserved - level.safety) : 0,
    shards: Math.max(1, parts.length),
    lots: lotsAt(sheet, node).map(({ lot, expiresAt, onHand, reserved }) => ({
      lot,
      expiresAt,
      onHand,
      reserved,
      free: freeIn({ onHand, reserved }),
      sold: isSold({ expiresAt }, now),
    })),
    expected: sheet.expected
      .filter((each) => each.node === node && each.quantity > 0)
      .map(({ ref, quantity, at }) => ({ ref, quantity, at })),
    ...(books ? bookView(books) : {}),
  };
};

/** Nodes that keep a SKU, or will. */
export const nodesOf = ({ parts, expected }: StockSheet): string[] =>
  [...new Set([...parts, ...expected].map(({ node }) => node))].sort();
