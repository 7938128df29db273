import { fromIso, type Instant } from '../time.ts';
import { textAnswer } from './answers.ts';
import { text, toBase64, utf8 } from './bytes.ts';
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
import { shopifyAfterSale } from './shopify-after-sale.ts';
import { shopifyListing } from './shopify-listing.ts';
import { shopifyWriteBack } from './shopify-write-back.ts';

const TAKEN = textAnswer(200, 'ok');
const refused = (reason: string, status: number): Received => ({
  kind: 'REFUSED',
  reason,
  answer: textAnswer(status, reason === 'METHOD' ? 'method not allowed' : 'signature refused'),
});

const signatureOf = (body: Uint8Array, secret: string, { hmacSha256 }: ChannelCrypto): string =>
  toBase64(hmacSha256(utf8(secret), body));

const isSigned = (request: PushRequest, secrets: readonly ChannelSecret[], crypto: ChannelCrypto): boolean => {
  const sent = request.headers['x-shopify-hmac-sha256'] ?? '';
  return fitsAnySecret(secrets, (secret) => crypto.equal(signatureOf(request.body, secret, crypto), sent));
};

const timeIn = (headers: PushRequest['headers'], order: Record<string, unknown>): Instant | null => {
  for (const said of [headers['x-shopify-triggered-at'], order.updated_at]) {
    if (typeof said !== 'string' || said === '') continue;
    try {
      return fromIso(said);
    } catch {
      // A time that cannot be read says nothing; the next one may.
    }
  }
  return null;
};

/** Orders name themselves; refunds, fulfilments and disputes name their order, returns hold it. Customers and shops name none. */
const orderIdIn = (topic: string, body: Record<string, unknown>): string | null => {
  if (topic.startsWith('orders/')) return idText(body.id);
  return idText(body.order_id) ?? idText(asRecord(body.order)?.id);
};

/**
 * One merchant action can raise several topics under one event id, so the topic is part of the key; the event id survives
 * retries and double subscriptions, the webhook id only retries.
 */
const dedupeKeyOf = (headers: PushRequest['headers'], topic: string, body: string, { sha256Hex }: ChannelCrypto) => {
  const id = headers['x-shopify-event-id'] ?? headers['x-shopify-webhook-id'] ?? sha256Hex(utf8(body));
  return `${topic}:${id}`;
};

type Kept = Omit<UnreadablePush, 'error'>;

const readKept = (kept: Kept, headers: PushRequest['headers']): Reading => {
  const wrong = (problem: string): Reading => ({
    pushes: [],
    unreadable: [{ ...kept, error: `shopify ${problem}: replay it once the reader knows the shape` }],
  });
  try {
    const body = asRecord(parseLossless(kept.body));
    if (!body) return wrong('body is no JSON object');
    if (kept.topic === '') return wrong('header X-Shopify-Topic is missing');
    const channelOrderId = orderIdIn(kept.topic, body);
    return { pushes: [{ ...kept, channelOrderId, sourceAt: timeIn(headers, body) }], unreadable: [] };
  } catch (error) {
    return wrong(`body is no JSON: ${(error as Error).message}`);
  }
};

const receive = (request: PushRequest, secrets: readonly ChannelSecret[], crypto: ChannelCrypto): Received => {
  if (request.method !== 'POST') return refused('METHOD', 405);
  if (!isSigned(request, secrets, crypto)) return refused('SIGNATURE', 401);
  const body = text(request.body);
  const topic = request.headers['x-shopify-topic'] ?? '';
  const kept: Kept = {
    dedupeKey: dedupeKeyOf(request.headers, topic, body, crypto),
    topic,
    shopId: request.headers['x-shopify-shop-domain'] ?? '',
    body,
  };
  return { kind: 'ACCEPTED', ...readKept(kept, request.headers), answer: TAKEN };
};

/** `orders/*` carries the whole order; a deletion carries its id only, and deletes nothing that could still be shipped. */
const orderIn: Channel['orderIn'] = ({ topic, body }) =>
  topic.startsWith('orders/') && topic !== 'orders/delete' ? parseLossless(body) : undefined;

const sign: Channel['sign'] = ({ body, topic = 'orders/updated', at, nonce }, { appId, current }, crypto) => {
  const bytes = utf8(body);
  return {
    method: 'POST',
    path: '/channels/shopify',
    query: {},
    headers: {
      'content-type': 'application/json',
      'x-shopify-topic': topic,
      'x-shopify-hmac-sha256': signatureOf(bytes, current, crypto),
      'x-shopify-shop-domain': appId,
      'x-shopify-event-id': nonce,
      'x-shopify-webhook-id': nonce,
      'x-shopify-triggered-at': at,
    },
    body: bytes,
  };
};

/** Shopify. The push carries the whole order, so nothing is fetched. */
export const shopify: Channel = {
  id: 'shopify',
  title: { en: 'Shopify', zh: 'Shopify' },
  receive,
  reread: (kept) => readKept(kept, {}),
  sign,
  failure: textAnswer(503, 'busy'),
  orderIn,
  orderRequest: null,
  afterSaleIn: shopifyAfterSale,
  listing: shopifyListing,
  writeBack: shopifyWriteBack,
};
