import { fromEpochMillis, fromEpochSeconds, type Instant } from '../time.ts';
import { jsonAnswer, textAnswer } from './answers.ts';
import { concat, text, utf8 } from './bytes.ts';
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
import { douyinLifeAfterSale } from './douyin-life-after-sale.ts';
import { douyinLifeListing } from './douyin-life-listing.ts';
import { buildLifeOrder, readLifeOrder } from './douyin-life-order.ts';
import { fitsAnySecret } from './living-secrets.ts';
import { asRecord, idText, parseLossless } from './lossless-json.ts';

/** "响应内容可以为空": the status alone counts. */
const TAKEN = textAnswer(200, '');
const refused = (reason: string, status: number): Received => ({
  kind: 'REFUSED',
  reason,
  answer: textAnswer(status, reason === 'METHOD' ? 'method not allowed' : 'signature refused'),
});

const signatureOf = (body: Uint8Array, secret: string, { sha1Hex }: Pick<ChannelCrypto, 'sha1Hex'>): string =>
  sha1Hex(concat(utf8(secret), body));

const isSigned = (request: PushRequest, secrets: readonly ChannelSecret[], crypto: ChannelCrypto): boolean => {
  const sent = (request.headers['x-douyin-signature'] ?? '').toLowerCase();
  return fitsAnySecret(secrets, (secret) => crypto.equal(signatureOf(request.body, secret, crypto), sent));
};

const parsed = (body: string): unknown => {
  try {
    return parseLossless(body);
  } catch {
    return null;
  }
};

/** Pushes give `content` as JSON text; the verification gives it as text or, in the newer documentation, as an object. */
const contentIn = ({ content }: Record<string, unknown>): Record<string, unknown> | null =>
  asRecord(typeof content === 'string' ? parsed(content) : content);

const LONGEST_PROBE = 1024;
/** As it is written, inside JSON text or not: a challenge beyond 2^53 must go back with every digit. */
const CHALLENGE = /"challenge\\?"\s*:\s*(\d{1,40}|\\?"[\w-]{1,64}\\?")/;

/** The answer to `verify_webhook`; null when the call is none. */
const probeAnswer = (body: Uint8Array): PushAnswer | null => {
  if (body.length > LONGEST_PROBE) return null;
  const said = text(body);
  const message = asRecord(parsed(said));
  if (message?.event !== 'verify_webhook') return null;
  const challenge = CHALLENGE.exec(said)?.[1]?.replaceAll('\\', '');
  return challenge === undefined ? null : { ...jsonAnswer(200, {}), body: `{"challenge":${challenge}}` };
};

/** `msg_time` is seconds; the meal events' `timestamp` is milliseconds. */
const timeIn = ({ msg_time: seconds, timestamp: millis }: Record<string, unknown>): Instant | null => {
  try {
    if (typeof seconds === 'number' && seconds > 0) return fromEpochSeconds(seconds);
    return typeof millis === 'number' && millis > 0 ? fromEpochMillis(millis) : null;
  } catch {
    return null;
  }
};

type Kept = Omit<UnreadablePush, 'error'>;

const readKept = (kept: Kept): Reading => {
  const wrong = (problem: string): Reading => ({
    pushes: [],
    unreadable: [{ ...kept, error: `douyin-life ${problem}: replay it once the reader knows the shape` }],
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
  const content = contentIn(message);
  if (!content) return wrong('content is no JSON object, in text or as it is');
  // An order names itself under `order`, a voucher its order under `certificate`, a meal its order in the open.
  const about = asRecord(content.order) ?? asRecord(content.certificate) ?? content;
  const push = {
    ...kept,
    topic,
    shopId: idText(about.account_id) ?? '',
    channelOrderId: idText(about.order_id),
    sourceAt: timeIn(content),
  };
  return { pushes: [push], unreadable: [] };
};

/** `log_id` is drawn anew for every delivery, so it does not count where there is no Msg-Id. */
const dedupeKeyOf = (headers: PushRequest['headers'], body: string, { sha256Hex }: ChannelCrypto): string => {
  const message = asRecord(parsed(body));
  const event = idText(message?.event) ?? '';
  const id = headers['msg-id'] ?? '';
  if (id !== '') return `${event}:${id}`;
  return sha256Hex(utf8(message ? JSON.stringify([message.event, message.client_key, message.content]) : body));
};

const receive = (request: PushRequest, secrets: readonly ChannelSecret[], crypto: ChannelCrypto): Received => {
  if (request.method !== 'POST') return refused('METHOD', 405);
  const isUnsigned = (request.headers['x-douyin-signature'] ?? '') === '';
  const probe = probeAnswer(request.body);
  // It is not documented that the verification is signed; without a signature it is answered, with a wrong one it is not.
  if (probe && (isUnsigned || isSigned(request, secrets, crypto))) return { kind: 'PROBE', answer: probe };
  if (!isSigned(request, secrets, crypto)) return refused('SIGNATURE', 401);
  const body = text(request.body);
  return {
    kind: 'ACCEPTED',
    ...readKept({ dedupeKey: dedupeKeyOf(request.headers, body, crypto), topic: '', shopId: '', body }),
    answer: TAKEN,
  };
};

/** The platform gives the same thing that happens to the same order or voucher the same Msg-Id, whenever it sends it. */
const messageIdOf = (body: string, { sha256Hex }: ChannelCrypto): string => {
  const message = asRecord(parsed(body)) ?? {};
  return sha256Hex(utf8(JSON.stringify([message.event, message.content]))).slice(0, 32);
};

const sign: Channel['sign'] = ({ body }, { current }, crypto) => {
  const bytes = utf8(body);
  return {
    method: 'POST',
    path: '/channels/douyin-life',
    query: {},
    headers: {
      'content-type': 'application/json',
      'msg-id': messageIdOf(body, crypto),
      'x-douyin-signature': signatureOf(bytes, current, crypto),
    },
    body: bytes,
  };
};

/**
 * 抖音生活服务, Douyin's local services: vouchers and appointments, on another platform than the shop's. Pushes carry ids; the
 * order is fetched with `trade/order/query`.
 *
 * Nothing is written back. No parcel leaves: a voucher is redeemed with the code that its buyer shows, by the shop that serves him.
 * And `goods/stock/sync` sets how many were ever for sale, not how many still are.
 *
 * Unconfirmed: whether `verify_webhook` is signed; the list of actions of `life_trade_order_notify` beyond `pay_success`; whether
 * `contacts` is ciphertext for every application (it is treated as such); what `order_status` says after a full refund (the
 * vouchers decide); the field of the merchant's own SKU; meal events naming no merchant (the secret's `accountId` stands in).
 */
export const douyinLife: Channel = {
  id: 'douyin-life',
  title: { en: 'Douyin local services', zh: '抖音生活服务' },
  receive,
  reread: readKept,
  sign,
  failure: textAnswer(500, 'busy'),
  orderIn: () => undefined,
  orderRequest: { build: buildLifeOrder, read: readLifeOrder },
  listing: douyinLifeListing,
  writeBack: null,
  afterSaleIn: douyinLifeAfterSale,
};
