import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { PushAnswer, PushRequest } from '#domain/channel/channel.ts';
import type { Carrier, Tracking } from '#domain/fulfillment/carrier.ts';
import { scanCommand, waybillsOf } from '#domain/fulfillment/report-action.ts';
import type { LegId } from '#domain/id.ts';
import type { CarrierReading } from './carrier-catalog.ts';
import { now } from './clock.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { keepTracking } from './dynamo-tracking-inbox.ts';
import { atTheEdge } from './edge.ts';
import { nodeCrypto } from './node-crypto.ts';
import { count, logger } from './observability.ts';
import { recordOnLeg } from './record-actions.ts';
import { secret } from './secrets.ts';
import { requestOf, told } from './webhook.ts';

const MAX_BODY_BYTES = 1024 * 1024;

const orders = dynamoOrderStore();

const sha256Hex = (text: string): string => nodeCrypto.sha256Hex(Buffer.from(text));

const legFor = async (tracking: Tracking, { mapping }: CarrierReading): Promise<LegId | null> => {
  for (const { carrier, number } of waybillsOf(tracking, mapping)) {
    const legId = await orders.findWaybill(carrier, number);
    if (legId) return legId;
  }
  return null;
};

/** Records the rows of one parcel; false when no leg goes by its number. */
const record = async (carrier: string, tracking: Tracking, reading: CarrierReading): Promise<boolean> => {
  const legId = await legFor(tracking, reading);
  const orderId = legId && (await orders.findLeg(legId));
  if (!legId || !orderId) return false;
  const context = { carrier, number: tracking.number, read: reading.read, sha256Hex, now: now() };
  const { actions, refused } = await recordOnLeg(orders, orderId, legId, (leg) =>
    tracking.scans.map((scan) => scanCommand(scan, leg, context)),
  );
  const unmapped = actions.filter(({ action }) => action === 'event.unmapped').length;
  if (unmapped > 0) count('ScansUnmapped', { carrier }, unmapped);
  const { scans, unreadable } = tracking;
  const facts = {
    scans: scans.length,
    recorded: actions.length,
    refused: refused.length,
    unreadable: unreadable.length,
  };
  logger.info('tracking recorded', { legId, orderId, ...facts });
  return true;
};

const serve = async (carrier: Carrier, reading: CarrierReading, request: PushRequest): Promise<PushAnswer> => {
  const { salts } = await secret<{ salts: readonly string[] }>(`orderloom/carriers/${carrier.id}`);
  const received = carrier.receive(request, salts, nodeCrypto);
  if (received.kind === 'REFUSED') {
    count('TrackingRefused', { carrier: carrier.id, reason: received.reason });
    return received.answer;
  }
  const kept = { carrier: carrier.id, body: received.body, receivedAt: now() };
  if (received.kind === 'UNREADABLE') {
    await keepTracking({ ...kept, number: null, outcome: 'TRACKING_UNREADABLE', error: received.error });
    return received.answer;
  }
  const { tracking } = received;
  const known = await record(carrier.id, tracking, reading);
  if (!known) await keepTracking({ ...kept, number: tracking.number, outcome: 'TRACKING_UNPLACED', error: null });
  else if (tracking.unreadable.length > 0)
    await keepTracking({
      ...kept,
      number: tracking.number,
      outcome: 'TRACKING_PARTLY_READ',
      error: tracking.unreadable.join('; '),
    });
  return received.answer;
};

/**
 * A carrier's webhook: verified, recorded, answered in the carrier's own words. What was signed but cannot be placed is kept and
 * acknowledged, so that it is not sent for days; what we could not write is answered with the carrier's word for "send again".
 * @example export const handler = carrierAdapter(kuaidi100, kuaidi100Reading);
 */
export const carrierAdapter = (carrier: Carrier, reading: CarrierReading) =>
  atTheEdge<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>(async (event) => {
    const request = requestOf(event);
    if (request.body.length > MAX_BODY_BYTES) {
      logger.info('tracking refused: too large', { carrier: carrier.id, bytes: request.body.length });
      return told({ ...carrier.failure, status: 413 });
    }
    try {
      const answer = await serve(carrier, reading, request);
      logger.info('tracking answered', { carrier: carrier.id, status: answer.status });
      return told(answer);
    } catch (error) {
      logger.error('tracking not recorded', { carrier: carrier.id, error: error as Error });
      return told(carrier.failure);
    }
  });
