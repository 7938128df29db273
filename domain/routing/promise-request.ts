import * as z from 'zod';
import { Instant } from '../time.ts';
import { PlanLeg, UnroutableReason } from './plan.ts';

const text = z.string().max(100).default('');

/** Where to: names as a form has them, or a GB/T 2260 code. */
export const PromisePlace = z
  .strictObject({ province: text, city: text, district: text, regionCode: z.string().max(12).nullable().default(null) })
  .refine(({ province, city, regionCode }) => regionCode !== null || city !== '' || province !== '', {
    message: 'name a city, or give its regionCode',
    path: ['city'],
  });

const MOST_LINES = 100;
const A_MONTH_HOURS = 30 * 24;

/** What could be promised for this basket and place? */
export const AskPromise = z.strictObject({
  to: PromisePlace,
  lines: z
    .array(z.strictObject({ sku: z.string().min(1), quantity: z.number().int().positive() }))
    .min(1)
    .max(MOST_LINES),
  /** How sure a promise must be: P(everything arrives by then). */
  minSuccess: z.number().min(0.5).max(0.999).default(0.95),
  /** Nothing later than this is worth promising. */
  latestHours: z.number().positive().max(A_MONTH_HOURS).default(240),
  /** As those of an order: `{type: 'CARRIER_WANTED', value: 'SF'}`. */
  constraints: z
    .array(z.strictObject({ type: z.string(), value: z.unknown() }))
    .max(20)
    .default([]),
});
export type AskPromise = z.infer<typeof AskPromise>;

/** The cheapest way for every day class in reach, the cheapest first; or why there is none. */
export const PromiseQuoted = z.union([
  z.object({
    at: Instant,
    options: z.array(
      z.object({
        promiseAt: Instant,
        withinHours: z.number(),
        /** Major units of the network's currency. */
        cost: z.number(),
        legs: z.array(PlanLeg),
      }),
    ),
  }),
  z.object({ at: Instant, unroutable: z.array(UnroutableReason) }),
]);
