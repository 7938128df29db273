import * as z from 'zod';
import { Instant } from '../time.ts';
import { MovementKind } from './stock-movement.ts';

const place = { node: z.string().min(1).max(100), sku: z.string().min(1).max(200) };
const pieces = z.number().int().positive().max(10_000_000);
const lot = z.string().min(1).max(100);
const why = { reason: z.string().min(1).max(200) };

/** Pieces found or missing. */
export const AdjustStock = z.strictObject({
  kind: z.literal('ADJUST'),
  ...place,
  lot: lot.optional(),
  quantity: z
    .number()
    .int()
    .refine((quantity) => quantity !== 0, { message: 'say how many more, or with a minus how many fewer' }),
  ...why,
});

/** Pieces that can no longer be sold. What was promised of them is short: available may fall below zero. */
export const DamageStock = z.strictObject({
  kind: z.literal('DAMAGE'),
  ...place,
  lot: lot.optional(),
  quantity: pieces,
  ...why,
});

/** Pieces from one node to another: at once, or expected there at `arrivesAt` until they are received. */
export const TransferStock = z.strictObject({
  kind: z.literal('TRANSFER'),
  from: place.node,
  to: place.node,
  sku: place.sku,
  lot: lot.optional(),
  quantity: pieces,
  arrivesAt: Instant.optional(),
});

/** Goods on their way in, by the name of their purchase order; said again, the newer word counts; 0: they will not come. */
export const ExpectStock = z.strictObject({
  kind: z.literal('EXPECT'),
  ...place,
  ref: z.string().min(1).max(100),
  quantity: z.number().int().min(0).max(10_000_000),
  at: Instant,
});

/** Goods that have come in; of those expected under `ref` they are fewer by as many. */
export const ReceiveStock = z.strictObject({
  kind: z.literal('RECEIVE'),
  ...place,
  ref: z.string().min(1).max(100).optional(),
  lot: lot.optional(),
  /** With a lot; null: it has no date. */
  expiresAt: Instant.nullable().optional(),
  quantity: pieces,
});

/** One row is written by one buyer at a time: a balance over several rows sells to as many side by side. */
export const MOST_SHARDS = 32;
export const SpreadStock = z.strictObject({
  kind: z.literal('SPREAD'),
  ...place,
  shards: z.number().int().min(1).max(MOST_SHARDS),
});

/** Pieces that a channel leaves unsold; 0: none any more. */
export const BufferStock = z.strictObject({
  kind: z.literal('BUFFER'),
  sku: place.sku,
  channel: z.string().min(1).max(100),
  quantity: z.number().int().min(0).max(10_000_000),
});

/** Pieces kept for some channels and tiers of customers: all others buy only what is above. 0: none any more. */
export const KeepStock = z.strictObject({
  kind: z.literal('KEEP'),
  sku: place.sku,
  /** What it is called: said again, the newer word counts. */
  id: z.string().min(1).max(100),
  channels: z.array(z.string().min(1)).max(50).optional(),
  tiers: z.array(z.string().min(1)).max(50).optional(),
  quantity: z.number().int().min(0).max(10_000_000),
});

export const StockMove = z.discriminatedUnion('kind', [
  AdjustStock,
  DamageStock,
  TransferStock,
  ExpectStock,
  ReceiveStock,
  SpreadStock,
  BufferStock,
  KeepStock,
]);
export type StockMove = z.infer<typeof StockMove>;

/** As many as fit one transaction, the widest of them included. */
const MOST_MOVES = 10;

/** What a warehouse or an operator does to stock: all of it or nothing, and once, however often it is sent. */
export const MoveStock = z.strictObject({
  /** Of who sends it: the same id is the same command. */
  commandId: z.string().min(1).max(100),
  moves: z.array(StockMove).min(1).max(MOST_MOVES),
});
export type MoveStock = z.infer<typeof MoveStock>;

/** One balance that changed. */
export const StockLine = z.object({
  node: z.string(),
  sku: z.string(),
  kind: MovementKind,
  /** Pieces more or less on hand. */
  onHand: z.number().int(),
  /** Pieces more or less on their way in. */
  expected: z.number().int(),
});

export const StockMoveAnswer = z.object({
  commandId: z.string(),
  /** It was obeyed before: nothing moved now. */
  duplicate: z.boolean(),
  movements: z.array(StockLine),
});
export type StockMoveAnswer = z.infer<typeof StockMoveAnswer>;
