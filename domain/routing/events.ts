import * as z from 'zod';
import { defineEvent } from '../event.ts';
import { LegId, PlanId } from '../id.ts';
import { Instant } from '../time.ts';
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
  }),
);

export const PlanCompensated = defineEvent(
  'routing',
  'PlanCompensated',
  'A plan was withdrawn: what it had taken is given back.',
  z.object({ planId: PlanId.nullable(), reason: z.string(), legs: z.array(LegId) }),
);

export const NetworkSignalled = defineEvent(
  'routing',
  'NetworkSignalled',
  'Somebody said how the network is now: stock, load, weather, a closure, a late carrier. The next plans are made with it.',
  z.object({ by: z.string(), signals: z.array(NetworkSignal).min(1) }),
);
