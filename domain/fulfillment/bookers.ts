import type { Booker } from './booker.ts';
import { easypostBooking } from './easypost-booking.ts';
import { kuaidi100Booking } from './kuaidi100-booking.ts';
import { sfBooking } from './sf-booking.ts';

/** Everybody parcels can be ordered from. Of several accounts that take a leg the first one does: a carrier before an aggregator. */
export const BOOKERS: readonly Booker[] = [sfBooking, kuaidi100Booking, easypostBooking];

export const bookerById = (id: string): Booker | null => BOOKERS.find((booker) => booker.id === id) ?? null;
