import { legsNamedBy } from '#domain/fulfillment/partner-push.ts';
import { subscriber } from '#shared/queue.ts';
import { tidyParcel } from '#shared/tidy-parcel.ts';

export const handler = subscriber(async ({ detail }) => {
  for (const legId of legsNamedBy(detail.data)) await tidyParcel(legId);
});
