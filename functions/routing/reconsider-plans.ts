import { now } from '#shared/clock.ts';
import { atTheEdge } from '#shared/edge.ts';
import { handOut } from '#shared/hand-out.ts';
import { count, logger } from '#shared/observability.ts';

export const handler = atTheEdge<unknown, void>(async () => {
  const done = await handOut(now());
  if (done.exchanged > 0) count('PlansExchanged', {}, done.exchanged);
  logger.info('plans reconsidered before their hand-out', done);
});
