import * as z from 'zod';
import { LegId, OrderId, ParcelId } from '../id.ts';
import { PlanDifference } from '../routing/plan-difference.ts';

/** Each is a handful of rows of one transaction. */
export const MOST_LEGS = 10;

/** The body of `POST /parcels`. Confirmed with the token that its dry run gave. */
export const ChangeParcel = z.strictObject({
  /** COMBINE: these legs of several orders travel in one parcel. PART: these travel by themselves again. */
  do: z.enum(['COMBINE', 'PART']),
  legs: z
    .array(LegId)
    .min(1)
    .max(MOST_LEGS)
    .refine((ids) => new Set(ids).size === ids.length, 'names a leg twice'),
  /** For colleagues, without names, phones or addresses. */
  reason: z.string().trim().min(1).max(200),
  token: z.string().min(1).max(400).optional(),
});
export type ChangeParcel = z.infer<typeof ChangeParcel>;

/** What becomes of a parcel, or would. Orders, lines and prices are as they were. */
export const ParcelChange = z.object({
  dryRun: z.boolean(),
  /** Whether it can be done; `refusals` says why not. */
  allowed: z.boolean(),
  refusals: z.array(
    z.object({
      /** Null: of all of them. */
      legId: LegId.nullable(),
      rule: z.string(),
      reason: z.object({ en: z.string(), zh: z.string() }),
    }),
  ),
  /** Send it with the same body to have it done. Only of a dry run that is allowed. */
  token: z.string().optional(),
  /** The parcel; null while it is only shown, or where nothing is left of it. */
  parcelId: ParcelId.nullable(),
  /** Of all legs together, in minor units of the network's currency. */
  costMinor: z.object({ before: z.number().int(), after: z.number().int(), difference: z.number().int() }),
  legs: z.array(
    z.object({
      orderId: OrderId,
      legId: LegId,
      /** In the shared parcel from then on. */
      shared: z.boolean(),
      /** Whose carriage is ordered. */
      lead: z.boolean(),
      waybill: z.string().nullable(),
      /** Cost, promise and stock of its order before and after; stock never moves. */
      difference: PlanDifference,
    }),
  ),
});
export type ParcelChange = z.infer<typeof ParcelChange>;
