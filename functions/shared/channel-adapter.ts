import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { Channel, Push, PushAnswer, Received, UnreadablePush } from '#domain/channel/channel.ts';
import { PushReceived, PushRejected } from '#domain/channel/events.ts';
import { type InboxPush, PushTooLarge, type PutResult } from '#domain/channel/inbox-store.ts';
import { happened } from '#domain/event.ts';
import type { Instant } from '#domain/time.ts';
import { channelAccount } from './channel-secret.ts';
import { nextUlid, now } from './clock.ts';
import { dynamoInboxStore } from './dynamo-inbox-store.ts';
import { atTheEdge } from './edge.ts';
import { nodeCrypto } from './node-crypto.ts';
import { count, logger } from './observability.ts';
import { requestOf, told } from './webhook.ts';

const MAX_BODY_BYTES = 1024 * 1024;

type Arrival = { readonly channel: string; readonly receivedAt: Instant; readonly traceId: string };

const occasionOf = ({ receivedAt, traceId }: Arrival) =>
  ({ at: receivedAt, orderId: null, causedBy: null, traceId, color: 'default' }) as const;

const common = (arrival: Arrival, { dedupeKey, topic, shopId, body }: Omit<UnreadablePush, 'error'>) => ({
  ...arrival,
  dedupeKey,
  topic,
  shopId,
  body,
  bodyHash: nodeCrypto.sha256Hex(Buffer.from(body)),
  attempts: 0,
  orderId: null,
});

/** A push as its row begins. */
export const receivedRow = (arrival: Arrival, push: Push): InboxPush => {
  const { channelOrderId, sourceAt } = push;
  const { channel, receivedAt } = arrival;
  const { shopId, topic, dedupeKey } = push;
  const facts = { channel, shopId, topic, dedupeKey, channelOrderId, sourceAt, receivedAt };
  const event = happened(PushReceived, occasionOf(arrival), facts, nextUlid);
  return { ...common(arrival, push), channelOrderId, sourceAt, outcome: 'RECEIVED', error: null, event };
};

export const unreadableRow = (arrival: Arrival, push: UnreadablePush): InboxPush => {
  const { error, dedupeKey } = push;
  const { channel, receivedAt } = arrival;
  const event = happened(PushRejected, occasionOf(arrival), { channel, dedupeKey, receivedAt, error }, nextUlid);
  return { ...common(arrival, push), channelOrderId: null, sourceAt: null, outcome: 'UNREADABLE', error, event };
};

type Accepted = Extract<Received, { kind: 'ACCEPTED' }>;

const keep = async (
  channel: Channel,
  arrival: Arrival,
  { pushes, unreadable, answer }: Accepted,
): Promise<PushAnswer> => {
  const rows = [
    ...pushes.map((push) => receivedRow(arrival, push)),
    ...unreadable.map((push) => unreadableRow(arrival, push)),
  ];
  const results = await Promise.all(rows.map(dynamoInboxStore.put));
  const told = (wanted: PutResult): number => results.filter((result) => result === wanted).length;
  count('PushReceived', { channel: channel.id }, rows.length);
  if (unreadable.length > 0) count('PushUnreadable', { channel: channel.id }, unreadable.length);
  if (told('CONFLICT') > 0) count('PushConflict', { channel: channel.id }, told('CONFLICT'));
  logger.info('push kept', {
    channel: channel.id,
    pushes: pushes.map(({ topic, channelOrderId }) => ({ topic, channelOrderId })),
    unreadable: unreadable.length,
    repeated: told('SAME'),
    conflicting: told('CONFLICT'),
  });
  return answer;
};

const refuse = (channel: Channel, reason: string, answer: PushAnswer): PushAnswer => {
  count('PushRefused', { channel: channel.id });
  logger.info('push refused', { channel: channel.id, reason });
  return answer;
};

/** X-Ray's root where API Gateway passes it on; its own request id otherwise. */
const traceIdOf = ({ headers, requestContext }: APIGatewayProxyEventV2): string =>
  /Root=([^;]+)/.exec(headers['x-amzn-trace-id'] ?? '')?.[1] ?? requestContext.requestId;

const take = async (channel: Channel, event: APIGatewayProxyEventV2): Promise<PushAnswer> => {
  const request = requestOf(event);
  if (request.body.length > MAX_BODY_BYTES) return refuse(channel, 'SIZE', { ...channel.failure, status: 413 });
  const { secrets } = await channelAccount(channel.id);
  const receivedAt = now();
  const received = channel.receive(request, secrets, nodeCrypto, receivedAt);
  switch (received.kind) {
    case 'REFUSED':
      return refuse(channel, received.reason, received.answer);
    case 'PROBE':
      logger.info('probe answered', { channel: channel.id });
      return received.answer;
    case 'ACCEPTED':
      return keep(channel, { channel: channel.id, receivedAt, traceId: traceIdOf(event) }, received);
  }
};

/**
 * A channel's webhook: verifies over the raw bytes, answers probes, keeps each push under its dedupe key, and only then answers in
 * the platform's own words. What cannot be kept is answered with the platform's word for failure, so that it is sent again.
 * @example export const handler = channelAdapter(shopify);
 */
export const channelAdapter = (channel: Channel) =>
  atTheEdge<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>(async (event, _context: Context) => {
    try {
      return told(await take(channel, event));
    } catch (error) {
      if (error instanceof PushTooLarge) return told(refuse(channel, 'SIZE', { ...channel.failure, status: 413 }));
      count('PushNotKept', { channel: channel.id });
      logger.error('push not kept', { channel: channel.id, error: error as Error });
      return told(channel.failure);
    }
  });
