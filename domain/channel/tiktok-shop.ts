import { fromEpochSeconds, type Instant } from '../time.ts';
import { textAnswer } from './answers.ts';
import { concat, text, toHex, utf8 } from './bytes.ts';
import type {
  Channel,
  ChannelCrypto,
  ChannelSecret,
  Push,
  PushRequest,
  Reading,
  Received,
  UnreadablePush,
} from './channel.ts';
import { fitsAnySecret } from './living-secrets.ts';
import { asRecord, idText, parseLossless } from './lossless-json.ts';
import { tiktokShopAfterSale } from './tiktok-shop-after-sale.ts';
import { tiktokShopListing } from './tiktok-shop-listing.ts';
import { buildOrderDetail, readOrderDetail } from './tiktok-shop-order.ts';
import { tiktokShopWriteBack } from './tiktok-shop-write-back.ts';

const TAKEN = textAnswer(200, '');
const refused = (reason: string, status: number): Received => ({
  kind: 'REFUSED',
  reason,
  answer: textAnswer(status, ''),
});

/** Order status, address, cancellation, return: without an order they say nothing. */
const ABOUT_ONE_ORDER: ReadonlySet<string> = new Set(['1', '3', '11', '12']);

const signatureOf = (body: Uint8Array, appKey: string, secret: string, { hmacSha256 }: ChannelCrypto): string =>
  toHex(hmacSha256(utf8(secret), concat(utf8(appKey), body)));

const isSigned = (request: PushRequest, secrets: readonly ChannelSecret[], crypto: ChannelCrypto): boolean => {
  const sent = (request.headers.authorization ?? '').toLowerCase();
  return fitsAnySecret(secrets, (secret, { appId }) =>
    crypto.equal(signatureOf(request.body, appId, secret, crypto), sent),
  );
};

const timeIn = (data: Record<string, unknown>, envelope: Record<string, unknown>): Instant | null => {
  for (const said of [data.update_time, envelope.timestamp]) {
    const seconds = typeof said === 'string' && /^\d{1,12}$/.test(said) ? Number(said) : said;
    try {
      if (typeof seconds === 'number' && seconds > 0) return fromEpochSeconds(seconds);
    } catch {
      // A time that cannot be read says nothing; the next one may.
    }
  }
  return null;
};

/** Packages name the orders in them, and a package can hold several orders. */
const orderIdsIn = (data: Record<string, unknown>): string[] => {
  const own = idText(data.order_id);
  if (own !== null) return [own];
  const packages = Array.isArray(data.package_list) ? data.package_list : [];
  const ids = packages.flatMap((each) => asRecord(each)?.order_id_list ?? []).map(idText);
  return [...new Set(ids.filter((id): id is string => id !== null))];
};

type Message = { readonly envelope: Record<string, unknown>; readonly data: Record<string, unknown> };

/** The message, or what is wrong with it. */
const messageIn = (body: string): Message | string => {
  try {
    const envelope = asRecord(parseLossless(body));
    if (!envelope) return 'body is no JSON object';
    if (idText(envelope.type) === null) return 'type is missing in the JSON';
    const data = asRecord(envelope.data);
    return data ? { envelope, data } : 'data is no JSON object';
  } catch (error) {
    return `body is no JSON: ${(error as Error).message}`;
  }
};

const readBody = (body: string, { sha256Hex }: ChannelCrypto): Reading => {
  const message = messageIn(body);
  const wrong = (problem: string, kept: Partial<UnreadablePush> = {}): Reading => {
    const error = `tiktok-shop ${problem}; expected {"type","shop_id","data":{…}}: replay it once the reader knows the shape`;
    return {
      pushes: [],
      unreadable: [{ dedupeKey: sha256Hex(utf8(body)), topic: '', shopId: '', ...kept, body, error }],
    };
  };
  if (typeof message === 'string') return wrong(message);
  const { envelope, data } = message;
  const topic = idText(envelope.type) ?? '';
  const shopId = idText(envelope.shop_id) ?? '';
  const dedupeKey = idText(envelope.tts_notification_id) ?? sha256Hex(utf8(body));
  const orderIds = orderIdsIn(data);
  if (ABOUT_ONE_ORDER.has(topic) && orderIds.length === 0)
    return wrong(`data.order_id is missing in the JSON of type ${topic}`, { dedupeKey, topic, shopId });
  const sourceAt = timeIn(data, envelope);
  const about = (channelOrderId: string | null, key: string): Push => ({
    dedupeKey: key,
    topic,
    shopId,
    channelOrderId,
    sourceAt,
    body,
  });
  const [only = null] = orderIds;
  const pushes = orderIds.length > 1 ? orderIds.map((id) => about(id, `${dedupeKey}:${id}`)) : [about(only, dedupeKey)];
  return { pushes, unreadable: [] };
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
    path: '/channels/tiktok-shop',
    query: {},
    headers: { 'content-type': 'application/json', authorization: signatureOf(bytes, appId, current, crypto) },
    body: bytes,
  };
};

/**
 * TikTok Shop. Pushes carry ids; the order is fetched with Get Order Detail, version 202309.
 * The answer is due in 3 s; a push that failed comes again after 2 min, 30 min, 3 h and 12 h, then never.
 *
 * - unconfirmed: no probe is documented, so every signed call is kept and every other one refused.
 * - unconfirmed: `Authorization` covers neither time nor address; a repeated push is known by `tts_notification_id`, which the
 *   platform's example of an address push lacks. Its body stands in.
 */
export const tiktokShop: Channel = {
  id: 'tiktok-shop',
  title: { en: 'TikTok Shop', zh: 'TikTok Shop' },
  receive,
  reread: ({ body }, crypto) => readBody(body, crypto),
  sign,
  failure: textAnswer(503, 'busy'),
  orderIn: () => undefined,
  orderRequest: { build: buildOrderDetail, read: readOrderDetail },
  listing: tiktokShopListing,
  writeBack: tiktokShopWriteBack,
  afterSaleIn: tiktokShopAfterSale,
};
