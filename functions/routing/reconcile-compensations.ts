import { now } from '#shared/clock.ts';
import { resumeLost } from '#shared/drive-compensation.ts';
import { atTheEdge } from '#shared/edge.ts';
import { count, logger } from '#shared/observability.ts';

export const handler = atTheEdge<unknown, void>(async () => {
  const resumed = await resumeLost(now());
  if (resumed > 0) count('CompensationsRestarted', {}, resumed);
  logger.info('compensations reconciled', { resumed });
});
