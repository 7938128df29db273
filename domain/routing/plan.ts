import * as z from 'zod';
import { HeldDeparture } from '../fulfillment/held-departure.ts';
import { Pace } from '../fulfillment/pace.ts';
import { Route } from '../fulfillment/route.ts';
import { Handling, PolicyVerdict, WhenShort, Yielding } from './planning-advice.ts';
import { Strategy } from './strategies.ts';

/** What the planner is asked: the line format of `npx orderloom plan` (design section 8). */
export const PlanRequest = z.object({
  orderId: z.string().min(1),
  placedAt: z.string().min(1),
  region: z.string().min(1),
  deadlineHours: z.number().positive(),
  minSuccess: z.number().min(0).max(1),
  lines: z.array(z.object({ sku: z.string().min(1), quantity: z.number().int().positive() })).min(1),
  constraints: z.array(z.object({ type: z.string(), value: z.unknown() })).optional(),
});
export type PlanRequest = z.infer<typeof PlanRequest>;

/** A lane, and the node that hands the goods to it. */
export const PlanHop = z.object({
  node: z.string(),
  lane: z.string(),
  carrier: z.string(),
  mode: z.string(),
  /** Of a lane that keeps a timetable: the departure it is planned for, until when goods must be there, and how long they wait on average. */
  departsAt: z.string().optional(),
  cutOffAt: z.string().optional(),
  waitHours: z.number().optional(),
});
export type PlanHop = z.infer<typeof PlanHop>;

export const PlanLeg = PlanHop.extend({
  /** Where the first lane ends at another node: the lanes that take the goods on from there. */
  via: z.array(PlanHop).optional(),
  /** Where it meets the order's other parcels, to go on with them as one. Its cost holds its share of what they have in common. */
  consolidatesAt: z.string().optional(),
  /** The whole way, step by step with its times; where the plan is one that legs are made of. */
  route: Route.optional(),
  /** Departures whose room legs made of it hold. */
  departures: z.array(HeldDeparture).optional(),
  /** What milestones say of the time that remains on its last lane. */
  pace: Pace.optional(),
  lines: z.array(
    z.object({
      sku: z.string(),
      quantity: z.number().int().positive(),
      /** The SKU asked for, where another takes its place. */
      insteadOf: z.string().optional(),
    }),
  ),
  cost: z.number(),
  successProbability: z.number(),
  /** P50 and P90 arrival, ISO UTC. */
  etaAt: z.string(),
  etaLatestAt: z.string(),
});
export type PlanLeg = z.infer<typeof PlanLeg>;

export const Plan = z.object({
  planId: z.string(),
  recommended: z.boolean(),
  /** Major units of the network's currency. */
  cost: z.number(),
  /** What using up scarce stock and capacity counted for beside the cost when plans were compared. Absent: nothing. */
  scarcity: z.number().optional(),
  /** All parcels in time, parcels independent. */
  successProbability: z.number(),
  legs: z.array(PlanLeg),
  /** What kind of plan it is. */
  strategies: z.array(Strategy).optional(),
  /** For a person: what decided. */
  explanation: z.array(z.string()),
  /** How its parcels are to be treated; absent: as usual. */
  handling: z.array(Handling).optional(),
});
export type Plan = z.infer<typeof Plan>;

export const RejectedPlan = z.object({
  reason: z.string(),
  cost: z.number(),
  successProbability: z.number(),
  nodes: z.array(z.string()),
});
export type RejectedPlan = z.infer<typeof RejectedPlan>;

/** Why nothing serves: the binding reason, per SKU where it is one SKU's. */
export const UnroutableReason = z.object({
  code: z.enum([
    'UNKNOWN_REGION',
    'UNKNOWN_SKU',
    'OUT_OF_STOCK',
    'NO_LANE',
    'TAGS_UNMET',
    'CONSTRAINT_UNMET',
    'TOO_SLOW',
  ]),
  sku: z.string().nullable(),
  reason: z.string(),
});
export type UnroutableReason = z.infer<typeof UnroutableReason>;

/** Which policies had a say, and what they asked that gave way. Absent: none was asked. */
const guided = { policies: z.array(PolicyVerdict).optional(), yielded: z.array(Yielding).optional() };

export const PlanAnswer = z.union([
  z.object({ orderId: z.string(), plans: z.array(Plan).min(1), rejected: z.array(RejectedPlan), ...guided }),
  z.object({
    orderId: z.string(),
    unroutable: z.array(UnroutableReason).min(1),
    /** What would make it routable, each alone, for a person: `a deadline of 81.3 h instead of 72 h`. */
    relaxations: z.array(z.string()).optional(),
    ...guided,
    /** What becomes of an order whose goods are nowhere; absent: it waits for them. */
    whenShort: WhenShort.optional(),
  }),
]);
export type PlanAnswer = z.infer<typeof PlanAnswer>;
