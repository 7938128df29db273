import * as z from 'zod';
import { hoursBetween, type Instant } from '../time.ts';
import type { Action } from './action.ts';
import { milestonesIn } from './eta.ts';
import type { Leg } from './leg.ts';
import { courseOf, type Standing, standingsOf } from './standing.ts';

/** What a step of a way over hubs took; null where nobody said when it began or ended. */
export const Stretch = z.object({
  node: z.string(),
  lane: z.string(),
  handlingHours: z.number().nullable(),
  travelHours: z.number().nullable(),
});
export type Stretch = z.infer<typeof Stretch>;

const between = (from: Instant | null | undefined, to: Instant | null | undefined): number | null =>
  from && to && to > from ? hoursBetween(from, to) : null;

/** A completed leg step by step, from what its hubs and carriers reported. */
export const stretchesOf = (leg: Leg, actions: readonly Action[], completedAt: Instant): Stretch[] => {
  const course = courseOf(leg);
  const standings = standingsOf(course, milestonesIn(actions));
  const at = (milestones: readonly Standing['milestone'][], step: number): Instant | null =>
    standings.find((each) => each.step === step && milestones.includes(each.milestone))?.at ?? null;
  return course.route.map(({ node, lane }, step) => {
    const begun = step === 0 ? course.from : at(['AT_HUB'], step);
    const left = at(['COLLECTED', 'LEFT_HUB'], step);
    const end = step === course.route.length - 1 ? completedAt : at(['AT_HUB'], step + 1);
    return { node, lane, handlingHours: between(begun, left), travelHours: between(left, end) };
  });
};
