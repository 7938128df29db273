import * as z from 'zod';
import type { Leg } from '../fulfillment/leg.ts';
import {
  INTERCEPT_WITHIN_HOURS,
  RECALL_WITHIN_HOURS,
  WAYS_BACK,
  type WayBack,
  wayBack,
} from '../fulfillment/take-back.ts';
import { LegId } from '../id.ts';

/** A leg that makes room for another plan, and how it is taken back. */
export const TakenBack = z.object({
  legId: LegId,
  node: z.string(),
  carrier: z.string(),
  way: z.enum(WAYS_BACK),
  /** How long whoever is asked has to answer; 0: nobody needs to be asked. */
  answerWithinHours: z.number(),
});
export type TakenBack = z.infer<typeof TakenBack>;

const HOURS: Readonly<Record<WayBack, number>> = {
  RELEASE: 0,
  RECALL: RECALL_WITHIN_HOURS,
  INTERCEPT: INTERCEPT_WITHIN_HOURS,
};

/** How legs are taken back; one that has ended is not. */
export const takenBackOf = (legs: readonly Leg[]): TakenBack[] =>
  legs.flatMap((leg) => {
    const way = wayBack(leg);
    const { legId, node, carrier } = leg;
    return way === null ? [] : [{ legId, node, carrier, way, answerWithinHours: HOURS[way] }];
  });
