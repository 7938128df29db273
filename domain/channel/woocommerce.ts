import { fromUtc, type Instant } from '../time.ts';
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
import { woocommerceAfterSale } from './woocommerce-after-sale.ts';
import { woocommerceListing } from './woocommerce-listing.ts';
import { woocommerceWriteBack } from './woocommerce-write-back.ts';

const TAKEN = textAnswer(200, 'ok');
const refused = (reason: string, status: number): Received => ({
  kind: 'REFUSED',
  reason,
  answer: textAnswer(status, reason === 'METHOD' ? 'method not allowed' : 'signature refused'),
});

const SIGNATURE = 'x-wc-webhook-signature';
/** What a shop sends, unsigned and as a form, when a webhook is saved; anything but 200 and the shop refuses to save it. */
const PING = /^webhook_id=\d{1,20}\s*$/;

const signatureOf = (body: Uint8Array, secret: string, { hmacSha256 }: ChannelCrypto): string =>
  toBase64(hmacSha256(utf8(secret), body));

const isSigned = (request: PushRequest, secrets: readonly ChannelSecret[], crypto: ChannelCrypto): boolean => {
  const sent = request.headers[SIGNATURE] ?? '';
  return fitsAnySecret(secrets, (secret) => crypto.equal(signatureOf(request.body, secret, crypto), sent));
};

/** `date_*_gmt` are UTC without saying so; `date_*` are the shop's own clock, whose zone the payload does not name. */
const timeIn = (order: Record<string, unknown>): Instant | null => {
  for (const said of [order.date_modified_gmt, order.date_created_gmt]) {
    if (typeof said !== 'string' || said === '') continue;
    try {
      return fromUtc(said);
    } catch {
      // A time that cannot be read says nothing; the next one may.
    }
  }
  return null;
};

/**
 * WooCommerce makes the delivery id of the webhook's number and the second, so two orders changed in one second share it:
 * the content tells them apart.
 */
const dedupeKeyOf = (headers: PushRequest['headers'], topic: string, body: string, { sha256Hex }: ChannelCrypto) =>
  `${headers['x-wc-webhook-delivery-id'] ?? topic}:${sha256Hex(utf8(body))}`;

const isAboutOrder = (topic: string): boolean => topic.startsWith('order.');

type Kept = Omit<UnreadablePush, 'error'>;

const readKept = (kept: Kept): Reading => {
  const wrong = (problem: string): Reading => ({
    pushes: [],
    unreadable: [{ ...kept, error: `woocommerce ${problem}: replay it once the reader knows the shape` }],
  });
  try {
    const body = asRecord(parseLossless(kept.body));
    if (!body) return wrong('body is no JSON object');
    if (kept.topic === '') return wrong('header X-WC-Webhook-Topic is missing');
    if (!isAboutOrder(kept.topic))
      return { pushes: [{ ...kept, channelOrderId: null, sourceAt: null }], unreadable: [] };
    const channelOrderId = idText(body.id);
    // A webhook of the legacy API v1 or v2 wraps or lacks what the mapping reads.
    if (channelOrderId === null) return wrong('field id is missing; set the webhook to API version v3');
    return { pushes: [{ ...kept, channelOrderId, sourceAt: timeIn(body) }], unreadable: [] };
  } catch (error) {
    return wrong(`body is no JSON: ${(error as Error).message}`);
  }
};

const receive = (request: PushRequest, secrets: readonly ChannelSecret[], crypto: ChannelCrypto): Received => {
  if (request.method !== 'POST') return refused('METHOD', 405);
  const body = text(request.body);
  if (request.headers[SIGNATURE] === undefined && PING.test(body)) return { kind: 'PROBE', answer: TAKEN };
  if (!isSigned(request, secrets, crypto)) return refused('SIGNATURE', 401);
  const topic = request.headers['x-wc-webhook-topic'] ?? '';
  const shopId = request.headers['x-wc-webhook-source'] ?? '';
  const kept: Kept = { dedupeKey: dedupeKeyOf(request.headers, topic, body, crypto), topic, shopId, body };
  return { kind: 'ACCEPTED', ...readKept(kept), answer: TAKEN };
};

/** `order.*` carries the whole order; a deletion carries its id only, and deletes nothing that could still be shipped. */
const orderIn: Channel['orderIn'] = ({ topic, body }) =>
  isAboutOrder(topic) && topic !== 'order.deleted' ? parseLossless(body) : undefined;

const sign: Channel['sign'] = ({ body, topic = 'order.updated', nonce }, { appId, current }, crypto) => {
  const bytes = utf8(body);
  const [resource = '', event = ''] = topic.split('.');
  return {
    method: 'POST',
    path: '/channels/woocommerce',
    query: {},
    headers: {
      'content-type': 'application/json',
      'x-wc-webhook-source': appId,
      'x-wc-webhook-topic': topic,
      'x-wc-webhook-resource': resource,
      'x-wc-webhook-event': event,
      [SIGNATURE]: signatureOf(bytes, current, crypto),
      'x-wc-webhook-delivery-id': nonce,
    },
    body: bytes,
  };
};

/**
 * WooCommerce. The push carries the whole order, so nothing is fetched. A delivery that fails is never repeated, and a webhook that
 * fails more than five times in a row is switched off by the shop.
 *
 * A failed payment is no cancellation here: the buyer may pay the same order again. A cancelled order that the shop revives stays
 * cancelled, as everywhere.
 *
 * unconfirmed: `shipped`, `partial-shipped` and `delivered` are words of shipment plugins, not of WooCommerce; that `on-hold` with a
 * payment date means a check of the payment is how payment plugins use it.
 */
export const woocommerce: Channel = {
  id: 'woocommerce',
  title: { en: 'WooCommerce', zh: 'WooCommerce' },
  receive,
  reread: readKept,
  sign,
  failure: textAnswer(503, 'busy'),
  orderIn,
  orderRequest: null,
  afterSaleIn: woocommerceAfterSale,
  listing: woocommerceListing,
  writeBack: woocommerceWriteBack,
};
