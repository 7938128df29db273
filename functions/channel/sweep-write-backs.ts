import { CHANNELS } from '#domain/channel/channels.ts';
import { plusSeconds } from '#domain/time.ts';
import { now } from '#shared/clock.ts';
import { dynamoWriteBackStore } from '#shared/dynamo-write-back-store.ts';
import { atTheEdge } from '#shared/edge.ts';
import { logger } from '#shared/observability.ts';
import { sendPosts } from '#shared/send-write-backs.ts';

const store = dynamoWriteBackStore();

/** Of each channel, so that one that does not answer keeps no other waiting. */
const LIMIT = 100;
/** Within the function's minute. */
const WORKING_SECONDS = 45;

export const handler = atTheEdge<unknown, void>(async () => {
  const at = now();
  const tellable = CHANNELS.filter(({ writeBack }) => writeBack);
  const due = (await Promise.all(tellable.map(({ id }) => store.due(id, at, LIMIT)))).flat();
  const sent = await sendPosts(due, plusSeconds(at, WORKING_SECONDS));
  logger.info('write-backs swept', { due: due.length, sent });
});
