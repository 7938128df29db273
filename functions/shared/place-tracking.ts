import type { Waybill } from '#domain/fulfillment/leg.ts';
import { receivedAgain } from '#domain/fulfillment/receive-tracking.ts';
import { waybillsOf } from '#domain/fulfillment/report-action.ts';
import { VersionConflict } from '#domain/order/order-store.ts';
import { AwsRefusal } from './aws.ts';
import { carrierSource } from './carrier-sources.ts';
import { forgetTracking, type KeptRow, keptFor } from './dynamo-tracking-inbox.ts';
import { count, logger } from './observability.ts';
import { recordTracking } from './record-tracking.ts';

/**
 * Reads tracking that was kept once more, by the reader and the waybills of today. What is taken in is kept no longer.
 * @returns why it still cannot be; null: it was taken in
 */
export const takeInKept = async (row: KeptRow): Promise<string | null> => {
  const source = carrierSource(row.carrier);
  if (!source) return `${row.carrier} is no carrier that is listened to`;
  const { trackings, complaints } = receivedAgain(source.carrier, row.body, row.number);
  for (const tracking of trackings)
    if (!(await recordTracking(row.carrier, tracking, source.tables)))
      return `no leg goes by ${tracking.number}: report the waybill with POST /legs/{id}/actions`;
  if (complaints.length > 0) return complaints.join('; ');
  await forgetTracking(
    row,
    trackings.flatMap((tracking) => waybillsOf(tracking, source.tables.mapping)),
  );
  count('TrackingPlaced', { carrier: row.carrier });
  return null;
};

/** Worth trying again unchanged: the stream brings the waybill back. */
const isPassing = (error: unknown): boolean => error instanceof AwsRefusal || error instanceof VersionConflict;

/** A leg got a waybill: what its carrier told before anybody knew it is taken in. What fails is left for a person to retry. */
export const placeTracking = async (waybill: Waybill): Promise<void> => {
  for (const row of await keptFor(waybill)) {
    try {
      const why = await takeInKept(row);
      if (why) logger.warn('tracking not placed', { carrier: row.carrier, why });
    } catch (error) {
      if (isPassing(error)) throw error;
      logger.error('tracking not placed', { carrier: row.carrier, error: error as Error });
    }
  }
};
