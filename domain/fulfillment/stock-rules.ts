import * as z from 'zod';
import type { Instant } from '../time.ts';
import {
  asSeenBy,
  type ExpectedInbound,
  type HeldPieces,
  levelsOf,
  type StockPart,
  type StockSheet,
} from './stock-sheet.ts';

/** Pieces of a SKU that not everybody may buy, over all nodes. */
export const StockRule = z.object({
  id: z.string(),
  sku: z.string(),
  quantity: z.number().int().min(0),
  /** A channel that may sell only what is above them; absent: they are kept for `keptFor`, and all others may. */
  channel: z.string().optional(),
  keptFor: z.object({ channels: z.array(z.string()).optional(), tiers: z.array(z.string()).optional() }).optional(),
});
export type StockRule = z.infer<typeof StockRule>;

/** Who asks for stock. */
export type StockBuyer = { readonly channel: string; readonly tier: string | null };

const isKeptFor = ({ keptFor }: StockRule, { channel, tier }: StockBuyer): boolean =>
  (keptFor?.channels?.includes(channel) ?? false) || (tier !== null && (keptFor?.tiers?.includes(tier) ?? false));

const concerns = (rule: StockRule, buyer: StockBuyer): boolean =>
  rule.channel === undefined ? !isKeptFor(rule, buyer) : rule.channel === buyer.channel;

/** Pieces that a buyer leaves for others: buffers of its channel, and what is kept for those it does not belong to. */
export const leftForOthers = (rules: readonly StockRule[], buyer: StockBuyer): number =>
  rules.filter((rule) => concerns(rule, buyer)).reduce((sum, { quantity }) => sum + quantity, 0);

/** Names a row of a balance. */
export const partKey = ({ sku, node, shard = 0 }: { sku: string; node: string; shard?: number | undefined }): string =>
  `${node} ${sku} ${shard}`;

/** How much must be left in each row of a balance. */
export type StockFloors = ReadonlyMap<string, number>;

/** What is left for others lies where most is: the fullest rows first. */
export const floorsOf = (sheet: StockSheet, buyer: StockBuyer): StockFloors => {
  let left = leftForOthers(sheet.rules, buyer);
  const floors = new Map<string, number>();
  const fullest = [...sheet.parts].sort((a, b) => b.available - a.available || (partKey(a) < partKey(b) ? -1 : 1));
  for (const part of fullest) {
    const kept = Math.max(0, Math.min(left, part.available));
    if (kept > 0) floors.set(partKey(part), kept);
    left -= kept;
  }
  return floors;
};

/** The sheet as a buyer may use it: what is left for others is not free. */
export const asSoldTo = (sheet: StockSheet, floors: StockFloors): StockSheet => ({
  ...sheet,
  parts: sheet.parts.map((part): StockPart => {
    const floor = floors.get(partKey(part)) ?? 0;
    return { ...part, safety: part.safety + floor, available: part.available - floor };
  }),
});

/** Stock as one buyer may take it. */
export type UsableStock = { readonly sheets: readonly StockSheet[]; readonly floors: StockFloors };

/** What is theirs already is not taken from them, whatever is left for others now; of the rest they leave what is. */
export const usableBy = (
  sheets: readonly StockSheet[],
  buyer: StockBuyer,
  holder: readonly HeldPieces[] = [],
): UsableStock => {
  const floors: StockFloors = new Map(sheets.flatMap((sheet) => [...floorsOf(sheet, buyer)]));
  return { floors, sheets: sheets.map((sheet) => asSoldTo(asSeenBy(sheet, holder), floors)) };
};

/** What a channel may sell: now, and from each day on which goods are expected. */
export const StockPromise = z.object({
  sku: z.string(),
  channel: z.string(),
  /** Pieces that can be sold and shipped now. */
  now: z.number().int().min(0),
  /** From `at` on, all in all. */
  later: z.array(z.object({ at: z.string(), quantity: z.number().int().min(0) })),
});
export type StockPromise = z.infer<typeof StockPromise>;

const byDate = (a: ExpectedInbound, b: ExpectedInbound): number => (a.at < b.at ? -1 : 1);

/**
 * Available to promise on a channel: on hand − reserved − safety − what is left for others − its buffer, and what comes in by then.
 * Buyers without a tier.
 * @param buffer pieces kept back from the channel for every SKU (its mapping's `stockBuffer`)
 */
export const promiseOn = (sheet: StockSheet, channel: string, buffer: number, now: Instant): StockPromise => {
  const free = levelsOf(sheet, now).reduce(
    (sum, { onHand, reserved, safety }) => sum + Math.max(0, onHand - reserved - safety),
    0,
  );
  let total = free - buffer - leftForOthers(sheet.rules, { channel, tier: null });
  const available = Math.max(0, total);
  const later = sheet.expected
    .filter(({ quantity }) => quantity > 0)
    .sort(byDate)
    .map(({ at, quantity }) => {
      total += quantity;
      // What is late is expected from now on.
      return { at: at < now ? now : at, quantity: Math.max(0, total) };
    });
  return { sku: sheet.sku, channel, now: available, later };
};
