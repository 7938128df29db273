import type { EventDetail } from '#domain/event.ts';
import type { EventId, LegId, OrderId, SeriesId } from '#domain/id.ts';
import { type Instant, plusSeconds } from '#domain/time.ts';
import { AwsRefusal, awsRest } from './aws.ts';
import { env } from './env.ts';

/** What the timer queue delivers when a leg's partner should have answered. */
export type LegTimer = { readonly timer: 'ACCEPT_BY'; readonly legId: LegId };

/** A request at a platform is about to approve itself (DUE), or has (LAPSED). */
export type RequestTimer = {
  readonly timer: 'REQUEST_DUE' | 'REQUEST_LAPSED';
  readonly orderId: OrderId;
  readonly requestId: string;
  readonly askedAt: Instant;
};

/** A booker did not answer, or not with a number: it is asked again. */
export type BookingTimer = { readonly timer: 'BOOKING'; readonly legId: LegId };

/** A reaction decides now, by how things stand now; the event is the one it was woken by. */
export type ReactionTimer = {
  readonly timer: 'REACT';
  readonly reaction: string;
  readonly version: number;
  readonly type: string;
  readonly detail: EventDetail;
};

/** Something of an order is due: a hold ends, stock was kept long enough, a pre-sale lapses or is launched. */
export type OrderTimer = { readonly timer: 'ORDER'; readonly orderId: OrderId };

/** An order of a series is due. */
export type SeriesTimer = { readonly timer: 'SERIES_DUE'; readonly orderId: OrderId; readonly seriesId: SeriesId };

/** A closure that was told before takes effect. */
export type ClosureTimer = { readonly timer: 'CLOSURE'; readonly subject: string };

/** A deadline is at risk, or due, for the event that promised it. */
export type SlaTimer = {
  readonly timer: 'SLA';
  readonly orderId: OrderId;
  readonly nodeId: EventId;
  readonly phase: 'RISK' | 'DUE';
};

/** Scheduler takes whole seconds without a zone, which is named beside: the next one, so that nothing rings before its time. */
const atExpression = (at: Instant): string => `at(${plusSeconds(at, 0.999).slice(0, 19)})`;

/**
 * One message to the timer queue at `at` (UTC, to the minute on AWS), once; the schedule deletes itself. Setting the same timer
 * again is fine: the first one stands.
 * @param name unique to the timer; begins with the prefix that this function may set (lib/constructs/timers.ts)
 * @throws AwsRefusal
 */
export const setTimer = async (
  name: string,
  timer: LegTimer | RequestTimer | BookingTimer | ReactionTimer | SeriesTimer | SlaTimer | OrderTimer | ClosureTimer,
  at: Instant,
): Promise<void> => {
  const response = await awsRest('scheduler', `/schedules/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ScheduleExpression: atExpression(at),
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: { Arn: env('TIMER_QUEUE_ARN'), RoleArn: env('TIMER_ROLE_ARN'), Input: JSON.stringify(timer) },
    }),
  });
  if (response.ok || response.status === 409) return;
  throw new AwsRefusal('TimerNotSet', await response.text(), response.status, {});
};
