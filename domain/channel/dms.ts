import { fromIso, type Instant } from '../time.ts';
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
import { dmsAfterSale } from './dms-after-sale.ts';
import { dmsListing } from './dms-listing.ts';
import { dmsWriteBack } from './dms-write-back.ts';
import { asRecord, idText, parseLossless } from './lossless-json.ts';
import { isSignedByAny, isTimely, timedSignature, timestampOf } from './timed-signature.ts';

const TAKEN = jsonAnswer(200, { accepted: true });
const notTaken = (status: number, error: string) => jsonAnswer(status, { accepted: false, error });
const refused = (reason: string, status = 401): Received => ({
  kind: 'REFUSED',
  reason,
  answer: notTaken(status, reason),
});

const PING = 'ping';
/** Messages about goods or money that go back. */
const RETURN = 'return.';

const parsed = (body: string): Record<string, unknown> | null => {
  try {
    return asRecord(parseLossless(body));
  } catch {
    return null;
  }
};

const timeIn = (words: readonly unknown[]): Instant | null => {
  for (const word of words) {
    if (typeof word !== 'string' || word === '') continue;
    try {
      return fromIso(word);
    } catch {
      // A time that cannot be read says nothing; the next one may.
    }
  }
  return null;
};

type Kept = Omit<UnreadablePush, 'error'>;

const DOCUMENTED = 'send it again as docs/dms.md describes it';

const readKept = (kept: Kept): Reading => {
  const wrong = (problem: string): Reading => ({
    pushes: [],
    unreadable: [{ ...kept, error: `dms ${problem}: ${DOCUMENTED}` }],
  });
  let message: Record<string, unknown> | null;
  try {
    message = asRecord(parseLossless(kept.body));
  } catch (error) {
    return wrong(`body is no JSON: ${(error as Error).message}`);
  }
  if (!message) return wrong('body is no JSON object');
  const topic = idText(message.event);
  if (topic === null) return wrong('event is missing');
  const part = topic.startsWith(RETURN) ? 'return' : 'order';
  const about = asRecord(message[part]);
  if (!about) return wrong(`${part} is missing`);
  const channelOrderId = idText(about.order_id);
  if (channelOrderId === null) return wrong(`${part}.order_id is missing`);
  if (part === 'return' && idText(about.return_id) === null) return wrong('return.return_id is missing');
  const push = {
    ...kept,
    topic,
    shopId: idText(about.seller_id) ?? '',
    channelOrderId,
    sourceAt: timeIn([about.updated_at, message.sent_at]),
  };
  return { pushes: [push], unreadable: [] };
};

const receive = (
  request: PushRequest,
  secrets: readonly ChannelSecret[],
  crypto: ChannelCrypto,
  now: Instant,
): Received => {
  if (request.method !== 'POST') return refused('METHOD', 405);
  const timestamp = request.headers['x-dms-timestamp'] ?? '';
  if (!isTimely(timestamp, now)) return refused('TIMESTAMP');
  const call = { timestamp, body: request.body, signature: request.headers['x-dms-signature'] ?? '' };
  if (!isSignedByAny(call, secrets, crypto)) return refused('SIGNATURE');
  const body = text(request.body);
  const message = parsed(body);
  if (message?.event === PING) return { kind: 'PROBE', answer: TAKEN };
  const key = request.headers['idempotency-key'] ?? '';
  // The header is for proxies and logs; the key that counts is the one in the body, which is signed.
  const messageId = idText(message?.message_id) ?? (key === '' ? crypto.sha256Hex(request.body) : key);
  const kept: Kept = { dedupeKey: messageId, topic: '', shopId: '', body };
  if (message && key !== '' && key !== messageId) {
    const error = `dms header Idempotency-Key "${key.slice(0, 64)}" is not message_id "${messageId}": ${DOCUMENTED}`;
    const unreadable = [{ ...kept, dedupeKey: crypto.sha256Hex(utf8(`${key}\n${body}`)), error }];
    return { kind: 'ACCEPTED', pushes: [], unreadable, answer: TAKEN };
  }
  return { kind: 'ACCEPTED', ...readKept(kept), answer: TAKEN };
};

const sign: Channel['sign'] = ({ body, at }, { appId, current }, crypto) => {
  const bytes = utf8(body);
  const timestamp = timestampOf(at);
  return {
    method: 'POST',
    path: '/channels/dms',
    query: {},
    headers: {
      'content-type': 'application/json',
      'x-dms-key': appId,
      'x-dms-timestamp': timestamp,
      'x-dms-signature': timedSignature(timestamp, bytes, current, crypto),
      'idempotency-key': idText(parsed(body)?.message_id) ?? crypto.sha256Hex(bytes),
    },
    body: bytes,
  };
};

/**
 * A dealer management system, B2B, in a JSON of Orderloom's own definition: docs/dms.md. The push carries the whole order, signed with
 * HMAC-SHA256 over time and raw body; five minutes are the replay window, `message_id` tells repetitions.
 */
export const dms: Channel = {
  id: 'dms',
  title: { en: 'Dealer system (B2B)', zh: '经销商系统' },
  receive,
  reread: readKept,
  sign,
  failure: notTaken(503, 'BUSY'),
  orderIn: ({ body }) => asRecord(parseLossless(body))?.order,
  orderRequest: null,
  listing: dmsListing,
  writeBack: dmsWriteBack,
  afterSaleIn: dmsAfterSale,
};
