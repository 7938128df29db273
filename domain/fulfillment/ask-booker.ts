import * as z from 'zod';
import { LegId } from '../id.ts';
import { hasFailed } from './booking.ts';
import { BOOKING_STEPS, isLegEnded, type Leg, ShownBooking } from './leg.ts';

/** The body of `POST /legs/{id}/bookings`. */
export const AskBooker = z.strictObject({
  step: z.enum(BOOKING_STEPS, {
    error: 'is BOOK or CANCEL (what failed, again) or INTERCEPT (stop the parcel and bring it back)',
  }),
});
export type AskBooker = z.infer<typeof AskBooker>;

export const BookerAsked = z.object({
  legId: LegId,
  booking: ShownBooking.nullable(),
  waybill: z.object({ carrier: z.string(), number: z.string() }).nullable(),
});
export type BookerAsked = z.infer<typeof BookerAsked>;

/** Why a leg that nobody booked here cannot be booked now. */
const refusalToBook = ({ state, waybill }: Leg): string | null => {
  if (state !== null && !isLegEnded(state) && waybill === null) return null;
  const has = waybill ? 'a waybill' : 'no waybill';
  return `the leg is ${state ?? 'not handed out'} and has ${has}: only an open leg without one is booked`;
};

const refusalToStop = ({ booking, state, stock }: Leg): string | null => {
  const isBooked = booking?.step === 'BOOK' && booking.outcome === 'DONE';
  if (isBooked && stock === 'SHIPPED' && state !== 'COMPLETED') return null;
  return `only a parcel that was booked from here, has left and has not arrived can be stopped: the leg is ${state ?? 'not handed out'}`;
};

/** Why there is nothing to ask the leg's booker for; null when there is. */
export const refusalToAsk = (leg: Leg, { step }: AskBooker): string | null => {
  const { booking } = leg;
  if (booking?.step === step && (booking.outcome === 'ASKED' || hasFailed(booking))) return null;
  if (step === 'INTERCEPT') return refusalToStop(leg);
  return step === 'BOOK' && !booking ? refusalToBook(leg) : `${step} has not failed: nothing to try again`;
};
