import { createHmac } from 'node:crypto';
import type { BusEvent } from '#domain/event.ts';
import {
  legsNamedBy,
  PUSHED_EVENTS,
  type PushTarget,
  PushTargets,
  signedPush,
  targetsOf,
} from '#domain/fulfillment/partner-push.ts';
import { now } from './clock.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { logger } from './observability.ts';
import { secret } from './secrets.ts';

const orders = dynamoOrderStore();
const TIMEOUT_MS = 4000;

/** A partner did not take an event: the queue tries again. Names the partner and its answer. */
export class PushNotTaken extends Error {
  override name = 'PushNotTaken';
}

const hmacSha256Hex = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('hex');

const push = async (event: BusEvent, target: PushTarget): Promise<void> => {
  const { body, headers } = signedPush(event, target, now(), hmacSha256Hex);
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  // A redirect would carry the event to where nobody said it may go.
  const { ok, status } = await fetch(target.url, { method: 'POST', headers, body, signal, redirect: 'error' });
  if (!ok) throw new PushNotTaken(`${target.party} answered ${status} to ${event.type}`);
};

/**
 * Tells an event about a leg to the partners that take news over HTTP.
 * @throws AggregateError when any of them did not take it: all are told again, and know the event by its id
 */
export const pushToPartners = async (event: BusEvent): Promise<void> => {
  const { orderId, data } = event.detail;
  const named = legsNamedBy(data);
  if (!orderId || named.length === 0 || !PUSHED_EVENTS.includes(event.type)) return;
  const known = PushTargets.parse(await secret('orderloom/partners'));
  if (known.partners.length === 0) return;
  const { legs } = await orders.get(orderId);
  const targets = targetsOf(
    event.type,
    legs.filter(({ legId }) => named.includes(legId)),
    known,
  );
  const pushed = await Promise.allSettled(targets.map((target) => push(event, target)));
  const failed = pushed.flatMap((each) => (each.status === 'rejected' ? [each.reason as Error] : []));
  logger.info('partners told', { type: event.type, partners: targets.length, failed: failed.length });
  if (failed.length > 0) throw new AggregateError(failed, failed.map(({ message }) => message).join('; '));
};
