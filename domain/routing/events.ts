import * as z from 'zod';
import { defineEvent } from '../event.ts';
import { CompensationId, LegId, PlanId } from '../id.ts';
import { Instant } from '../time.ts';
import { CompensationCause } from './compensation.ts';
import { PlanDifference } from './plan-difference.ts';
import { PlanWish } from './plan-wish.ts';
import { NetworkSignal } from './signal.ts';

const plannedLeg = z.object({
  legId: LegId,
  node: z.string(),
  lane: z.string(),
  carrier: z.string(),
  lines: z.array(z.object({ lineId: z.string(), sku: z.string(), quantity: z.number().int().positive() })),
  etaAt: Instant,
});

export const PlanCommitted = defineEvent(
  'routing',
  'PlanCommitted',
  'A plan was chosen and its stock is taken; its legs are about to be handed out.',
  z.object({
    planId: PlanId,
    attempt: z.number().int().positive(),
    costMinor: z.number().int(),
    currency: z.string(),
    successProbability: z.number().min(0).max(1),
    alternatives: z.number().int().min(0),
    explanation: z.array(z.string()),
    legs: z.array(plannedLeg).min(1),
    /** What the customer was promised; absent: nothing was. */
    promiseAt: Instant.optional(),
  }),
);

export const PlanReconsidered = defineEvent(
  'routing',
  'PlanReconsidered',
  'A plan that was not handed out yet is exchanged, because the open orders together are better served so. `savedMinor` is what all that took part save, by what their policies hold plans to be worth.',
  z.object({
    /** The plan it had. */
    from: PlanId.nullable(),
    planId: PlanId,
    costMinor: z.object({ before: z.number().int(), after: z.number().int() }),
    nodes: z.object({ before: z.array(z.string()), after: z.array(z.string()) }),
    savedMinor: z.number().int(),
    /** Orders whose plans were exchanged with it, itself among them. */
    orders: z.number().int().positive(),
  }),
);

export const PlanOverridden = defineEvent(
  'routing',
  'PlanOverridden',
  'A person wants another plan than the one under way; what it changes, and that it is being carried out.',
  z.object({
    compensationId: CompensationId,
    planId: z.string(),
    by: z.string(),
    reason: z.string(),
    wish: PlanWish,
    difference: PlanDifference,
  }),
);

export const PlanWishWithdrawn = defineEvent(
  'routing',
  'PlanWishWithdrawn',
  'What a person wished of the plans of an order no longer counts: the planner decides again. The plan under way stays.',
  z.object({ by: z.string(), wishedBy: z.string(), wish: PlanWish }),
);

/** Who replaces a plan, and why. */
const compensating = {
  compensationId: CompensationId,
  cause: CompensationCause,
  actor: z.string(),
  reason: z.string(),
};

export const CompensationStarted = defineEvent(
  'routing',
  'CompensationStarted',
  'A plan under way is being replaced: legs are taken back, others take their place.',
  z.object(compensating),
);

export const PlanCompensated = defineEvent(
  'routing',
  'PlanCompensated',
  'A plan was withdrawn or replaced: what it had taken is given back. `difference` says what the plan in its place changes.',
  z.object({
    planId: PlanId.nullable(),
    reason: z.string(),
    /** Legs that were taken back. */
    legs: z.array(LegId),
    /** The next four only where another plan took its place. */
    compensationId: CompensationId.optional(),
    cause: CompensationCause.optional(),
    actor: z.string().optional(),
    /** Legs that took their place. */
    added: z.array(LegId).optional(),
    difference: PlanDifference.nullable().optional(),
  }),
);

export const CompensationUndone = defineEvent(
  'routing',
  'CompensationUndone',
  'A plan could not be replaced: every leg goes on as before, and whoever asked looks again. `why` says what stood in the way.',
  z.object({ ...compensating, why: z.string(), owner: z.string() }),
);

export const NetworkRefreshed = defineEvent(
  'routing',
  'NetworkRefreshed',
  'The whole network was worked out anew: best ways between all nodes, and which promises can be made where. `GET /network/routes` tells them.',
  z.object({
    version: z.string(),
    /** Of the released network, and of its lanes' statistics. */
    network: z.string(),
    statistics: z.string().nullable(),
    signals: z.number().int().min(0),
    nodes: z.number().int(),
    lanes: z.number().int(),
    tookMs: z.number(),
    /** By promise, regions in which it can be made with 95 %. */
    reach: z.array(z.object({ withinHours: z.number(), regions: z.number().int() })),
  }),
);

export const NetworkSignalled = defineEvent(
  'routing',
  'NetworkSignalled',
  'Somebody said how the network is now: stock, load, weather, a closure, a late carrier. The next plans are made with it.',
  z.object({ by: z.string(), signals: z.array(NetworkSignal).min(1) }),
);
