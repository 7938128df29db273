import { fromBeijing, fromEpochMillis, fromEpochSeconds, type Instant } from '../time.ts';
import { jsonAnswer } from './answers.ts';
import { concat, text, utf8 } from './bytes.ts';
import type {
  Channel,
  ChannelCrypto,
  ChannelSecret,
  PushRequest,
  Reading,
  Received,
  UnreadablePush,
} from './channel.ts';
import { fromForm, toForm } from './form-text.ts';
import { fitsAnySecret } from './living-secrets.ts';
import { asRecord, idText, parseLossless } from './lossless-json.ts';
import { youzanAfterSale } from './youzan-after-sale.ts';
import { youzanListing } from './youzan-listing.ts';
import { buildTradeGet, readTradeGet } from './youzan-order.ts';
import { youzanWriteBack } from './youzan-write-back.ts';

const TAKEN = jsonAnswer(200, { code: 0, msg: 'success' });
/** Whatever does not say `success` is sent again. */
const failed = (status: number) => jsonAnswer(status, { code: 0, msg: 'failed' });

const signatureOf = (signed: Uint8Array, clientId: string, secret: string, { md5Hex }: ChannelCrypto): string =>
  md5Hex(concat(utf8(clientId), signed, utf8(secret)));

type Envelope = Record<string, unknown>;

const envelopeIn = (body: string): Envelope | string => {
  try {
    return asRecord(parseLossless(body)) ?? 'body is no JSON object';
  } catch (error) {
    return `body is no JSON: ${(error as Error).message}`;
  }
};

/** The header signs the whole body; the classic `sign` signs `msg` as it stands, still URL-encoded, and nothing around it. */
const isSigned = (
  request: PushRequest,
  envelope: Envelope | string,
  secrets: readonly ChannelSecret[],
  crypto: ChannelCrypto,
): boolean => {
  const header = request.headers['event-sign'];
  const classic = typeof envelope !== 'string' && typeof envelope.msg === 'string' ? envelope : null;
  if (header === undefined && classic === null) return false;
  const signed = header === undefined ? utf8(String(classic?.msg)) : request.body;
  const sign = String(header ?? classic?.sign ?? '').toLowerCase();
  return fitsAnySecret(secrets, (secret, { appId }) => crypto.equal(signatureOf(signed, appId, secret, crypto), sign));
};

/** Trades encode `msg`; the newer refund messages send it as an object. */
const messageIn = ({ msg }: Envelope): Record<string, unknown> | string => {
  if (typeof msg !== 'string') return asRecord(msg) ?? `msg is ${typeof msg}, expected URL-encoded JSON`;
  try {
    return asRecord(parseLossless(msg.startsWith('{') ? msg : fromForm(msg))) ?? 'msg is no JSON object';
  } catch (error) {
    return `msg is no URL-encoded JSON: ${(error as Error).message}`;
  }
};

const orderInfoIn = (message: Record<string, unknown>): Record<string, unknown> =>
  asRecord(asRecord(message.full_order_info)?.order_info) ?? {};

/** The message's own Beijing time; else `version`, which is the moment in seconds or milliseconds. */
const timeIn = (message: Record<string, unknown>, version: string): Instant | null => {
  const said = orderInfoIn(message).update_time ?? message.update_time;
  try {
    if (typeof said === 'string' && said !== '') return fromBeijing(said);
    if (/^\d{13}$/.test(version)) return fromEpochMillis(Number(version));
    return /^\d{10}$/.test(version) ? fromEpochSeconds(Number(version)) : null;
  } catch {
    return null;
  }
};

/** Only trades are about orders; `id` of other messages is a customer's, an item's, a card's. */
const orderIdIn = (topic: string, envelope: Envelope, message: Record<string, unknown>): string | null => {
  const named = idText(orderInfoIn(message).tid) ?? idText(message.tid);
  return named ?? (/^(youzan_)?trade_/i.test(topic) ? idText(envelope.id) : null);
};

/** `msg_id` survives resending; older messages have none, and are told apart by their version. */
const dedupeKeyOf = (topic: string, { kdt_id, id, msg_id, version }: Envelope): string =>
  [topic, idText(kdt_id) ?? '', idText(id) ?? '', idText(msg_id) ?? idText(version) ?? ''].join(':');

