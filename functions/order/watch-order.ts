import { subscriber } from '#shared/queue.ts';
import { tendOrder } from '#shared/tend-order.ts';

export const handler = subscriber(async ({ detail: { orderId } }) => {
  if (orderId) await tendOrder(orderId);
});
