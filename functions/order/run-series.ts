import { OrderFulfilled, SeriesStarted } from '#domain/order/events.ts';
import { subscriber } from '#shared/queue.ts';
import { runSeries } from '#shared/run-series.ts';
import { followUp } from '#shared/start-follow-ups.ts';

export const handler = subscriber(async ({ type, detail: { orderId, id, data } }) => {
  if (!orderId) return;
  if (type === OrderFulfilled.type) await followUp(orderId, id);
  // Started or changed: both name the series.
  else await runSeries(orderId, SeriesStarted.data.shape.seriesId.parse((data as { seriesId: string }).seriesId));
});
