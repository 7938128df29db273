import { now } from '#shared/clock.ts';
import { atTheEdge } from '#shared/edge.ts';
import { logger } from '#shared/observability.ts';
import { refreshIfChanged } from '#shared/refresh-network.ts';

/** Called by signals as by the clock: what they say is read, with all that stands beside it, from the table. */
export const handler = atTheEdge<unknown, void>(async () => {
  const refreshed = await refreshIfChanged(now());
  if (refreshed) logger.info('network refreshed', { ...refreshed });
});
