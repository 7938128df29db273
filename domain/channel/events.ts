import * as z from 'zod';
import { defineEvent } from '../event.ts';
import { Instant } from '../time.ts';

/** A platform's message is in the inbox; what it says is read from there, never from the event. */
export const PushReceived = defineEvent(
  'channel',
  'PushReceived',
  'A signed message of a sales channel was stored in the inbox.',
  z.object({
    channel: z.string(),
    shopId: z.string(),
    topic: z.string(),
    dedupeKey: z.string(),
    channelOrderId: z.string().nullable(),
    sourceAt: Instant.nullable(),
    receivedAt: Instant,
  }),
);

export const PushRejected = defineEvent(
  'channel',
  'PushRejected',
  'A correctly signed message could not be understood; it is kept in the inbox and can be replayed.',
  z.object({ channel: z.string(), dedupeKey: z.string(), receivedAt: Instant, error: z.string() }),
);
