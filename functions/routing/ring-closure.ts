import * as z from 'zod';
import { logger } from '#shared/observability.ts';
import { planAroundSubject } from '#shared/plan-around-closures.ts';
import { timerQueue } from '#shared/timer-queue.ts';

const Timer = z.object({ timer: z.literal('CLOSURE'), subject: z.string() });

export const handler = timerQueue(Timer, async ({ subject }) => {
  logger.info('planned around closures', { subject, orders: await planAroundSubject(subject) });
});
