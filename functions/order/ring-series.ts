import * as z from 'zod';
import { OrderId, SeriesId } from '#domain/id.ts';
import { runSeries } from '#shared/run-series.ts';
import { timerQueue } from '#shared/timer-queue.ts';

const Timer = z.object({ timer: z.literal('SERIES_DUE'), orderId: OrderId, seriesId: SeriesId });

export const handler = timerQueue(Timer, ({ orderId, seriesId }) => runSeries(orderId, seriesId));
