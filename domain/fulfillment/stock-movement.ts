import * as z from 'zod';
import { LegId, OrderId } from '../id.ts';
import { Instant } from '../time.ts';

/** Why a balance changed. */
export const MOVEMENT_KINDS = [
  'LOCKED',
  'RESERVED',
  'RELEASED',
  'SHIPPED',
  'COUNTED',
  'ADJUSTED',
  'TRANSFERRED_OUT',
  'TRANSFERRED_IN',
  'EXPECTED',
  'RECEIVED',
  'DAMAGED',
  'SPREAD',
] as const;
export const MovementKind = z.enum(MOVEMENT_KINDS);
export type MovementKind = z.infer<typeof MovementKind>;

/** Pieces of one balance that are an order's: a leg's, or without a leg those that are kept before there is a plan. */
export const Held = z.object({ orderId: OrderId, legId: LegId.nullable(), quantity: z.number().int() });
export type Held = z.infer<typeof Held>;

/** How the pieces of one lot changed. */
export const LotChange = z.object({
  lot: z.string(),
  onHand: z.number().int(),
  reserved: z.number().int(),
  /** Told with a lot that comes in. */
  expiresAt: Instant.nullable().optional(),
});
export type LotChange = z.infer<typeof LotChange>;

/**
 * One change of one balance, written with it and never again: pieces, signed. What an order holds more or less is in `held`, which
 * sums up to `reserved`.
 */
export const Movement = z.object({
  /** A ULID: movements sort by time. */
  movementId: z.string(),
  at: Instant,
  sku: z.string(),
  node: z.string(),
  /** Part of a balance that is spread over several rows; absent: the first. */
  shard: z.number().int().positive().optional(),
  kind: MovementKind,
  onHand: z.number().int(),
  reserved: z.number().int(),
  /** Change of what is on its way in. */
  expected: z.number().int().optional(),
  held: z.array(Held).optional(),
  lots: z.array(LotChange).optional(),
  /** `person:…`, `partner:…`, `system`. */
  by: z.string(),
  reason: z.string().nullable(),
  /** The command it came with: told twice, moved once. */
  command: z.string().optional(),
});
export type Movement = z.infer<typeof Movement>;

/** Where a balance is kept. */
export type StockPlace = { readonly sku: string; readonly node: string; readonly shard?: number | undefined };

/** A change of pieces at one place, to be written with its movement. */
export type StockChange = StockPlace &
  Pick<Movement, 'kind' | 'onHand' | 'reserved' | 'expected' | 'held' | 'lots' | 'by' | 'reason' | 'command'>;
