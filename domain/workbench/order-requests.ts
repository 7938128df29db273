import * as z from 'zod';
import { CustomerId } from '../id.ts';
import { OrderState } from '../order/lifecycle.ts';

const SELECTORS = ['state', 'channel', 'customer', 'q'] as const;
type Selection = { readonly [name in (typeof SELECTORS)[number]]?: unknown };
const count = (selection: Selection): number => SELECTORS.filter((name) => selection[name] !== undefined).length;

/** The query of `GET /orders`. */
export const ListOrders = z
  .strictObject({
    state: OrderState.optional(),
    channel: z.string().min(1).max(64).optional(),
    customer: CustomerId.optional(),
    /** An order id, a leg id, or the order's number on its channel. */
    q: z.string().min(1).max(128).optional(),
    cursor: z.string().min(1).max(2048).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(25),
  })
  .refine((query) => count(query) > 0, {
    error: 'name at least one of state, channel, customer, q',
    path: ['state'],
  })
  .refine((query) => query.q === undefined || count(query) === 1, {
    error: 'q finds one order by its number: leave out state, channel and customer',
    path: ['q'],
  });
export type ListOrders = z.infer<typeof ListOrders>;

/** The body of `POST /orders/{id}/holds`. Other types of hold are put by the platform and by screening. */
export const PlaceHold = z.strictObject({
  type: z.literal('MANUAL').default('MANUAL'),
  /** For colleagues: what is wrong and what should happen. No names, phones or addresses. */
  reason: z.string().trim().min(1).max(500),
});
export type PlaceHold = z.infer<typeof PlaceHold>;

/** The body of `POST /orders/{id}/cancellations`. */
export const CancelOrder = z.strictObject({
  reason: z.string().trim().min(1).max(200),
  /** Reserved: an order is cancelled whole. */
  lines: z.unknown().optional(),
});
export type CancelOrder = z.infer<typeof CancelOrder>;

/** The query of `DELETE /orders/{id}/holds/{hold}`. */
export const ReleaseHold = z.strictObject({
  /** `true`: lift it although the platform has not said so. */
  force: z.enum(['true', 'false']).default('false'),
});
export type ReleaseHold = z.infer<typeof ReleaseHold>;
