import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type * as z from 'zod';
import { atTheEdge } from './edge.ts';
import { about, logger } from './observability.ts';

/**
 * A reader of the queue that timers go off into: one message at a time; a failure returns only that message, which is tried
 * again and ends in the dead-letter queue. A timer may go off twice, or after it has lost its reason.
 * @example export const handler = timerQueue(Timer, async ({ legId }) => { … });
 */
export const timerQueue = <S extends z.ZodType>(schema: S, ring: (timer: z.output<S>) => Promise<void>) =>
  atTheEdge<SQSEvent, SQSBatchResponse>(async ({ Records }) => {
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const record of Records) {
      try {
        const timer = schema.parse(JSON.parse(record.body));
        logger.appendKeys(about({ legId: (timer as { legId?: string }).legId ?? null }));
        await ring(timer);
      } catch (error) {
        logger.error('timer not handled', { messageId: record.messageId, error: error as Error });
        batchItemFailures.push({ itemIdentifier: record.messageId });
      }
    }
    logger.info('timers handled', { timers: Records.length, failed: batchItemFailures.length });
    return { batchItemFailures };
  });
