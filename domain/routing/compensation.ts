import * as z from 'zod';
import { CompensationId, LegId } from '../id.ts';
import { Instant } from '../time.ts';
import { Plan } from './plan.ts';
import { PlanDifference } from './plan-difference.ts';
import { PlanWish } from './plan-wish.ts';

/** Why a plan under way is replaced: a person's wish, another address, a partner's refusal or short pick, a closure of the network. */
export const COMPENSATION_CAUSES = ['OVERRIDE', 'ADDRESS', 'REJECTED', 'SHORT_PICK', 'CLOSED'] as const;
export const CompensationCause = z.enum(COMPENSATION_CAUSES);
export type CompensationCause = z.infer<typeof CompensationCause>;

export const RESHAPES = ['SPLIT', 'MERGE'] as const;
export type Reshape = (typeof RESHAPES)[number];

/**
 * A plan being replaced while its order is under way. Carried by the order until it has ended; the execution that carries it out reads
 * here how far it is, so it may be started twice and go on after any step.
 */
export const Compensation = z.object({
  compensationId: CompensationId,
  cause: CompensationCause,
  /** `person:…`, `node:…`, `system:…` */
  actor: z.string(),
  reason: z.string(),
  since: Instant,
  /** Of the order when it was decided. */
  version: z.number().int(),
  /** OPENED: to be planned. PLANNED: legs are being taken back. REPLACED: the new legs are the order's. */
  state: z.enum(['OPENED', 'PLANNED', 'REPLACED']),
  /** A person divides a leg or puts legs together: what becomes of `takenBack`. Absent: another plan takes their place. */
  reshape: z.enum(RESHAPES).optional(),
  /** Of an override: what is remembered when it was carried out. Absent: nothing. */
  wish: PlanWish.optional(),
  /** Whether carriers are asked to bring back goods that have left. */
  intercept: z.boolean(),
  /** Legs that may make room for the plan. */
  movable: z.array(LegId),
  /** How often it was planned. */
  tries: z.number().int().min(0),
  /** What is to be sent, as it was planned for: pieces by line, and to where. */
  wanted: z.object({ lines: z.record(z.string(), z.number().int()), destination: z.string().nullable() }).nullable(),
  /** The pieces it was planned for, by line. */
  planned: z.array(z.object({ lineId: z.string(), quantity: z.number().int().positive() })),
  /** Null while OPENED. */
  plan: Plan.nullable(),
  difference: PlanDifference.nullable(),
  /** Legs that are taken back for it. */
  takenBack: z.array(LegId),
  /** Legs that took their place. */
  added: z.array(LegId),
});
export type Compensation = z.infer<typeof Compensation>;
