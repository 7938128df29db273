import { legsToBook } from '#domain/fulfillment/booking-news.ts';
import { subscriber } from '#shared/queue.ts';
import { workOnBooking } from '#shared/work-on-booking.ts';

export const handler = subscriber(async ({ detail }) => {
  for (const legId of legsToBook(detail.data)) await workOnBooking(legId);
});
