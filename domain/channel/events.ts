import * as z from 'zod';
import { defineEvent } from '../event.ts';
import { LegId, WriteBackId } from '../id.ts';
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

const toldOf = {
  writeBackId: WriteBackId,
  channel: z.string(),
  shopId: z.string(),
  kind: z.enum(['SHIPPED', 'REFUSED', 'STOCK']),
  /** The leg whose goods left; null for other news. */
  legId: LegId.nullable(),
  /** Stock only. */
  sku: z.string().nullable(),
  /** How often the platform was told. */
  attempts: z.number().int().min(0),
};

export const WriteBackConfirmed = defineEvent(
  'channel',
  'WriteBackConfirmed',
  'The platform was told what happened here, and shows it.',
  z.object(toldOf),
);

export const WriteBackFailed = defineEvent(
  'channel',
  'WriteBackFailed',
  'The platform does not show what happened here: it refused the news (REFUSED) or did not show it within a day (EXPIRED). `reason` names the field and the cure.',
  z.object({ ...toldOf, state: z.enum(['REFUSED', 'EXPIRED']), reason: z.string() }),
);
