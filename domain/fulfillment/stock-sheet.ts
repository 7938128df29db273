import * as z from 'zod';
import type { StockLevel } from '../routing/network.ts';
import { Instant } from '../time.ts';
import type { Balance } from './stock-book.ts';
import type { StockRule } from './stock-rules.ts';

/** Pieces of one delivery of goods that age together. */
export const Lot = z.object({
  node: z.string(),
  sku: z.string(),
  lot: z.string(),
  /** From then on it is not sold; null: without a date. */
  expiresAt: Instant.nullable(),
  onHand: z.number().int(),
  reserved: z.number().int(),
});
export type Lot = z.infer<typeof Lot>;

/** Where pieces of a line are taken from, where a balance is kept in lots or spread over shards. */
export const TakenFrom = z.object({
  lot: z.string().optional(),
  shard: z.number().int().positive().optional(),
  quantity: z.number().int().positive(),
});
export type TakenFrom = z.infer<typeof TakenFrom>;

/** Goods on their way in. */
export const ExpectedInbound = z.object({
  node: z.string(),
  sku: z.string(),
  /** The purchase order or transfer it is known by. */
  ref: z.string(),
  /** What has not arrived of it yet. */
  quantity: z.number().int().min(0),
  at: Instant,
});
export type ExpectedInbound = z.infer<typeof ExpectedInbound>;

/** A balance, or one of the rows it is spread over: shard 0 is the first. */
export type StockPart = Balance & { readonly shard: number };

/** All that is kept of one SKU. */
export type StockSheet = {
  readonly sku: string;
  readonly parts: readonly StockPart[];
  readonly lots: readonly Lot[];
  readonly expected: readonly ExpectedInbound[];
  /** Who may buy how much of it. */
  readonly rules: readonly StockRule[];
};

export const isSold = ({ expiresAt }: Pick<Lot, 'expiresAt'>, now: Instant): boolean =>
  expiresAt === null || now < expiresAt;

export const freeIn = ({ onHand, reserved }: Pick<Lot, 'onHand' | 'reserved'>): number => onHand - reserved;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

export const partsAt = ({ parts }: StockSheet, node: string): StockPart[] =>
  parts.filter((part) => part.node === node).sort((a, b) => a.shard - b.shard);
export const lotsAt = ({ lots }: StockSheet, node: string): Lot[] => lots.filter((lot) => lot.node === node);

/** What lies at a node and cannot be sold: lots that are over, and pieces whose lot nobody knows where others are in lots. */
const unsoldAt = (sheet: StockSheet, node: string, free: number, now: Instant): number => {
  const lots = lotsAt(sheet, node);
  if (lots.length === 0) return 0;
  const sold = sum(lots.filter((lot) => isSold(lot, now)).map(freeIn));
  return Math.max(0, free - sold);
};

/** The SKU as it can be planned with, by node: what cannot be sold counts as not there. */
export const levelsOf = (sheet: StockSheet, now: Instant): StockLevel[] =>
  [...Map.groupBy(sheet.parts, ({ node }) => node)].map(([node, parts]) => {
    const total = (of: 'onHand' | 'reserved' | 'safety'): number => sum(parts.map((part) => part[of]));
    const [onHand, reserved] = [total('onHand'), total('reserved')];
    const unsold = unsoldAt(sheet, node, onHand - reserved, now);
    return { node, sku: sheet.sku, onHand: onHand - unsold, reserved, safety: total('safety') };
  });

/** Pieces somebody holds. */
export type HeldPieces = {
  readonly sku: string;
  readonly node: string;
  readonly quantity: number;
  readonly from?: readonly TakenFrom[] | undefined;
};

/** The sheet as it looks to whoever holds some of it: what is theirs is not taken. */
export const asSeenBy = (sheet: StockSheet, holder: readonly HeldPieces[]): StockSheet => {
  const own = holder
    .filter(({ sku }) => sku === sheet.sku)
    .flatMap(({ node, quantity, from = [{ quantity }] }) => from.map((pieces: TakenFrom) => ({ node, ...pieces })));
  const ofPart = ({ node, shard }: StockPart): number =>
    sum(own.filter((each) => each.node === node && (each.shard ?? 0) === shard).map(({ quantity }) => quantity));
  const ofLot = ({ node, lot }: Lot): number =>
    sum(own.filter((each) => each.node === node && each.lot === lot).map(({ quantity }) => quantity));
  return {
    ...sheet,
    parts: sheet.parts.map((part) => ({
      ...part,
      reserved: part.reserved - ofPart(part),
      available: part.available + ofPart(part),
    })),
    lots: sheet.lots.map((lot) => ({ ...lot, reserved: lot.reserved - ofLot(lot) })),
  };
};
