import * as z from 'zod';
import { Instant } from '../time.ts';
import { isOpen, WriteBack } from './write-back.ts';

/** A SKU as one shop sells it, and the news of its stock that is on its way there. */
export const Shelf = z.object({
  channel: z.string(),
  shopId: z.string(),
  sku: z.string(),
  channelSku: z.string(),
  /** How often the stock changed while somebody was telling it. */
  touched: z.number().int().min(0),
  /** The last one; null before the stock first changed. */
  writeBack: WriteBack.nullable(),
  /** While it is not to be sold: since when, and who says so. Its shop is told that there are none. */
  paused: z.object({ by: z.string(), since: Instant }).optional(),
});
export type Shelf = z.infer<typeof Shelf>;

/** How long changes are gathered before the shop is told. */
export const GATHER_SECONDS = 10;

/**
 * The stock of the SKU changed. A burst is one write: news that nobody has begun to tell will read the newest level anyway; news
 * that somebody is at is told again afterwards. @param begin a new write-back @returns null: nothing to note
 */
export const touch = (shelf: Shelf, begin: () => WriteBack): Shelf | null => {
  const { writeBack } = shelf;
  if (!writeBack || !isOpen(writeBack)) return { ...shelf, touched: 0, writeBack: begin() };
  if (writeBack.state === 'PENDING' && writeBack.claimedUntil === null) return null;
  return { ...shelf, touched: shelf.touched + 1 };
};

/**
 * Puts what became of the news on the shelf. Where the stock changed meanwhile, the news is old: it is told anew with the newest
 * level. @param begin the news that follows
 */
export const settled = (shelf: Shelf, after: WriteBack, begin: () => WriteBack): Shelf => {
  const isStale = shelf.touched > 0 && after.claimedUntil === null;
  if (!isStale) return { ...shelf, writeBack: after };
  // Not told yet: it reads the newest level when it is.
  return { ...shelf, touched: 0, writeBack: after.state === 'PENDING' ? after : begin() };
};

/** Stops the sale here, and has the shop told. @returns null: it is stopped already */
export const pauseSale = (shelf: Shelf, pause: NonNullable<Shelf['paused']>, begin: () => WriteBack): Shelf | null =>
  shelf.paused ? null : { ...(touch(shelf, begin) ?? shelf), paused: pause };

/** Lets it be sold again, and has the shop told. @returns null: nobody stopped it, or somebody else did */
export const resumeSale = (shelf: Shelf, by: string, begin: () => WriteBack): Shelf | null => {
  if (shelf.paused?.by !== by) return null;
  const { paused: _paused, ...sold } = touch(shelf, begin) ?? shelf;
  return sold;
};
