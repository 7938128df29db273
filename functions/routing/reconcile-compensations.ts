import { now } from '#shared/clock.ts';
import { resumeLost } from '#shared/drive-compensation.ts';
import { atTheEdge } from '#shared/edge.ts';
import { count, logger } from '#shared/observability.ts';
import { planAroundRecentClosures } from '#shared/plan-around-closures.ts';

export const handler = atTheEdge<unknown, void>(async () => {
  const resumed = await resumeLost(now());
  if (resumed > 0) count('CompensationsRestarted', {}, resumed);
  const around = await planAroundRecentClosures(now());
  logger.info('compensations reconciled', { resumed, around });
});
