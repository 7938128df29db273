import { fromBeijing, fromEpochMillis, fromEpochSeconds, type Instant, toEpochMillis } from '../time.ts';
import { jsonAnswer } from './answers.ts';
import { text, utf8 } from './bytes.ts';
import type {
  Channel,
  ChannelCrypto,
  ChannelSecret,
  PushRequest,
  Reading,
  Received,
  UnreadablePush,
} from './channel.ts';
import { elemeAfterSale } from './eleme-after-sale.ts';
import { elemeListing } from './eleme-listing.ts';
import { buildGetOrder, readGetOrder } from './eleme-order.ts';
import { elemeRequest } from './eleme-request.ts';
import { elemeWriteBack } from './eleme-write-back.ts';
import { fitsAnySecret } from './living-secrets.ts';
import { asRecord, idText, parseLossless } from './lossless-json.ts';

const TAKEN = jsonAnswer(200, { message: 'ok' });
/** The one type whose message is the order itself; others name it. */
const NEW_ORDER = '10';
const refused = (reason: string, status: number): Received => ({
  kind: 'REFUSED',
  reason,
  answer: jsonAnswer(status, { message: reason === 'METHOD' ? 'method not allowed' : 'signature refused' }),
});

type Envelope = Readonly<Record<string, unknown>>;

const plain = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** UPPER(md5(sorted `key=value` without the signature + secret)). It covers values, not bytes, so the envelope is parsed first. */
const signatureOf = ({ signature: _, ...signed }: Envelope, secret: string, { md5Hex }: ChannelCrypto): string => {
  const parts = Object.entries(signed).map(([key, value]) => `${key}=${plain(value)}`);
  return md5Hex(utf8(`${parts.sort().join('')}${secret}`)).toUpperCase();
};

const isSigned = (envelope: Envelope, secrets: readonly ChannelSecret[], crypto: ChannelCrypto): boolean => {
  const sent = typeof envelope.signature === 'string' ? envelope.signature.toUpperCase() : '';
  return fitsAnySecret(secrets, (secret) => crypto.equal(signatureOf(envelope, secret, crypto), sent));
};

const envelopeIn = (body: string): Envelope | null => {
  try {
    return asRecord(parseLossless(body));
  } catch {
    return null;
  }
};

/** State changes say when in seconds, riders in milliseconds, a new order in Beijing time without a zone. */
const timeIn = ({ updateTime, updateAt, activeAt }: Record<string, unknown>): Instant | null => {
  try {
    if (typeof updateTime === 'number' && updateTime > 0) return fromEpochSeconds(updateTime);
    if (typeof updateAt === 'number' && updateAt > 0) return fromEpochMillis(updateAt);
    return typeof activeAt === 'string' ? fromBeijing(activeAt) : null;
  } catch {
    return null;
  }
};

const pushedAt = ({ timestamp }: Envelope): Instant | null => {
  try {
    return typeof timestamp === 'number' && timestamp > 0 ? fromEpochMillis(timestamp) : null;
  } catch {
    return null;
  }
};

type Kept = Omit<UnreadablePush, 'error'>;

const readKept = (kept: Kept, sentAt: Instant | null): Reading => {
  const wrong = (problem: string): Reading => ({
    pushes: [],
    unreadable: [{ ...kept, error: `eleme ${problem}: replay it once the reader knows the shape` }],
  });
  if (kept.topic === '') return wrong('field type is missing');
  try {
    const message = asRecord(parseLossless(kept.body));
    if (!message) return wrong('field message is no JSON object');
    const channelOrderId = idText(message.orderId) ?? (kept.topic === NEW_ORDER ? idText(message.id) : null);
    return { pushes: [{ ...kept, channelOrderId, sourceAt: timeIn(message) ?? sentAt }], unreadable: [] };
  } catch (error) {
    return wrong(`field message is no JSON: ${(error as Error).message}`);
  }
};

const receive = (request: PushRequest, secrets: readonly ChannelSecret[], crypto: ChannelCrypto): Received => {
  const { method } = request;
  if (method !== 'POST' && method !== 'GET') return refused('METHOD', 405);
  // The platform tries a new callback URL with nothing in it, and nothing to sign.
  if (request.body.length === 0) return { kind: 'PROBE', answer: TAKEN };
  if (method === 'GET') return refused('METHOD', 405);
  const body = text(request.body);
  const envelope = envelopeIn(body);
  if (!envelope || !isSigned(envelope, secrets, crypto)) return refused('SIGNATURE', 401);
  const kept: Kept = {
    dedupeKey: idText(envelope.requestId) ?? crypto.sha256Hex(request.body),
    topic: idText(envelope.type) ?? '',
    shopId: idText(envelope.shopId) ?? '',
    body: plain(envelope.message ?? null),
  };
  return { kind: 'ACCEPTED', ...readKept(kept, pushedAt(envelope)), answer: TAKEN };
};

const shopIdIn = (message: string): unknown => envelopeIn(message)?.shopId ?? 0;

const sign: Channel['sign'] = ({ body, topic = NEW_ORDER, at, nonce }, { appId, current }, crypto) => {
  const envelope = {
    requestId: nonce,
    type: /^\d{1,9}$/.test(topic) ? Number(topic) : topic,
    appId,
    message: body,
    shopId: shopIdIn(body),
    timestamp: toEpochMillis(at),
    userId: 0,
  };
  return {
    method: 'POST',
    path: '/channels/eleme',
    query: {},
    headers: { 'content-type': 'application/json' },
    body: utf8(JSON.stringify({ ...envelope, signature: signatureOf(envelope, current, crypto) })),
  };
};

/**
 * 饿了么 Ele.me. A new order (type 10) carries the order, later types its id and state only. Neither says when the order last
 * changed, so the order is always asked for with `eleme.order.getOrder`, and the time of asking stands for it.
 *
 * Message types: 10 new order, 12 accepted, 14 cancelled, 15 made invalid (also: a cancel request that nobody answered for 15
 * minutes), 17 made invalid by force (also: cancelled by the buyer within a minute after acceptance), 18 completed, 20 the buyer asks
 * to cancel; unanswered for 15 minutes, the platform agrees to it.
 *
 * unconfirmed: types 12, 14 and 18 beyond their being state changes; a `GET` with an empty body as a probe; the retry schedule; the
 * code for an order that does not exist; how a `null` in the envelope is signed.
 */
export const eleme: Channel = {
  id: 'eleme',
  title: { en: 'Ele.me', zh: '饿了么' },
  receive,
  reread: (kept) => readKept(kept, null),
  sign,
  failure: jsonAnswer(500, { message: 'busy' }),
  orderIn: () => undefined,
  orderRequest: { build: buildGetOrder, read: readGetOrder },
  listing: elemeListing,
  writeBack: elemeWriteBack,
  afterSaleIn: elemeAfterSale,
  requestIn: elemeRequest,
};
