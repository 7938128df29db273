import { fromEpochMillis, type Instant } from '../time.ts';
import { jsonAnswer } from './answers.ts';
import { text, utf8 } from './bytes.ts';
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
import { kuaishouAfterSale } from './kuaishou-after-sale.ts';
import { decrypt, encrypt, keyOf } from './kuaishou-cipher.ts';
import { kuaishouListing } from './kuaishou-listing.ts';
import { buildOrderDetail, readOrderDetail } from './kuaishou-order.ts';
import { kuaishouWriteBack } from './kuaishou-write-back.ts';
import { asRecord, idText, parseLossless } from './lossless-json.ts';

const TAKEN = jsonAnswer(200, { result: 1 });
const refusedWith = (status: number, message: string) => jsonAnswer(status, { result: 0, error_msg: message });
const refused = (reason: string, status: number, message: string): Received => ({
  kind: 'REFUSED',
  reason,
  answer: refusedWith(status, message),
});

type Parsed = { readonly value: Record<string, unknown> } | { readonly problem: string };

const parsed = (json: string, what: string): Parsed => {
  try {
    const value = asRecord(parseLossless(json));
    return value ? { value } : { problem: `${what} is no JSON object` };
  } catch (error) {
    return { problem: `${what} is no JSON: ${(error as Error).message}` };
  }
};

const timeOf = (...said: readonly unknown[]): Instant | null => {
  const millis = said.find((each) => typeof each === 'number' && each > 0);
  try {
    return typeof millis === 'number' ? fromEpochMillis(millis) : null;
  } catch {
    return null;
  }
};

const unreadable = (
  message: string,
  problem: string,
  envelope: Record<string, unknown>,
  crypto: ChannelCrypto,
): Reading => ({
  pushes: [],
  unreadable: [
    {
      dedupeKey: idText(envelope.eventId) ?? crypto.sha256Hex(utf8(message)),
      topic: idText(envelope.event) ?? '',
      shopId: idText(envelope.userId) ?? '',
      body: message,
      error: `kuaishou ${problem}; expected {"eventId","event","appKey","info":"{…}"}: ask the platform to send it again, or replay it once the reader knows the shape`,
    } satisfies UnreadablePush,
  ],
});

const pushOf = (
  message: string,
  envelope: Record<string, unknown>,
  info: Record<string, unknown>,
  crypto: ChannelCrypto,
): Push => ({
  dedupeKey: idText(envelope.eventId) ?? idText(envelope.msgId) ?? crypto.sha256Hex(utf8(message)),
  topic: idText(envelope.event) ?? '',
  shopId: idText(info.sellerId) ?? idText(envelope.userId) ?? '',
  // Order messages say `oid`, after-sale messages `orderId`; `bizId` is the order's or the refund's.
  channelOrderId: idText(info.oid) ?? idText(info.orderId),
  sourceAt: timeOf(info.updateTime, envelope.createTime),
  // The envelope around it changes with every try of the platform.
  body: envelope.info as string,
});

const readMessage = (message: string, crypto: ChannelCrypto): Reading => {
  const envelope = parsed(message, 'message');
  if ('problem' in envelope) return unreadable(message, envelope.problem, {}, crypto);
  const { value } = envelope;
  if (idText(value.event) === null) return unreadable(message, 'event is missing', value, crypto);
  if (typeof value.info !== 'string')
    return unreadable(message, `info is ${typeof value.info}, expected JSON text`, value, crypto);
  const info = parsed(value.info, 'info');
  if ('problem' in info) return unreadable(message, info.problem, value, crypto);
  return { pushes: [pushOf(message, value, info.value, crypto)], unreadable: [] };
};

type Opened = { readonly message: string; readonly secret: ChannelSecret };

const opened = (body: string, secrets: readonly ChannelSecret[], crypto: ChannelCrypto): Opened[] =>
  secrets.flatMap((secret) =>
    [secret.current, secret.previous].flatMap((messageSecret) => {
      const key = messageSecret === null ? null : keyOf(messageSecret);
      const message = key && decrypt(body, key, crypto);
      return message === null ? [] : [{ message, secret }];
    }),
  );

const isOfApp = (envelope: Parsed, { appId }: ChannelSecret, { equal }: ChannelCrypto): boolean =>
  'problem' in envelope || equal(idText(envelope.value.appKey) ?? '', appId);

const isProbe = (envelope: Parsed): boolean => 'value' in envelope && envelope.value.test === true;

const receive = (request: PushRequest, secrets: readonly ChannelSecret[], crypto: ChannelCrypto): Received => {
  if (request.method !== 'POST') return refused('METHOD', 405, 'method not allowed');
  const found = opened(text(request.body).replace(/\s/g, ''), secrets, crypto).map((each) => ({
    ...each,
    envelope: parsed(each.message, 'message'),
  }));
  if (found.length === 0) return refused('DECRYPT', 401, 'message cannot be decrypted');
  if (found.some(({ envelope }) => isProbe(envelope))) return { kind: 'PROBE', answer: TAKEN };
  const ours = found.find(({ envelope, secret }) => isOfApp(envelope, secret, crypto));
  if (!ours) return refused('APP', 401, 'appKey is another app');
  return { kind: 'ACCEPTED', ...readMessage(ours.message, crypto), answer: TAKEN };
};

const sign: Channel['sign'] = ({ body }, { appId, current }, crypto) => {
  const key = keyOf(current);
  if (!key) throw new TypeError('kuaishou needs a message secret: base64 of 16, 24 or 32 bytes (messageSecret)');
  // The platform names the app it sends to; in the text, because writing the JSON anew would lose digits of ids.
  const message = body.replace(/"appKey":"[^"]*"/, () => `"appKey":${JSON.stringify(appId)}`);
  return {
    method: 'POST',
    path: '/channels/kuaishou',
    query: {},
    headers: { 'content-type': 'application/json' },
    body: utf8(encrypt(message, key, crypto)),
  };
};

/**
 * Kuaishou shop 快手小店. One encrypted message a call, with ids only; the order is fetched with `open.order.detail`.
 * There is no signature: a message is the platform's when it decrypts under the message secret and names our app.
 * So of it only ids are believed and what an after-sale message
 * says (which can hold an order back, never send one), and what does not decrypt is refused.
 *
 * unconfirmed: the schedule of retries and its content type; failure codes; whether a message about a changed address
 * exists; how long the message secret is (16, 24 and 32 bytes are taken); `totalFee` including freight and less discounts;
 * risk codes other than 10001, which are held for too.
 */
export const kuaishou: Channel = {
  id: 'kuaishou',
  title: { en: 'Kuaishou shop', zh: '快手小店' },
  receive,
  reread: ({ body }, crypto) => readMessage(body, crypto),
  sign,
  failure: refusedWith(500, 'busy'),
  orderIn: () => undefined,
  orderRequest: { build: buildOrderDetail, read: readOrderDetail },
  listing: kuaishouListing,
  writeBack: kuaishouWriteBack,
  afterSaleIn: kuaishouAfterSale,
};
