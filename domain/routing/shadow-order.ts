import * as z from 'zod';
import { fromIso, type Instant, NotATime } from '../time.ts';
import { PlanRequest } from './plan.ts';
import { PromisePlace } from './promise-request.ts';

const MOST_LINES = 200;
const MOST_PARCELS = 50;

/** A moment with its zone, kept in UTC. */
const Moment = z.string().transform((text, context): Instant => {
  try {
    return fromIso(text);
  } catch (error) {
    if (!(error instanceof NotATime)) throw error;
    context.addIssue({
      code: 'custom',
      message: `${error.message}; write a time with its zone such as 2026-03-02T10:00:00+08:00`,
    });
    return z.NEVER;
  }
});

const ShadowLine = z.strictObject({ sku: z.string().min(1), quantity: z.number().int().positive() });

/** A parcel that the other system chose. */
export const ChosenParcel = z.strictObject({
  node: z.string().min(1),
  /** Where neither is named: the node's cheapest lane. */
  lane: z.string().min(1).optional(),
  carrier: z.string().min(1).optional(),
  service: z.string().min(1).optional(),
  /** All lines of the order, where there is one parcel only. */
  lines: z.array(ShadowLine).min(1).max(MOST_LINES).optional(),
});
export type ChosenParcel = z.infer<typeof ChosenParcel>;

/** An order that another system routed, and what that system did. */
export const ShadowOrder = z
  .strictObject({
    orderId: z.string().min(1).max(200),
    channel: z.string().min(1).max(64).optional(),
    placedAt: Moment,
    /** A region of the network; or the place, by names or code. */
    region: z.string().min(1).optional(),
    to: PromisePlace.optional(),
    deadlineHours: z.number().positive().default(120),
    minSuccess: z.number().min(0).max(1).default(0.9),
    lines: z.array(ShadowLine).min(1).max(MOST_LINES),
    constraints: PlanRequest.shape.constraints,
    theirs: z.strictObject({
      parcels: z.array(ChosenParcel).min(1).max(MOST_PARCELS),
      /** What it really cost, in major units of the network's currency. */
      cost: z.number().nonnegative().optional(),
      arrivedAt: Moment.optional(),
    }),
  })
  .refine(({ region, to }) => (region === undefined) !== (to === undefined), {
    error: 'give either region, a region of the network, or to, a place',
    path: ['region'],
  })
  .refine(({ theirs: { parcels } }) => parcels.length === 1 || parcels.every(({ lines }) => lines !== undefined), {
    error: 'of several parcels each says its lines',
    path: ['theirs', 'parcels'],
  });
export type ShadowOrder = z.infer<typeof ShadowOrder>;

const Way = z.object({ node: z.string(), lane: z.string(), carrier: z.string() });

/** What it comes to: costs in major units by the network's cost model, the chance that everything arrives by the deadline. */
const Outcome = z.object({ cost: z.number(), successProbability: z.number(), parcels: z.array(Way) });
export type ShadowOutcome = z.infer<typeof Outcome>;

/** The other system's choice beside ours. */
export const ShadowVerdict = z.object({
  orderId: z.string(),
  channel: z.string().nullable(),
  placedAt: z.string(),
  region: z.string(),
  /** Null where the network does not know what they chose; `unpriced` says what. */
  theirs: Outcome.nullable(),
  unpriced: z.array(z.string()).optional(),
  /** As they told it. */
  told: z.object({ cost: z.number().nullable(), arrivedAt: z.string().nullable(), inTime: z.boolean().nullable() }),
  /** Null where nothing serves the order; `unroutable` says why. */
  ours: Outcome.extend({ etaAt: z.string(), etaLatestAt: z.string(), explanation: z.array(z.string()) }).nullable(),
  unroutable: z.array(z.string()).optional(),
  /** What ours would have cost less; null where one of both is missing. */
  saving: z.number().nullable(),
});
export type ShadowVerdict = z.infer<typeof ShadowVerdict>;
