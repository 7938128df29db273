import * as z from 'zod';
import type { Leg } from '../fulfillment/leg.ts';
import { ForecastOutcome, forecastOutcomesOf } from '../insight/forecast-outcome.ts';
import type { Order } from '../order/order.ts';
import { PlanAnswer } from '../routing/plan.ts';
import { Instant } from '../time.ts';

/** One time the order was planned: what was proposed, or why nothing serves. */
export const PlannedAttempt = z.object({
  /** 0 while no plan was committed yet. */
  attempt: z.number().int().min(0),
  at: Instant,
  /** Hours from `at` by which everything was to be there: what `successProbability` is about. */
  deadlineHours: z.number().optional(),
  answer: PlanAnswer,
  /** How the committed plan's own chance turned out; null before the order is fulfilled, or where none was committed. */
  outcome: ForecastOutcome.omit({ orderId: true, attempt: true }).nullable(),
});
export type PlannedAttempt = z.infer<typeof PlannedAttempt>;

/** Adds how each committed plan turned out, once the order is fulfilled. */
export const withOutcomes = (
  { orderId, lifecycle }: Pick<Order, 'orderId' | 'lifecycle'>,
  legs: readonly Leg[],
  planned: readonly Omit<PlannedAttempt, 'outcome'>[],
): PlannedAttempt[] => {
  const isFulfilled = lifecycle.state === 'FULFILLED' || lifecycle.state === 'CLOSED';
  const outcomes = isFulfilled ? forecastOutcomesOf(orderId, legs, planned) : [];
  return planned.map((attempt) => {
    const found = outcomes.find((outcome) => outcome.attempt === attempt.attempt);
    if (!found) return { ...attempt, outcome: null };
    const { orderId: _order, attempt: _attempt, ...outcome } = found;
    return { ...attempt, outcome };
  });
};
