import { earlierOf, hoursBetween, type Instant, laterOf, plusHours } from '../time.ts';
import type { Action } from './action.ts';
import { type Hours, hoursAt } from './hours.ts';
import type { Leg } from './leg.ts';
import { AS_CLAIMED, type PaceRow, rowOf } from './pace.ts';
import { effectiveActions, inOrder, retractedIn } from './project-actions.ts';
import { type Course, courseOf, keyOf, remainingAfter, type Standing, standingsOf } from './standing.ts';

/** P10, P50 and P90 of an arrival. */
export type Eta = { readonly etaEarliestAt: Instant; readonly etaAt: Instant; readonly etaLatestAt: Instant };

/** A parcel that is not there after years never comes: times stay writable. */
const LONGEST_HOURS = 24 * 3650;

export const etaFrom = (at: Instant, hours: Hours, shares: PaceRow['shares'] = AS_CLAIMED): Eta => {
  const after = (share: number): Instant => plusHours(at, Math.min(hoursAt(share, hours), LONGEST_HOURS));
  return { etaEarliestAt: after(shares[0]), etaAt: after(shares[1]), etaLatestAt: after(shares[2]) };
};

/** What moves the estimate, by time: what happened and was not taken back, and what sources said of the arrival. */
export const milestonesIn = (actions: readonly Action[]): Action[] => {
  const retracted = retractedIn(actions);
  const words = actions.filter(
    ({ action, etaAt, actionId }) => action === 'eta.updated' && etaAt && !retracted.has(actionId),
  );
  return [...effectiveActions(actions), ...words].sort(inOrder);
};

type Planned = Parameters<typeof courseOf>[0];

const asPlanned = (leg: Planned, course: Course, standing: Standing): Eta => {
  const { etaAt, etaLatestAt } = leg.planned ?? leg;
  const own = etaFrom(standing.at, remainingAfter(standing, course));
  const etaEarliestAt = earlierOf(own.etaEarliestAt, etaAt);
  return { etaEarliestAt, etaAt, etaLatestAt: laterOf(etaAt, etaLatestAt) };
};

/**
 * When the leg is expected, from its way and what happened. The last milestone counts.
 * @param actions all that was reported on it
 * @param now absent: as of the last milestone. Given: nothing more was heard until then, so what has not ended may last.
 */
export const estimateArrival = (
  leg: Planned & Pick<Leg, 'route' | 'pace'>,
  actions: readonly Action[],
  now?: Instant,
): Eta => {
  const course = courseOf(leg);
  const standing = standingsOf(course, milestonesIn(actions)).at(-1) as Standing;
  const key = keyOf(standing, course);
  const silentHours = now === undefined ? 0 : Math.max(0, hoursBetween(standing.at, now));
  const isUntouched = standing.milestone === 'HANDED_OUT' && course.pace[key] === undefined;
  const eta = asPlanned(leg, course, standing);
  if (isUntouched && (now === undefined || now <= eta.etaEarliestAt)) return eta;
  return etaFrom(standing.at, remainingAfter(standing, course, silentHours), rowOf(course.pace, key).shares);
};
