import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { EventDetail } from '#domain/event.ts';
import { atTheEdge } from './edge.ts';
import { about, logger } from './observability.ts';

/** What a queue fed by a bus rule delivers: the EventBridge envelope. */
export type BusEnvelope = { readonly source: string; readonly type: string; readonly detail: EventDetail };

const envelopeOf = (body: string): BusEnvelope => {
  const parsed = JSON.parse(body) as { source: string; 'detail-type': string; detail: unknown };
  return { source: parsed.source, type: parsed['detail-type'], detail: EventDetail.parse(parsed.detail) };
};

/**
 * A subscriber behind a queue: one bus event at a time; a failure returns only that message, which is tried again and ends in
 * the dead-letter queue. Must be idempotent by `detail.id`: the bus delivers at least once.
 * @example export const handler = subscriber(async (event) => lineage.record(event));
 */
export const subscriber = (handle: (event: BusEnvelope) => Promise<void>) =>
  atTheEdge<SQSEvent, SQSBatchResponse>(async ({ Records }) => {
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const record of Records) {
      try {
        const event = envelopeOf(record.body);
        logger.appendKeys(about({ orderId: event.detail.orderId, traceId: event.detail.traceId }));
        await handle(event);
      } catch (error) {
        logger.error('event not handled', { messageId: record.messageId, error: error as Error });
        batchItemFailures.push({ itemIdentifier: record.messageId });
      }
    }
    logger.info('events handled', { events: Records.length, failed: batchItemFailures.length });
    return { batchItemFailures };
  });
