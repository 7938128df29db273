import * as z from 'zod';
import { Instant } from '../time.ts';

/** Work on stored orders that a release began, and how far it is. */
export const Migration = z.object({
  version: z.number().int().positive(),
  channel: z.string(),
  state: z.enum(['RUNNING', 'DONE']),
  /** Orders that carry one of these are gone through: `giftWrap`, `lines.videoId`. */
  fields: z.array(z.string()),
  startedAt: Instant,
  updatedAt: Instant,
  /** Orders looked at so far, those of them that changed, and values that could not be converted. */
  orders: z.number().int().min(0),
  changed: z.number().int().min(0),
  dropped: z.number().int().min(0),
  /** How many carried the fields when it began; null: not counted to the end. */
  expected: z.number().int().min(0).nullable(),
});
export type Migration = z.infer<typeof Migration>;
