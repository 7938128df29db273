import { trackingQueryOf } from '#domain/fulfillment/tracking-query.ts';
import { askForTracking } from '#shared/ask-for-tracking.ts';
import { atTheEdge } from '#shared/edge.ts';
import { logger } from '#shared/observability.ts';

export const handler = atTheEdge<{ readonly source: string }, void>(async ({ source }) => {
  const query = trackingQueryOf(source);
  if (query) logger.info('tracking asked for', { source, asked: await askForTracking(query) });
});