const readBody = (body: string, crypto: ChannelCrypto): Reading => {
  const wrong = (problem: string, about: Pick<UnreadablePush, 'dedupeKey' | 'topic' | 'shopId'>): Reading => ({
    pushes: [],
    unreadable: [{ ...about, body, error: `youzan ${problem}: replay it once the reader knows the shape` }],
  });
  const envelope = envelopeIn(body);
  const nameless = { dedupeKey: crypto.sha256Hex(utf8(body)), topic: '', shopId: '' };
  if (typeof envelope === 'string') return wrong(envelope, nameless);
  const topic = idText(envelope.type);
  if (topic === null) return wrong('type is missing', nameless);
  const about = { dedupeKey: dedupeKeyOf(topic, envelope), topic, shopId: idText(envelope.kdt_id) ?? '' };
  const message = messageIn(envelope);
  if (typeof message === 'string') return wrong(message, about);
  const push = {
    ...about,
    channelOrderId: orderIdIn(topic, envelope, message),
    sourceAt: timeIn(message, idText(envelope.version) ?? ''),
    body: JSON.stringify(message),
  };
  return { pushes: [push], unreadable: [] };
};

const receive = (request: PushRequest, secrets: readonly ChannelSecret[], crypto: ChannelCrypto): Received => {
  if (request.method !== 'POST') return { kind: 'REFUSED', reason: 'METHOD', answer: failed(405) };
  const body = text(request.body);
  const envelope = envelopeIn(body);
  // Health pings carry nothing; they are answered, signed or not, and never kept.
  if (typeof envelope !== 'string' && envelope.test === true) return { kind: 'PROBE', answer: TAKEN };
  if (!isSigned(request, envelope, secrets, crypto))
    return { kind: 'REFUSED', reason: 'SIGNATURE', answer: failed(401) };
  return { kind: 'ACCEPTED', ...readBody(body, crypto), answer: TAKEN };
};

/** What the shop would send: `msg` URL-encoded and signed, and the header's signature over all of it. */
const sign: Channel['sign'] = ({ body, topic }, { appId, current }, crypto) => {
  const plain = envelopeIn(body);
  let entity = body;
  if (typeof plain !== 'string') {
    const msg = typeof plain.msg === 'object' ? toForm(JSON.stringify(plain.msg)) : String(plain.msg ?? '');
    const classic = signatureOf(utf8(msg), appId, current, crypto);
    entity = JSON.stringify({ ...plain, client_id: appId, msg, sign: classic });
  }
  const bytes = utf8(entity);
  return {
    method: 'POST',
    path: '/channels/youzan',
    query: {},
    headers: {
      'content-type': 'application/json',
      'client-id': appId,
      'event-type': topic ?? (typeof plain === 'string' ? '' : String(plain.type ?? '')),
      'event-sign': signatureOf(bytes, appId, current, crypto),
    },
    body: bytes,
  };
};

/** Creation and payment carry the whole order; shipping, closing, notes and addresses name it only. */
const orderIn: Channel['orderIn'] = ({ body }) => {
  const message = asRecord(parseLossless(body)) ?? {};
  return idText(orderInfoIn(message).tid) === null ? undefined : message;
};

/**
 * Youzan 有赞. Verifies the header `Event-Sign` over the raw body; without it the classic `sign` over `msg`, which trusts `msg` only.
 *
 * unconfirmed: whether health pings (`test: true`) are signed (answered either way, nothing is kept); that `version` is a moment
 * (only told as the push's time where the message has none: `update_time` orders); the words of `youzan.trade.get` for an order
 * it does not have; whether ciphertext of one address stays the same from reading to reading.
 */
export const youzan: Channel = {
  id: 'youzan',
  title: { en: 'Youzan', zh: '有赞' },
  receive,
  reread: ({ body }, crypto) => readBody(body, crypto),
  sign,
  failure: failed(503),
  orderIn,
  orderRequest: { build: buildTradeGet, read: readTradeGet, settlesAfterSeconds: 30 },
  listing: youzanListing,
  writeBack: youzanWriteBack,
  afterSaleIn: youzanAfterSale,
};
