import { now } from '#shared/clock.ts';
import { atTheEdge } from '#shared/edge.ts';
import { fitLanes } from '#shared/fit-lanes.ts';
import { count, logger } from '#shared/observability.ts';

export const handler = atTheEdge<unknown, void>(async () => {
  const { version, newLegs, lanes } = await fitLanes(now());
  if (newLegs > 0) count('LegsLearnt', {}, newLegs);
  logger.info('lanes fitted', { version, newLegs, lanes });
});
