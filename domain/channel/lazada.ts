import { fromEpochMillis, fromEpochSeconds, type Instant } from '../time.ts';
import { textAnswer } from './answers.ts';
import { concat, text, toHex, utf8 } from './bytes.ts';
import type { Channel, ChannelCrypto, ChannelSecret, PushRequest, Reading, Received } from './channel.ts';
import { lazadaAfterSale } from './lazada-after-sale.ts';
import { lazadaListing } from './lazada-listing.ts';
import { lazadaOrderRequest } from './lazada-order.ts';
import { lazadaWriteBack } from './lazada-write-back.ts';
import { fitsAnySecret } from './living-secrets.ts';
import { asRecord, idText, parseLossless } from './lossless-json.ts';

const TAKEN = textAnswer(200, '');
const refused = (reason: string, status: number): Received => ({
  kind: 'REFUSED',
  reason,
  answer: textAnswer(status, ''),
});

/** Orders forward and back; the others are about returns (10), parcels (14), products, sellers. */
const TRADE_ORDER = '0';

const signatureOf = (body: Uint8Array, appKey: string, secret: string, { hmacSha256 }: ChannelCrypto): string =>
  toHex(hmacSha256(utf8(secret), concat(utf8(appKey), body)));

const isSigned = (request: PushRequest, secrets: readonly ChannelSecret[], crypto: ChannelCrypto): boolean => {
  const sent = (request.headers.authorization ?? '').toLowerCase();
  return fitsAnySecret(secrets, (secret, { appId }) =>
    crypto.equal(signatureOf(request.body, appId, secret, crypto), sent),
  );
};

/** Epoch milliseconds have been 12 digits and more since 1973; Lazada's envelopes use both units. */
const FIRST_MILLIS = 100_000_000_000;

const timeIn = (data: Record<string, unknown>, envelope: Record<string, unknown>): Instant | null => {
  for (const said of [data.status_update_time, envelope.timestamp].map(Number)) {
    try {
      if (said > 0) return said < FIRST_MILLIS ? fromEpochSeconds(said) : fromEpochMillis(said);
    } catch {
      // A time that cannot be read says nothing; the next one may.
    }
  }
  return null;
};

type Message = {
  readonly type: string;
  readonly envelope: Record<string, unknown>;
  readonly data: Record<string, unknown>;
};

const typeIn = ({ message_type: type }: Record<string, unknown>): string | null =>
  type === 0 || type === '0' ? TRADE_ORDER : idText(type);

/** The message, or what is wrong with it. */
const messageIn = (body: string): Message | string => {
  try {
    const envelope = asRecord(parseLossless(body));
    if (!envelope) return 'body is no JSON object';
    const type = typeIn(envelope);
    if (type === null) return 'message_type is missing in the JSON';
    const data = asRecord(envelope.data);
    return data ? { type, envelope, data } : 'data is no JSON object';
  } catch (error) {
    return `body is no JSON: ${(error as Error).message}`;
  }
};

/**
 * Messages have no number of their own. A line's status at its time is one message however often it is sent; the time of sending is
 * left out. A message sent again may carry a newer status: that is another one.
 */
const dedupeKeyOf = ({ type, envelope, data }: Message, { sha256Hex }: ChannelCrypto): string => {
  const shop = [type, envelope.site ?? '', idText(envelope.seller_id) ?? ''];
  if (type !== TRADE_ORDER) return sha256Hex(utf8(JSON.stringify([...shop, data])));
  const about = ['trade_order_id', 'trade_order_line_id', 'reverse_order_line_id'].map((key) => idText(data[key]));
  return sha256Hex(utf8(JSON.stringify([...shop, ...about, data.order_status, idText(data.status_update_time)])));
};

const readBody = (body: string, crypto: ChannelCrypto): Reading => {
  const message = messageIn(body);
  const wrong = (problem: string, topic = '', shopId = ''): Reading => {
    const error = `lazada ${problem}; expected {"seller_id","message_type","data":{…}}: replay it once the reader knows the shape`;
    return { pushes: [], unreadable: [{ dedupeKey: crypto.sha256Hex(utf8(body)), topic, shopId, body, error }] };
  };
  if (typeof message === 'string') return wrong(message);
  const { type: topic, envelope, data } = message;
  const shopId = idText(envelope.seller_id) ?? '';
  const channelOrderId = idText(data.trade_order_id);
  if (topic === TRADE_ORDER && channelOrderId === null)
    return wrong(`data.trade_order_id is missing in the JSON of message_type ${topic}`, topic, shopId);
  const dedupeKey = dedupeKeyOf(message, crypto);
  const push = { dedupeKey, topic, shopId, channelOrderId, sourceAt: timeIn(data, envelope), body };
  return { pushes: [push], unreadable: [] };
};

const receive = (request: PushRequest, secrets: readonly ChannelSecret[], crypto: ChannelCrypto): Received => {
  if (request.method !== 'POST') return refused('METHOD', 405);
  if (!isSigned(request, secrets, crypto)) return refused('SIGNATURE', 401);
  return { kind: 'ACCEPTED', ...readBody(text(request.body), crypto), answer: TAKEN };
};

const sign: Channel['sign'] = ({ body }, { appId, current }, crypto) => {
  const bytes = utf8(body);
  return {
    method: 'POST',
    path: '/channels/lazada',
    query: {},
    headers: { 'content-type': 'application/json', authorization: signatureOf(bytes, appId, current, crypto) },
    body: bytes,
  };
};

/**
 * Lazada. Pushes carry ids; the order is fetched with `/order/get` and `/order/items/get`.
 * The answer is due in 500 ms, its body is not read; else the message comes again every 30 minutes, 12 times, and then no more.
 * A function may take that long to start, so a queue takes the calls (`QUEUE_FIRST`): a call that turns out to be signed wrongly
 * was acknowledged by then, and is counted and dropped.
 *
 * - unconfirmed: what the console's "Verify" posts. It is taken as any other message; the order it names does not exist.
 * - unconfirmed: that a message sent again has the same data; the time of sending is not part of its key.
 * - There is no message for a changed address: it comes with the order at its next push.
 */
export const lazada: Channel = {
  id: 'lazada',
  title: { en: 'Lazada', zh: 'Lazada 来赞达' },
  intake: 'QUEUE_FIRST',
  receive,
  reread: ({ body }, crypto) => readBody(body, crypto),
  sign,
  failure: textAnswer(503, 'busy'),
  orderIn: () => undefined,
  orderRequest: lazadaOrderRequest,
  listing: lazadaListing,
  writeBack: lazadaWriteBack,
  afterSaleIn: lazadaAfterSale,
};
