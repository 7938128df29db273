import { fromEpochSeconds, hoursBetween, type Instant, toEpochMillis } from '../time.ts';
import { textAnswer } from './answers.ts';
import { text, utf8 } from './bytes.ts';
import type { Channel, ChannelCrypto, ChannelSecret, PushRequest, Received } from './channel.ts';
import { asRecord, parseLossless } from './lossless-json.ts';
import { wechatAfterSale } from './wechat-after-sale.ts';
import { type Decrypted, decrypt, encrypt, keyOf, signatureOf } from './wechat-cipher.ts';
import { wechatListing } from './wechat-listing.ts';
import { elementIn, isXml, readMessage } from './wechat-message.ts';
import { buildOrderGet, readOrderGet } from './wechat-order.ts';
import { wechatRequest } from './wechat-request.ts';
import { wechatToken } from './wechat-token.ts';
import { wechatWriteBack } from './wechat-write-back.ts';

const TAKEN = textAnswer(200, 'success');
const refused = (reason: string, status = 401): Received => ({
  kind: 'REFUSED',
  reason,
  answer: textAnswer(status, 'fail'),
});
/** Retries end after 0+0+10 s+1+5+30+60+60+60 min, about 3.6 h; older calls are replays by a stranger. */
const OLDEST_HOURS = 4;

const isFresh = (timestamp: string, now: Instant): boolean =>
  /^[1-9]\d{8,10}$/.test(timestamp) && hoursBetween(fromEpochSeconds(Number(timestamp)), now) <= OLDEST_HOURS;

const tokensOf = ({ current, previous }: ChannelSecret): string[] =>
  previous === null ? [current] : [current, previous];

/** The secrets under whose token these parts were signed. */
const signers = (
  signature: string,
  parts: readonly string[],
  secrets: readonly ChannelSecret[],
  crypto: ChannelCrypto,
): ChannelSecret[] =>
  secrets.filter((secret) =>
    tokensOf(secret).some((token) => crypto.equal(signatureOf([token, ...parts], crypto), signature)),
  );

const encryptedIn = (body: string): string | null => {
  if (isXml(body)) return elementIn(body, 'Encrypt');
  try {
    const encrypted = asRecord(parseLossless(body))?.Encrypt;
    return typeof encrypted === 'string' ? encrypted : null;
  } catch {
    return null;
  }
};

const opened = (encrypted: string, secret: ChannelSecret, crypto: ChannelCrypto): Decrypted | null => {
  const key = keyOf(secret.encodingKey ?? '');
  const plain = key && decrypt(encrypted, key, crypto);
  return plain?.appId === secret.appId ? plain : null;
};

const probe = (
  request: PushRequest,
  secrets: readonly ChannelSecret[],
  crypto: ChannelCrypto,
  now: Instant,
): Received => {
  const { signature = '', timestamp = '', nonce = '', echostr = '' } = request.query;
  if (!isFresh(timestamp, now)) return refused('TIMESTAMP');
  if (signers(signature, [timestamp, nonce], secrets, crypto).length === 0) return refused('SIGNATURE');
  return { kind: 'PROBE', answer: textAnswer(200, echostr) };
};

const receive = (
  request: PushRequest,
  secrets: readonly ChannelSecret[],
  crypto: ChannelCrypto,
  now: Instant,
): Received => {
  if (request.method === 'GET') return probe(request, secrets, crypto, now);
  if (request.method !== 'POST') return refused('METHOD', 405);
  const { msg_signature: signature = '', timestamp = '', nonce = '' } = request.query;
  const encrypted = encryptedIn(text(request.body));
  // `signature` alone does not cover the body: without Encrypt and msg_signature there is nothing to trust.
  if (encrypted === null) return refused('SIGNATURE');
  if (!isFresh(timestamp, now)) return refused('TIMESTAMP');
  const trusted = signers(signature, [timestamp, nonce, encrypted], secrets, crypto);
  if (trusted.length === 0) return refused('SIGNATURE');
  for (const secret of trusted) {
    const plain = opened(encrypted, secret, crypto);
    if (plain) return { kind: 'ACCEPTED', ...readMessage(plain.message, plain.appId, crypto), answer: TAKEN };
  }
  // Wrong EncodingAESKey or another app's message: refused, so that the platform sends it again once the key is right.
  return refused('DECRYPT');
};

const sign: Channel['sign'] = ({ body, at, nonce }, secret, crypto) => {
  const key = keyOf(secret.encodingKey ?? '');
  if (!key) throw new TypeError('wechat needs an encoding key: 43 characters of base64 (EncodingAESKey)');
  const timestamp = String(Math.floor(toEpochMillis(at) / 1000));
  const random = utf8(crypto.sha256Hex(utf8(nonce))).subarray(0, 16);
  const encrypted = encrypt(body, secret.appId, key, random, crypto);
  return {
    method: 'POST',
    path: '/channels/wechat',
    query: {
      signature: signatureOf([secret.current, timestamp, nonce], crypto),
      timestamp,
      nonce,
      encrypt_type: 'aes',
      msg_signature: signatureOf([secret.current, timestamp, nonce, encrypted], crypto),
    },
    headers: { 'content-type': 'application/json' },
    body: utf8(JSON.stringify({ ToUserName: secret.appId, Encrypt: encrypted })),
  };
};

/** WeChat shop 微信小店. Secure mode only: signed and encrypted. Pushes carry ids; the order is fetched with `order/get`. */
export const wechat: Channel = {
  id: 'wechat',
  title: { en: 'WeChat shop', zh: '微信小店' },
  receive,
  reread: ({ body, shopId }, crypto) => readMessage(body, shopId, crypto),
  sign,
  failure: textAnswer(500, 'busy'),
  orderIn: () => undefined,
  orderRequest: { build: buildOrderGet, read: readOrderGet },
  listing: wechatListing,
  writeBack: wechatWriteBack,
  afterSaleIn: wechatAfterSale,
  token: wechatToken,
  requestIn: wechatRequest,
};
