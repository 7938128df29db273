import { restockedBy } from '#domain/order/restocked-by.ts';
import { fillBackorders } from '#shared/fill-backorders.ts';
import { count } from '#shared/observability.ts';
import { subscriber } from '#shared/queue.ts';

export const handler = subscriber(async ({ type, detail }) => {
  const filled = await fillBackorders(restockedBy(type, detail.data));
  if (filled > 0) count('BackordersFilled', {}, filled);
});
