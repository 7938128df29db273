import { fromIso, type Instant } from '../time.ts';
import { amazonListing } from './amazon-listing.ts';
import { amazonOrderRequest } from './amazon-order.ts';
import { amazonToken } from './amazon-token.ts';
import { amazonWriteBack } from './amazon-write-back.ts';
import { bridge } from './bridge.ts';
import { utf8 } from './bytes.ts';
import type { Channel, ChannelCrypto, Reading } from './channel.ts';
import { asRecord, idText, parseLossless } from './lossless-json.ts';

type Digest = ChannelCrypto['sha256Hex'];
type Fields = Record<string, unknown> | null;

/** Notifications about a change of an order: without an order they say nothing. */
const ORDER_CHANGE = 'ORDER_CHANGE';

/** Older notifications begin their names with a capital, newer ones do not. */
const field = (of: Fields, name: string): unknown => of?.[name] ?? of?.[name.charAt(0).toLowerCase() + name.slice(1)];
const recordIn = (of: Fields, name: string): Fields => asRecord(field(of, name));

/** The notification as SQS brings it; on a partner event bus it is the event's detail. */
const notificationIn = (frame: Record<string, unknown>): Record<string, unknown> =>
  String(frame.source).startsWith('aws.partner/sellingpartnerapi') ? (asRecord(frame.detail) ?? frame) : frame;

const timeOf = (...said: readonly unknown[]): Instant | null => {
  for (const each of said) {
    try {
      if (typeof each === 'string' && each !== '') return fromIso(each);
    } catch {
      // A time that cannot be read says nothing; the next one may.
    }
  }
  return null;
};

/** What a notification is about: the one object in its payload, whatever its type calls it. */
const subjectOf = (notification: Fields): Fields => {
  const payload = recordIn(notification, 'Payload');
  return (
    Object.values(payload ?? {})
      .map(asRecord)
      .find((value) => value !== null) ?? payload
  );
};

const readNotification = (notification: Record<string, unknown>, body: string, sha256Hex: Digest): Reading => {
  const topic = String(field(notification, 'NotificationType') ?? '');
  const number = idText(field(recordIn(notification, 'NotificationMetadata'), 'NotificationId'));
  const subject = subjectOf(notification);
  const shopId = idText(field(subject, 'SellerId')) ?? '';
  const channelOrderId = idText(field(subject, 'AmazonOrderId'));
  const wrong = (problem: string): Reading => {
    const error = `amazon ${problem} is missing in the JSON of a notification: replay it once the reader knows the shape`;
    return { pushes: [], unreadable: [{ dedupeKey: number ?? sha256Hex(utf8(body)), topic, shopId, body, error }] };
  };
  if (topic === '') return wrong('NotificationType');
  if (number === null) return wrong('NotificationMetadata.NotificationId');
  if (topic === ORDER_CHANGE && channelOrderId === null) return wrong('Payload.OrderChangeNotification.AmazonOrderId');
  const changedAt = field(recordIn(subject, 'OrderChangeTrigger'), 'TimeOfOrderChange');
  const sourceAt = timeOf(changedAt, field(notification, 'EventTime'));
  return { pushes: [{ dedupeKey: number, topic, shopId, channelOrderId, sourceAt, body }], unreadable: [] };
};

const readFrame = (body: string, sha256Hex: Digest): Reading => {
  let problem = 'body is no JSON object';
  try {
    const frame = asRecord(parseLossless(body));
    if (frame) return readNotification(notificationIn(frame), body, sha256Hex);
  } catch (error) {
    problem = `body is no JSON: ${(error as Error).message}`;
  }
  const error = `amazon ${problem}; expected a notification of the Selling Partner API: replay it once the reader knows the shape`;
  return { pushes: [], unreadable: [{ dedupeKey: sha256Hex(utf8(body)), topic: '', shopId: '', body, error }] };
};

/**
 * Amazon, by the Selling Partner API. Its notifications come into a queue of ours, from Amazon's own AWS account and by no HTTP call:
 * who may put something in is the queue's policy (lib/constructs/notified-queue.ts), and nothing is signed. They carry ids; the order
 * is fetched with `getOrder` of Orders 2026-01-01.
 *
 * `/channels/amazon` takes the same notifications from a forwarder in another account, or from a person with a file, signed by
 * Orderloom's own scheme.
 *
 * - ORDER_CHANGE names the order. FBA_OUTBOUND_SHIPMENT_STATUS does too and has it fetched again; every other type is kept and read
 *   by nobody.
 * - What Amazon ships itself (AFN, `fulfilledBy` AMAZON) is held: it must not be sent from here.
 * - A buyer's wish to cancel does not grant itself: it holds the order, and a person answers it in Seller Central.
 * - unconfirmed: the form of the event on the partner bus beyond source, detail-type and detail.
 */
export const amazon: Channel = {
  id: 'amazon',
  title: { en: 'Amazon', zh: 'Amazon 亚马逊' },
  intake: 'NOTIFIED',
  ...bridge('amazon', readFrame),
  reread: ({ body }, { sha256Hex }) => readFrame(body, sha256Hex),
  orderIn: () => undefined,
  orderRequest: amazonOrderRequest,
  listing: amazonListing,
  writeBack: amazonWriteBack,
  token: amazonToken,
};
