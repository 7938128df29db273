import { now } from '#shared/clock.ts';
import { atTheEdge } from '#shared/edge.ts';
import { count, logger } from '#shared/observability.ts';
import { sweep } from '#shared/outbox.ts';

export const handler = atTheEdge<unknown, void>(async () => {
  const sent = await sweep(now());
  if (sent > 0) count('EventsSwept', {}, sent);
  logger.info('outbox swept', { sent });
});
