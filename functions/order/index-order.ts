import { indexSkus } from '#shared/index-skus.ts';
import { subscriber } from '#shared/queue.ts';

export const handler = subscriber(async ({ detail: { orderId } }) => {
  if (orderId) await indexSkus(orderId);
});
