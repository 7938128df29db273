import { plusSeconds } from '#domain/time.ts';
import { now } from '#shared/clock.ts';
import { dynamoInboxStore } from '#shared/dynamo-inbox-store.ts';
import { atTheEdge } from '#shared/edge.ts';
import { normalizeAll } from '#shared/normalize.ts';
import { count, logger } from '#shared/observability.ts';

/** The stream reads a push within seconds; what still lies there after two minutes was missed. */
const OVERDUE_SECONDS = 120;
/** As many as are surely done within the function's minute. */
const LIMIT = 200;

export const handler = atTheEdge<unknown, void>(async () => {
  const at = now();
  const [waiting, missed] = await Promise.all([
    dynamoInboxStore.find({ outcome: 'WAITING', dueAt: at, limit: LIMIT }),
    dynamoInboxStore.find({ outcome: 'RECEIVED', to: plusSeconds(at, -OVERDUE_SECONDS), limit: LIMIT }),
  ]);
  await normalizeAll([...waiting, ...missed].slice(0, LIMIT));
  if (missed.length > 0) count('PushMissedByStream', {}, missed.length);
  logger.info('inbox swept', { waiting: waiting.length, missed: missed.length });
});
