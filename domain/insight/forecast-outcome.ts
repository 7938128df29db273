import * as z from 'zod';
import type { Leg } from '../fulfillment/leg.ts';
import { OrderId } from '../id.ts';
import type { PlanAnswer } from '../routing/plan.ts';
import { hoursBetween, Instant, plusHours } from '../time.ts';

/** A plan that was committed: what it said about arriving in time, and how that turned out. */
export const ForecastOutcome = z.object({
  orderId: OrderId,
  attempt: z.number().int().positive(),
  planId: z.string(),
  plannedAt: Instant,
  /** What the chance is about: everything delivered by then. */
  dueAt: Instant,
  successProbability: z.number().min(0).max(1),
  fulfilledAt: Instant,
  onTime: z.boolean(),
  /** Another plan took its place before everything was delivered. */
  replaced: z.boolean(),
  /** Legs of this plan that were completed, with what it had said of each: P50 and P90. */
  legs: z.array(z.object({ legId: z.string(), etaAt: Instant, etaLatestAt: Instant, completedAt: Instant })),
});
export type ForecastOutcome = z.infer<typeof ForecastOutcome>;

/** What was answered each time the order was planned; `deadlineHours` is what the planner was asked for. */
export type PlannedForecast = {
  readonly attempt: number;
  readonly at: Instant;
  readonly deadlineHours?: number | undefined;
  readonly answer: PlanAnswer;
};

const completedLegs = (legs: readonly Leg[], planId: string): ForecastOutcome['legs'] =>
  legs.flatMap(({ legId, planId: of, state, since, planned }) =>
    of === planId && state === 'COMPLETED' && planned
      ? [{ legId, etaAt: planned.etaAt, etaLatestAt: planned.etaLatestAt, completedAt: since }]
      : [],
  );

/** @returns one per committed plan of a fulfilled order; `fulfilledAt` is when its last leg was completed */
export const forecastOutcomesOf = (
  orderId: OrderId,
  legs: readonly Leg[],
  planned: readonly PlannedForecast[],
): ForecastOutcome[] => {
  const ends = legs.flatMap(({ state, since }) => (state === 'COMPLETED' ? [since] : [])).sort();
  const fulfilledAt = ends.at(-1);
  if (!fulfilledAt) return [];
  const committed = planned.flatMap(({ attempt, at, deadlineHours, answer }) => {
    const plan =
      'plans' in answer ? answer.plans.find(({ planId }) => legs.some((leg) => leg.planId === planId)) : null;
    return plan && deadlineHours !== undefined ? [{ attempt, at, plan, dueAt: plusHours(at, deadlineHours) }] : [];
  });
  return committed.map(({ attempt, at, plan, dueAt }, i) => ({
    orderId,
    attempt,
    planId: plan.planId,
    plannedAt: at,
    dueAt,
    successProbability: plan.successProbability,
    fulfilledAt,
    onTime: hoursBetween(fulfilledAt, dueAt) >= 0,
    replaced: i < committed.length - 1,
    legs: completedLegs(legs, plan.planId),
  }));
};
