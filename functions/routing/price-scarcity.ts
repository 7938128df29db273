import { now } from '#shared/clock.ts';
import { atTheEdge } from '#shared/edge.ts';
import { logger } from '#shared/observability.ts';
import { priceScarcity } from '#shared/price-scarcity.ts';

export const handler = atTheEdge<unknown, void>(async () => {
  logger.info('what is scarce priced', { ...(await priceScarcity(now())) });
});
