import { createHash } from 'node:crypto';
import type { Instant } from '#domain/time.ts';
import { putItem } from './dynamo.ts';
import { env } from './env.ts';

/*
 * Tracking that could not be placed, in table `inbox`. Nobody else writes these keys.
 *
 * | question                                     | access                                    |
 * |----------------------------------------------|-------------------------------------------|
 * | what came for a waybill nobody knew?         | pk CARRIER#carrier#number, all             |
 * | what did a carrier send that nobody can read?| pk CARRIER#carrier#-, all                  |
 */
export type KeptTracking = {
  readonly carrier: string;
  /** Null when the call could not be read so far. */
  readonly number: string | null;
  readonly outcome: 'TRACKING_UNPLACED' | 'TRACKING_UNREADABLE' | 'TRACKING_PARTLY_READ';
  readonly error: string | null;
  readonly body: string;
  readonly receivedAt: Instant;
};

/** Long enough to find out whose parcel it was; the texts hold personal data and must not stay. */
const KEPT_DAYS = 30;

/** The same call is kept once, however often it is sent. */
export const keepTracking = async (kept: KeptTracking): Promise<void> => {
  const digest = createHash('sha256').update(kept.body).digest('hex');
  await putItem(env('INBOX_TABLE'), {
    pk: `CARRIER#${kept.carrier}#${kept.number ?? '-'}`,
    sk: digest,
    entity: 'TRACKING',
    ...kept,
    ttl: Math.floor(Date.parse(kept.receivedAt) / 1000) + KEPT_DAYS * 86_400,
  });
};
