import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Channel, PushRequest, Reading } from '#domain/channel/channel.ts';
import { PushTooLarge } from '#domain/channel/inbox-store.ts';
import { fromEpochMillis, type Instant } from '#domain/time.ts';
import { channelAccount } from './channel-secret.ts';
import { atTheEdge } from './edge.ts';
import { keepPushes, noteRefused } from './keep-pushes.ts';
import { nodeCrypto } from './node-crypto.ts';
import { count, logger } from './observability.ts';

/** Nobody can verify it yet: it waits in the queue, then in the dead letters, until the secret is filled in. */
class NoSecret extends Error {
  override name = 'NoSecret';
}

/** Base64 and nothing else; JSON begins with a bracket. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The bytes that were signed. A gateway passes on as base64 what it takes for no text. */
const bytesOf = (body: string): Uint8Array => Buffer.from(body, BASE64.test(body) ? 'base64' : 'utf8');

/** The call as the queue took it over: its body, and the one header that went along as an attribute. */
const callOf = (channel: Channel, { body, messageAttributes }: SQSRecord): PushRequest => ({
  method: 'POST',
  path: `/channels/${channel.id}`,
  query: {},
  headers: { authorization: messageAttributes.authorization?.stringValue ?? '' },
  body: bytesOf(body),
});

const traceIdOf = ({ attributes, messageId }: SQSRecord): string =>
  /Root=([^;]+)/.exec(attributes.AWSTraceHeader ?? '')?.[1] ?? messageId;

type Opened =
  | { readonly kind: 'PROBE' }
  | { readonly kind: 'REFUSED'; readonly reason: string }
  | ({ readonly kind: 'ACCEPTED' } & Reading);

/** What a message of the queue holds. */
type Open = (record: SQSRecord, receivedAt: Instant) => Promise<Opened>;

const take = async (channel: Channel, open: Open, record: SQSRecord): Promise<void> => {
  const receivedAt = fromEpochMillis(Number(record.attributes.SentTimestamp));
  const received = await open(record, receivedAt);
  switch (received.kind) {
    case 'REFUSED':
      return noteRefused(channel, received.reason);
    case 'PROBE':
      return logger.info('probe taken', { channel: channel.id });
    case 'ACCEPTED':
      await keepPushes(channel, { channel: channel.id, receivedAt, traceId: traceIdOf(record) }, received);
  }
};

const reader = (channel: Channel, open: Open) =>
  atTheEdge<SQSEvent, SQSBatchResponse>(async ({ Records }) => {
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const record of Records) {
      try {
        await take(channel, open, record);
      } catch (error) {
        if (error instanceof PushTooLarge) {
          noteRefused(channel, 'SIZE');
          continue;
        }
        count('PushNotKept', { channel: channel.id });
        logger.error('push not kept', { channel: channel.id, messageId: record.messageId, error: error as Error });
        batchItemFailures.push({ itemIdentifier: record.messageId });
      }
    }
    return { batchItemFailures };
  });

/**
 * A channel's webhook behind a queue that has acknowledged the call already (lib/constructs/queue-first-route.ts): verifies over
 * the raw bytes what the platform signed, and keeps it. What a stranger sent is counted, logged and dropped.
 * @example export const handler = queuedWebhook(lazada);
 */
export const queuedWebhook = (channel: Channel) =>
  reader(channel, async (record, receivedAt) => {
    const { secrets } = await channelAccount(channel.id);
    if (secrets.length === 0) throw new NoSecret(`fill in secrets of the secret orderloom/channels/${channel.id}`);
    return channel.receive(callOf(channel, record), secrets, nodeCrypto, receivedAt);
  });

/**
 * A queue that the platform itself puts its messages into (lib/constructs/notified-queue.ts): who may send is the queue's policy, so
 * there is nothing to verify.
 * @example export const handler = notifiedQueue(amazon);
 */
export const notifiedQueue = (channel: Channel) =>
  reader(channel, async ({ body }) => ({
    kind: 'ACCEPTED',
    ...channel.reread({ dedupeKey: '', topic: '', shopId: '', body }, nodeCrypto),
  }));
