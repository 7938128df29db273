import type { Channel, Push, Reading, UnreadablePush } from '#domain/channel/channel.ts';
import { PushReceived, PushRejected } from '#domain/channel/events.ts';
import { type InboxPush, PushTooLarge, type PutResult } from '#domain/channel/inbox-store.ts';
import { happened } from '#domain/event.ts';
import type { EventId } from '#domain/id.ts';
import type { Instant } from '#domain/time.ts';
import { nextUlid } from './clock.ts';
import { dynamoInboxStore } from './dynamo-inbox-store.ts';
import { nodeCrypto } from './node-crypto.ts';
import { count, logger } from './observability.ts';

/** What a call may bring, whichever way it comes: API Gateway passes ten times as much on, a queue no more than this. */
export const MAX_BODY_BYTES = 1024 * 1024;

export type Arrival = {
  readonly channel: string;
  readonly receivedAt: Instant;
  readonly traceId: string;
  /** The event that made us look. Absent: the platform spoke by itself. */
  readonly causedBy?: EventId;
  /** Marked traffic, for what is released to a colour. */
  readonly color?: string;
};

const occasionOf = ({ receivedAt, traceId, causedBy, color = 'default' }: Arrival) =>
  ({ at: receivedAt, orderId: null, causedBy: causedBy ?? null, traceId, color }) as const;

const common = (
  { channel, receivedAt, traceId }: Arrival,
  { dedupeKey, topic, shopId, body }: Omit<UnreadablePush, 'error'>,
) => ({
  channel,
  receivedAt,
  traceId,
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

const unreadableRow = (arrival: Arrival, push: UnreadablePush): InboxPush => {
  const { error, dedupeKey } = push;
  const { channel, receivedAt } = arrival;
  const event = happened(PushRejected, occasionOf(arrival), { channel, dedupeKey, receivedAt, error }, nextUlid);
  return { ...common(arrival, push), channelOrderId: null, sourceAt: null, outcome: 'UNREADABLE', error, event };
};

const noteKept = (channel: Channel, { pushes, unreadable }: Reading, results: readonly PutResult[]): void => {
  const told = (wanted: PutResult): number => results.filter((result) => result === wanted).length;
  count('PushReceived', { channel: channel.id }, results.length);
  if (unreadable.length > 0) count('PushUnreadable', { channel: channel.id }, unreadable.length);
  if (told('CONFLICT') > 0) count('PushConflict', { channel: channel.id }, told('CONFLICT'));
  logger.info('push kept', {
    channel: channel.id,
    pushes: pushes.map(({ topic, channelOrderId }) => ({ topic, channelOrderId })),
    unreadable: unreadable.length,
    repeated: told('SAME'),
    conflicting: told('CONFLICT'),
  });
};

/**
 * Puts what was read into the inbox, each message under its own key; one that is there already changes nothing.
 * @returns what became of each message
 * @throws AwsRefusal, PushTooLarge
 */
export const keepPushes = async (channel: Channel, arrival: Arrival, reading: Reading): Promise<PutResult[]> => {
  const rows = [
    ...reading.pushes.map((push) => receivedRow(arrival, push)),
    ...reading.unreadable.map((push) => unreadableRow(arrival, push)),
  ];
  const results = await Promise.all(rows.map(dynamoInboxStore.put));
  noteKept(channel, reading, results);
  return results;
};

const putFetched = async (arrival: Arrival, push: Push): Promise<PutResult> => {
  try {
    return await dynamoInboxStore.put(receivedRow(arrival, push));
  } catch (error) {
    if (!(error instanceof PushTooLarge)) throw error;
    const cure = `look order ${push.channelOrderId} up at the platform, or wait for its next message`;
    return dynamoInboxStore.put(
      unreadableRow(arrival, { ...push, body: '', error: `body: ${error.message}: ${cure}` }),
    );
  }
};

/**
 * Keeps what was fetched. Once confirmed it never comes again, so a message too large for the inbox leaves its key and the reason
 * there instead of stopping all that come after it.
 * @returns what became of each message
 * @throws AwsRefusal
 */
export const keepFetched = async (channel: Channel, arrival: Arrival, reading: Reading): Promise<PutResult[]> => {
  const results = await Promise.all([
    ...reading.pushes.map((push) => putFetched(arrival, push)),
    ...reading.unreadable.map((push) => dynamoInboxStore.put(unreadableRow(arrival, push))),
  ]);
  noteKept(channel, reading, results);
  return results;
};

/** A stranger's call, or one that is too large: seen in metrics and logs, and not stored. */
export const noteRefused = (channel: Channel, reason: string): void => {
  count('PushRefused', { channel: channel.id });
  logger.info('push refused', { channel: channel.id, reason });
};
