import { now } from '#shared/clock.ts';
import { atTheEdge } from '#shared/edge.ts';
import { count, logger } from '#shared/observability.ts';
import { reconcile } from '#shared/reconcile.ts';

export const handler = atTheEdge<unknown, void>(async () => {
  const { restarted, restocked } = await reconcile(now());
  if (restarted > 0) count('ExecutionsRestarted', {}, restarted);
  logger.info('executions reconciled', { restarted, restocked });
});
