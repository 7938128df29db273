import { hoursBetween, type Instant, laterOf, plusHours } from '../time.ts';
import type { Action, ActionName } from './action.ts';

export type Eta = { readonly etaAt: Instant; readonly etaLatestAt: Instant };
export type PlannedTime = Eta & { readonly from: Instant };

/**
 * How much time a milestone leaves: at least `lo`, at most `hi`, as shares of the planned duration or in hours, and how much of
 * the planned uncertainty (P90 - P50) remains. Between the two bounds the plan's own estimate stands: it knows the lane.
 * Down this list the uncertainty only shrinks. Shares are judgements of ours, to be replaced by lane statistics.
 */
type Milestone = {
  readonly unit: 'share' | 'hours';
  readonly lo: number;
  readonly hi: number;
  readonly spread: number;
};

const onTheWay: Milestone = { unit: 'share', lo: 0.1, hi: 0.75, spread: 0.75 };
const MILESTONES: Partial<Record<ActionName, Milestone>> = {
  'pickup.collected': { unit: 'share', lo: 0.3, hi: 0.9, spread: 0.9 },
  'hub.arrived': onTheWay,
  'hub.processed': onTheWay,
  'hub.departed': onTheWay,
  'linehaul.departed': onTheWay,
  'linehaul.in_transit': onTheWay,
  'linehaul.arrived': onTheWay,
  'customs.released': onTheWay,
  'destination.arrived': { unit: 'share', lo: 0.05, hi: 0.3, spread: 0.4 },
  // A courier's round: delivered within a working day.
  'delivery.out': { unit: 'hours', lo: 1, hi: 8, spread: 0.2 },
  // The next attempt is the next day.
  'delivery.failed': { unit: 'hours', lo: 18, hi: 30, spread: 0.2 },
  'delivery.ready_for_collection': { unit: 'hours', lo: 0, hi: 24, spread: 0.2 },
};

/** Reported after the last milestone, they move the estimate by half a day and the late end by a day and a half. */
const SETBACKS = new Set<ActionName>([
  'pickup.failed',
  'customs.held',
  'customs.duty_due',
  'delivery.refused',
  'exception.delayed',
  'exception.held',
  'exception.damaged',
  'exception.intercepted',
  'exception.reported',
]);
const SETBACK_HOURS = 12;
const SETBACK_LATEST_HOURS = 36;

const clamp = (at: Instant, from: Instant, to: Instant): Instant => (at < from ? from : at > to ? to : at);

const afterMilestone = (planned: PlannedTime, action: Action, milestone: Milestone): Eta => {
  const unitHours = milestone.unit === 'hours' ? 1 : Math.max(0, hoursBetween(planned.from, planned.etaAt));
  const at = action.occurredAt;
  const etaAt = clamp(planned.etaAt, plusHours(at, milestone.lo * unitHours), plusHours(at, milestone.hi * unitHours));
  const spreadHours = Math.max(0, hoursBetween(planned.etaAt, planned.etaLatestAt)) * milestone.spread;
  return { etaAt, etaLatestAt: plusHours(etaAt, spreadHours) };
};

/**
 * When the leg is expected, from the plan and what happened (`effective`: by time, retractions gone). The last milestone counts;
 * a later setback moves it; what the carrier itself says (`eta.updated`) counts from when it said so.
 */
export const estimateArrival = (planned: PlannedTime, effective: readonly Action[], said: readonly Action[]): Eta => {
  const last = effective.findLast(({ action }) => MILESTONES[action]);
  const milestone = last && MILESTONES[last.action];
  const base = milestone ? afterMilestone(planned, last, milestone) : planned;
  const since = last?.occurredAt ?? planned.from;
  const word = newestWord(said.filter(({ occurredAt }) => occurredAt >= since));
  const spreadHours = Math.max(0, hoursBetween(base.etaAt, base.etaLatestAt));
  const eta = word ? { etaAt: word, etaLatestAt: plusHours(word, spreadHours) } : base;
  const setBack = !word && effective.some(({ action, occurredAt }) => SETBACKS.has(action) && occurredAt >= since);
  if (!setBack) return { etaAt: eta.etaAt, etaLatestAt: laterOf(eta.etaAt, eta.etaLatestAt) };
  return { etaAt: plusHours(eta.etaAt, SETBACK_HOURS), etaLatestAt: plusHours(eta.etaLatestAt, SETBACK_LATEST_HOURS) };
};

const newestWord = (said: readonly Action[]): Instant | null =>
  [...said]
    .sort((a, b) =>
      a.occurredAt < b.occurredAt ? -1 : a.occurredAt > b.occurredAt ? 1 : a.actionId < b.actionId ? -1 : 1,
    )
    .at(-1)?.etaAt ?? null;
