import { nextDeadline } from '#domain/fulfillment/expire-leg.ts';
import type { Leg } from '#domain/fulfillment/leg.ts';
import { toEpochMillis } from '#domain/time.ts';
import { setTimer } from './timers.ts';

/** Has the leg looked at when its next deadline has come; set again, the first timer stands. */
export const watchLeg = async (leg: Leg): Promise<void> => {
  const deadline = nextDeadline(leg);
  if (deadline === null) return;
  const { legId } = leg;
  await setTimer(`${legId}-${Math.floor(toEpochMillis(deadline) / 1000)}`, { timer: 'ACCEPT_BY', legId }, deadline);
};
