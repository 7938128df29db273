import * as z from 'zod';
import { EventId, OrderId } from '#domain/id.ts';
import { ringDeadline } from '#shared/tell-deadline.ts';
import { timerQueue } from '#shared/timer-queue.ts';

const Timer = z.object({
  timer: z.literal('SLA'),
  orderId: OrderId,
  nodeId: EventId,
  phase: z.enum(['RISK', 'DUE']),
});

export const handler = timerQueue(Timer, ringDeadline);
