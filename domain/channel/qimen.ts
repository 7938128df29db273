import { fromBeijing, type Instant, secondsBetween, toBeijing } from '../time.ts';
import { text, utf8 } from './bytes.ts';
import type {
  Channel,
  ChannelCrypto,
  ChannelSecret,
  PushAnswer,
  PushRequest,
  Reading,
  Received,
  UnreadablePush,
} from './channel.ts';
import { fitsAnySecret } from './living-secrets.ts';
import { codeIn, operatedAt, parseQimen, plainMethod, type QimenMessage, stepIn, textAt } from './qimen-message.ts';
import { sortedMd5 } from './sorted-digest.ts';

const answer = (status: number, flag: 'success' | 'failure', code: string, message: string): PushAnswer => ({
  status,
  contentType: 'text/xml;charset=utf-8',
  body: `<response><flag>${flag}</flag><code>${code}</code><message>${message}</message></response>`,
});

const TAKEN = answer(200, 'success', '', '');
/** The warehouse's word for "call again". */
export const QIMEN_FAILURE = answer(503, 'failure', 'BUSY', 'not taken, call again');
const refused = (reason: string, status: number, message: string): Received => ({
  kind: 'REFUSED',
  reason,
  answer: answer(status, 'failure', reason, message),
});

/** Only Qimen names a method in the query. */
export const isQimen = ({ query }: Pick<PushRequest, 'query'>): boolean => (query.method ?? '') !== '';

const isSigned = (
  { query: { sign = '', ...params }, body }: PushRequest,
  secrets: readonly ChannelSecret[],
  crypto: ChannelCrypto,
): boolean =>
  fitsAnySecret(secrets, (secret) => crypto.equal(sortedMd5(params, secret, crypto, body), sign.toUpperCase()));

/** Either way, so that a clock that is ahead works too. */
const WINDOW_SECONDS = 600;

const isTimely = (timestamp: string, now: Instant): boolean => {
  try {
    return Math.abs(secondsBetween(fromBeijing(timestamp), now)) <= WINDOW_SECONDS;
  } catch {
    return false;
  }
};

type Kept = Omit<UnreadablePush, 'error'>;
type Sha256 = ChannelCrypto['sha256Hex'];

const dedupeKeyOf = (message: QimenMessage | null, { topic, body }: Kept, sha256Hex: Sha256): string => {
  const code = message ? codeIn(message, topic) : '';
  const about = message && code !== '' ? [code, ...stepIn(message)].join(':') : sha256Hex(utf8(body));
  return `qimen:${plainMethod(topic)}:${about}`;
};

const parsed = (body: string): QimenMessage | string => {
  try {
    return parseQimen(body);
  } catch (error) {
    return (error as Error).message.split('\n')[0] ?? '';
  }
};

/** Reads a kept call; what is not about an order (stock reports) is kept under a digest of its text. */
export const readQimen = (kept: Kept, sha256Hex: Sha256): Reading => {
  const message = parsed(kept.body);
  if (typeof message === 'string') {
    const error = `taobao qimen ${kept.topic}: body is no XML: ${message}: ask the warehouse to call again, or replay it once the reader knows the shape`;
    return { pushes: [], unreadable: [{ ...kept, dedupeKey: dedupeKeyOf(null, kept, sha256Hex), error }] };
  }
  const push = {
    ...kept,
    dedupeKey: dedupeKeyOf(message, kept, sha256Hex),
    // A return says which of the platform's orders it belongs to; the rest is about legs of ours.
    channelOrderId: textAt(message, 'orderLines', 'orderLine', 'sourceOrderCode') || null,
    sourceAt: operatedAt(message),
  };
  return { pushes: [push], unreadable: [] };
};

/**
 * A call of a warehouse by Qimen 奇门, the contract between Chinese order and warehouse systems: parameters in the query, XML in the
 * body, both signed.
 */
export const receiveQimen: Channel['receive'] = (request, secrets, crypto, now) => {
  if (request.method !== 'POST') return refused('METHOD', 405, 'method not allowed');
  const { method = '', timestamp = '', customerId = '' } = request.query;
  if (!isTimely(timestamp, now)) return refused('TIMESTAMP', 401, 'timestamp is not within ten minutes');
  if (!isSigned(request, secrets, crypto)) return refused('SIGNATURE', 401, 'invalid signature');
  const kept = { dedupeKey: '', topic: method, shopId: customerId, body: text(request.body) };
  return { kind: 'ACCEPTED', ...readQimen(kept, crypto.sha256Hex), answer: TAKEN };
};

const DEFAULT_METHOD = 'deliveryorder.confirm';

export const signQimen: Channel['sign'] = ({ body, topic = DEFAULT_METHOD, at }, { appId, current }, crypto) => {
  const bytes = utf8(body);
  const params = {
    method: topic,
    timestamp: toBeijing(at),
    format: 'xml',
    app_key: appId,
    v: '2.0',
    sign_method: 'md5',
    customerId: appId,
  };
  return {
    method: 'POST',
    path: '/channels/taobao',
    query: { ...params, sign: sortedMd5(params, current, crypto, bytes) },
    headers: { 'content-type': 'text/xml;charset=utf-8' },
    body: bytes,
  };
};
