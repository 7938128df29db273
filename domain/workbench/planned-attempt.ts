import * as z from 'zod';
import { PlanAnswer } from '../routing/plan.ts';
import { Instant } from '../time.ts';

/** One time the order was planned: what was proposed, or why nothing serves. */
export const PlannedAttempt = z.object({
  /** 0 while no plan was committed yet. */
  attempt: z.number().int().min(0),
  at: Instant,
  answer: PlanAnswer,
});
export type PlannedAttempt = z.infer<typeof PlannedAttempt>;
