import { toEpochMillis } from '../time.ts';
import { toHex, utf8 } from './bytes.ts';
import type { ChannelCrypto, ChannelSecret, Fetched, OrderAsk, PlatformRequest } from './channel.ts';
import { asRecord, parseLossless } from './lossless-json.ts';

const PATH = '/order/202309/orders';

/** The call as the platform signs it: path, sorted parameters and body between two copies of the secret. */
export const apiSignature = (
  { path, params, body }: { path: string; params: Readonly<Record<string, string>>; body: string },
  secret: string,
  { hmacSha256 }: Pick<ChannelCrypto, 'hmacSha256'>,
): string => {
  const signed = Object.keys(params)
    .filter((name) => name !== 'sign' && name !== 'access_token')
    .sort()
    .map((name) => `${name}${params[name]}`);
  return toHex(hmacSha256(utf8(secret), utf8(`${secret}${path}${signed.join('')}${body}${secret}`)));
};

export const buildOrderDetail = (
  ask: OrderAsk,
  { appId, current, shopCipher }: ChannelSecret,
  crypto: ChannelCrypto,
): PlatformRequest => {
  const params = {
    app_key: appId,
    ids: ask.channelOrderId,
    ...(shopCipher ? { shop_cipher: shopCipher } : {}),
    timestamp: String(Math.floor(toEpochMillis(ask.at) / 1000)),
  };
  const sign = apiSignature({ path: PATH, params, body: '' }, current, crypto);
  return {
    method: 'GET',
    path: `${PATH}?${new URLSearchParams({ ...params, sign })}`,
    headers: { 'content-type': 'application/json', 'x-tts-access-token': ask.accessToken },
    body: '',
  };
};

const SUCCESS = 0;
/** "The order or package does not belong to the current seller." */
const NOT_OURS = 21008111;

/**
 * Reads the answer of Get Order Detail. Anything but an order or a plain "no such order" is worth asking again.
 * Unconfirmed: that an id nobody knows answers with success and no order.
 */
export const readOrderDetail = (status: number, body: string): Fetched => {
  let answer: Record<string, unknown> | null;
  try {
    answer = asRecord(parseLossless(body));
  } catch {
    answer = null;
  }
  if (!answer) return { kind: 'LATER', reason: `tiktok-shop order detail answered HTTP ${status} with no JSON object` };
  const reason = `tiktok-shop order detail answered HTTP ${status}, code ${String(answer.code)}: ${String(answer.message ?? '')}`;
  if (answer.code === NOT_OURS) return { kind: 'MISSING', reason };
  if (status < 200 || status > 299 || answer.code !== SUCCESS) return { kind: 'LATER', reason };
  const orders = asRecord(answer.data)?.orders;
  const order = Array.isArray(orders) ? asRecord(orders[0]) : null;
  return order
    ? { kind: 'ORDER', payload: order }
    : { kind: 'MISSING', reason: 'tiktok-shop order detail succeeded without the order' };
};
