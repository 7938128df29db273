import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { PushAnswer, PushRequest } from '#domain/channel/channel.ts';
import type { Carrier, CarrierSecret, Tracking, Verdict } from '#domain/fulfillment/carrier.ts';
import type { Waybill } from '#domain/fulfillment/leg.ts';
import { receiveTracking, type TrackingReceived } from '#domain/fulfillment/receive-tracking.ts';
import { waybillsOf } from '#domain/fulfillment/report-action.ts';
import { type CarrierReading, carrierReading } from './carrier-catalog.ts';
import { now } from './clock.ts';
import { forgetTracking, type KeptRow, type KeptTracking, keepTracking } from './dynamo-tracking-inbox.ts';
import { atTheEdge } from './edge.ts';
import { nodeCrypto } from './node-crypto.ts';
import { count, logger } from './observability.ts';
import { recordTracking } from './record-tracking.ts';
import { secret } from './secrets.ts';
import { requestOf, told } from './webhook.ts';

const MAX_BODY_BYTES = 1024 * 1024;

/** Records one parcel, or keeps what could not be placed or read. */
const take = async (
  { id: carrier }: Carrier,
  tracking: Tracking,
  reading: CarrierReading,
  keep: (kept: Pick<KeptTracking, 'number' | 'outcome' | 'error'>, awaited?: readonly Waybill[]) => Promise<KeptRow>,
): Promise<void> => {
  const { number, unreadable } = tracking;
  const error = unreadable.join('; ') || null;
  if (await recordTracking(carrier, tracking, reading)) {
    if (error) await keep({ number, outcome: 'TRACKING_PARTLY_READ', error });
    return;
  }
  const awaited = waybillsOf(tracking, reading.mapping);
  const row = await keep({ number, outcome: 'TRACKING_UNPLACED', error }, awaited);
  // A leg may have got the waybill between the two: then nobody looks for what waits for it any more.
  if ((await recordTracking(carrier, tracking, reading)) && !error) await forgetTracking(row, awaited);
};

/** Records what was received, each parcel on its own, so that one in trouble holds up no other. */
const takeAll = async (
  carrier: Carrier,
  { message, reading }: Extract<TrackingReceived, { kind: 'RECEIVED' }>,
  tables: CarrierReading,
): Promise<Verdict> => {
  const keep: Parameters<typeof take>[3] = (kept, awaited) =>
    keepTracking({ ...kept, carrier: carrier.id, body: message, receivedAt: now() }, awaited);
  if (reading.unreadable.length > 0)
    await keep({ number: null, outcome: 'TRACKING_UNREADABLE', error: reading.unreadable.join('; ') });
  const missed: string[] = [];
  for (const tracking of reading.trackings) {
    try {
      await take(carrier, tracking, tables, keep);
    } catch (error) {
      missed.push(tracking.number);
      logger.error('tracking not recorded', { carrier: carrier.id, error: error as Error });
    }
  }
  if (missed.length === 0) return { kind: 'TAKEN' };
  return missed.length === reading.trackings.length ? { kind: 'FAILED' } : { kind: 'PARTLY', missed };
};

const serve = async (carrier: Carrier, tables: CarrierReading, request: PushRequest): Promise<PushAnswer> => {
  const answered = (verdict: Verdict, message: string | null) =>
    carrier.answer(verdict, { request, message, now: now(), crypto: nodeCrypto });
  if (request.body.length > MAX_BODY_BYTES)
    return answered({ kind: 'REFUSED', status: 413, reason: 'TOO_LARGE' }, null);
  try {
    const { secrets } = await secret<{ secrets: readonly CarrierSecret[] }>(`orderloom/carriers/${carrier.id}`);
    const received = receiveTracking(carrier, request, secrets, nodeCrypto);
    if (received.kind === 'PROBE') return received.answer;
    if (received.kind === 'REFUSED') {
      count('TrackingRefused', { carrier: carrier.id, reason: received.verdict.reason });
      return answered(received.verdict, null);
    }
    return answered(await takeAll(carrier, received, tables), received.message);
  } catch (error) {
    logger.error('tracking not recorded', { carrier: carrier.id, error: error as Error });
    return answered({ kind: 'FAILED' }, null);
  }
};

/**
 * A carrier's webhook: verified, recorded, answered in the carrier's own words. What was signed but cannot be placed is kept and
 * acknowledged, so that it is not sent for days; what we could not write is answered with the carrier's word for "send again".
 * @param mapping the carrier's document of catalog/carriers
 * @example export const handler = carrierAdapter(kuaidi100, mapping);
 */
export const carrierAdapter = (carrier: Carrier, mapping: unknown) => {
  const tables = carrierReading(mapping);
  return atTheEdge<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>(async (event) => {
    const answer = await serve(carrier, tables, requestOf(event));
    logger.info('tracking answered', { carrier: carrier.id, status: answer.status });
    return told(answer);
  });
};
