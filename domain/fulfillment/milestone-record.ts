import * as z from 'zod';
import { hoursBetween, Instant } from '../time.ts';
import type { Action } from './action.ts';
import { milestonesIn } from './eta.ts';
import { shareWithin } from './hours.ts';
import type { Leg } from './leg.ts';
import { MOMENTS } from './pace.ts';
import { type Course, courseOf, elapsedOf, keyOf, remainingAfter, type Standing, standingsOf } from './standing.ts';

/** How one milestone of a completed leg turned out. */
export const MilestoneRecord = z.object({
  /** A `paceKey`. */
  milestone: z.string(),
  /** Of the lane to the door. */
  mode: z.string(),
  at: Instant,
  /** ln of the time on the lane over its median; null where its beginning is not known. */
  elapsed: z.number().nullable(),
  /** ln of what remained over what it is measured by; null at a moment between two parts of the way. */
  left: z.number().nullable(),
  /** Where in the distribution of the estimate the arrival lay, 0 to 1. */
  share: z.number().min(0).max(1),
});
export type MilestoneRecord = z.infer<typeof MilestoneRecord>;

/** When the stretch a milestone speaks of ended: the arrival, or the arrival at the next hub; null where nobody said. */
const endOf = (
  standing: Standing,
  later: readonly Standing[],
  course: Course,
  completedAt: Instant,
): Instant | null => {
  if (standing.whole || standing.step === course.route.length - 1) return completedAt;
  return later.find(({ milestone, step }) => milestone === 'AT_HUB' && step === standing.step + 1)?.at ?? null;
};

const leftOf = ({ at, base, tolerance }: Standing, end: Instant | null): number | null => {
  if (base === null || tolerance !== null || end === null || end <= at) return null;
  return Math.log(Math.max(hoursBetween(at, end), 0.02) / Math.max(base, 0.05));
};

const isMoment = (milestone: string): boolean => (MOMENTS as readonly string[]).includes(milestone);

/** What a completed leg says of how much time its milestones leave. */
export const milestoneRecordsOf = (leg: Leg, reported: readonly Action[], completedAt: Instant): MilestoneRecord[] => {
  const course = courseOf(leg);
  const own = reported.filter(({ legId }) => legId === leg.legId);
  const standings = standingsOf(course, milestonesIn(own)).filter(({ at }) => at < completedAt);
  const mode = course.route.at(-1)?.mode ?? leg.mode;
  return standings.flatMap((standing, index) => {
    const { milestone, at } = standing;
    const left = leftOf(standing, endOf(standing, standings.slice(index + 1), course, completedAt));
    if (left === null && !isMoment(milestone)) return [];
    const share = shareWithin(hoursBetween(at, completedAt), remainingAfter(standing, course));
    return [{ milestone: keyOf(standing, course), mode, at, elapsed: elapsedOf(standing, course), left, share }];
  });
};
