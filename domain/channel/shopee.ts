import { fromEpochSeconds, type Instant } from '../time.ts';
import { textAnswer } from './answers.ts';
import { concat, text, toHex, utf8 } from './bytes.ts';
import type {
  Channel,
  ChannelCrypto,
  ChannelSecret,
  PushRequest,
  Reading,
  Received,
  UnreadablePush,
} from './channel.ts';
import { fitsAnySecret } from './living-secrets.ts';
import { asRecord, idText, parseLossless } from './lossless-json.ts';
import { shopeeAfterSale } from './shopee-after-sale.ts';
import { shopeeListing } from './shopee-listing.ts';
import { buildOrderDetail, readOrderDetail } from './shopee-order.ts';
import { shopeeWriteBack } from './shopee-write-back.ts';

const TAKEN = textAnswer(200, '');
const refused = (reason: string, status: number): Received => ({
  kind: 'REFUSED',
  reason,
  answer: textAnswer(status, ''),
});

const PROBE_CODE = '0';
/** Order status and tracking number: without an order they say nothing. */
const ABOUT_ONE_ORDER: ReadonlySet<string> = new Set(['3', '4']);

const signatureOf = (body: Uint8Array, url: string, secret: string, { hmacSha256 }: ChannelCrypto): string =>
  toHex(hmacSha256(utf8(secret), concat(utf8(`${url}|`), body)));

/** The address is the one registered at the platform, never one rebuilt from the call: a gateway in between changes those. */
const isSigned = (request: PushRequest, secrets: readonly ChannelSecret[], crypto: ChannelCrypto): boolean => {
  const sent = (request.headers.authorization ?? '').toLowerCase();
  return fitsAnySecret(
    secrets,
    (secret, { callbackUrl }) =>
      callbackUrl !== undefined && crypto.equal(signatureOf(request.body, callbackUrl, secret, crypto), sent),
  );
};

const timeIn = (data: Record<string, unknown>, envelope: Record<string, unknown>): Instant | null => {
  for (const said of [data.update_time, envelope.timestamp]) {
    try {
      if (typeof said === 'number' && said > 0) return fromEpochSeconds(said);
    } catch {
      // A time that cannot be read says nothing; the next one may.
    }
  }
  return null;
};

type Message = {
  readonly code: string;
  readonly envelope: Record<string, unknown>;
  readonly data: Record<string, unknown>;
};

const codeIn = ({ code }: Record<string, unknown>): string | null => (code === 0 ? PROBE_CODE : idText(code));

/** The message, or what is wrong with it. Messages fetched again as lost ones have their data as JSON text. */
const messageIn = (body: string): Message | string => {
  try {
    const envelope = asRecord(parseLossless(body));
    if (!envelope) return 'body is no JSON object';
    const code = codeIn(envelope);
    if (code === null) return 'code is missing in the JSON';
    const data = asRecord(typeof envelope.data === 'string' ? parseLossless(envelope.data) : envelope.data);
    return data ? { code, envelope, data } : 'data is no JSON object';
  } catch (error) {
    return `body is no JSON: ${(error as Error).message}`;
  }
};

/** Pushes have no number of their own. The time of sending is left out, so that a push sent again is the same push. */
const dedupeKeyOf = ({ code, envelope, data }: Message, { sha256Hex }: ChannelCrypto): string => {
  const { ordersn, status, update_time: updated } = data;
  const isStatus = ordersn !== undefined && status !== undefined && updated !== undefined;
  const said = isStatus ? [ordersn, status, updated] : data;
  return sha256Hex(utf8(JSON.stringify([code, envelope.shop_id ?? '', said])));
};

const readBody = (body: string, crypto: ChannelCrypto): Reading => {
  const message = messageIn(body);
  const wrong = (problem: string, kept: Partial<UnreadablePush> = {}): Reading => {
    const error = `shopee ${problem}; expected {"code","shop_id","data":{…}}: replay it once the reader knows the shape`;
    return {
      pushes: [],
      unreadable: [{ dedupeKey: crypto.sha256Hex(utf8(body)), topic: '', shopId: '', ...kept, body, error }],
    };
  };
  if (typeof message === 'string') return wrong(message);
  const { code: topic, envelope, data } = message;
  const shopId = idText(envelope.shop_id) ?? '';
  const channelOrderId = idText(data.ordersn) ?? idText(data.order_sn);
  const dedupeKey = dedupeKeyOf(message, crypto);
  if (ABOUT_ONE_ORDER.has(topic) && channelOrderId === null)
    return wrong(`data.ordersn is missing in the JSON of code ${topic}`, { dedupeKey, topic, shopId });
  const push = { dedupeKey, topic, shopId, channelOrderId, sourceAt: timeIn(data, envelope), body };
  return { pushes: [push], unreadable: [] };
};

const isProbe = (body: string): boolean => {
  const message = messageIn(body);
  return typeof message !== 'string' && message.code === PROBE_CODE;
};

const receive = (request: PushRequest, secrets: readonly ChannelSecret[], crypto: ChannelCrypto): Received => {
  if (request.method !== 'POST') return refused('METHOD', 405);
  if (!isSigned(request, secrets, crypto)) return refused('SIGNATURE', 401);
  const body = text(request.body);
  if (isProbe(body)) return { kind: 'PROBE', answer: TAKEN };
  return { kind: 'ACCEPTED', ...readBody(body, crypto), answer: TAKEN };
};

const sign: Channel['sign'] = ({ body }, { callbackUrl, current }, crypto) => {
  if (callbackUrl === undefined)
    throw new TypeError('shopee needs the callback URL that is registered at the platform');
  const bytes = utf8(body);
  return {
    method: 'POST',
    path: '/channels/shopee',
    query: {},
    headers: { 'content-type': 'application/json', authorization: signatureOf(bytes, callbackUrl, current, crypto) },
    body: bytes,
  };
};

/**
 * Shopee. Pushes carry ids; the order is fetched with `v2.order.get_order_detail`.
 * The answer is due in 5 s; pushes that were lost can be fetched for 3 days with `v2.push.get_lost_push_message`.
 *
 * - unconfirmed: that the console's "Verify" posts a signed message of code 0; it is answered and not kept.
 * - unconfirmed: that a push sent again has the same data; the time of sending is not part of its key.
 * - There is no message for a changed address: it comes with the order at its next push.
 */
export const shopee: Channel = {
  id: 'shopee',
  title: { en: 'Shopee', zh: 'Shopee 虾皮' },
  receive,
  reread: ({ body }, crypto) => readBody(body, crypto),
  sign,
  failure: textAnswer(503, 'busy'),
  orderIn: () => undefined,
  orderRequest: { build: buildOrderDetail, read: readOrderDetail },
  listing: shopeeListing,
  writeBack: shopeeWriteBack,
  afterSaleIn: shopeeAfterSale,
};
