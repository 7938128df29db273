import { toEpochMillis } from '../time.ts';
import { toBase64, utf8 } from './bytes.ts';
import type { ChannelCrypto, ChannelSecret, Fetched, OrderAsk, PlatformRequest } from './channel.ts';
import { asRecord, parseLossless } from './lossless-json.ts';

const METHOD = 'open.order.detail';

/** API signature: HMAC-SHA256, base64, over the sorted parameters and the sign secret, which is the key too. */
export const apiSignature = (
  params: Readonly<Record<string, string>>,
  signSecret: string,
  { hmacSha256 }: Pick<ChannelCrypto, 'hmacSha256'>,
): string => {
  const pairs = Object.keys(params)
    .sort()
    .map((key) => `${key}=${params[key]}`);
  return toBase64(hmacSha256(utf8(signSecret), utf8(`${pairs.join('&')}&signSecret=${signSecret}`)));
};

export const buildOrderDetail = (
  { channelOrderId, at, accessToken }: OrderAsk,
  { appId, current, apiSecret = current }: ChannelSecret,
  crypto: ChannelCrypto,
): PlatformRequest => {
  const params = {
    access_token: accessToken,
    appkey: appId,
    method: METHOD,
    // A number to the platform; written as text, every digit of it stays.
    param: /^[1-9]\d*$/.test(channelOrderId) ? `{"oid":${channelOrderId}}` : JSON.stringify({ oid: channelOrderId }),
    signMethod: 'HMAC_SHA256',
    timestamp: String(toEpochMillis(at)),
    version: '1',
  };
  const query = new URLSearchParams({ ...params, sign: apiSignature(params, apiSecret, crypto) });
  return { method: 'GET', path: `/open/order/detail?${query}`, headers: {}, body: '' };
};

/** The platform's wording is all there is; whatever is not matched is asked again. */
const NO_SUCH_ORDER = /订单不存在|order.*not.*(exist|found)/i;

/** Reads the answer of `open.order.detail`: `{"result":1,"data":{…}}`, else `error_msg`. */
export const readOrderDetail = (status: number, body: string): Fetched => {
  if (status < 200 || status > 299) return { kind: 'LATER', reason: `kuaishou ${METHOD} answered HTTP ${status}` };
  let answer: Record<string, unknown> | null;
  try {
    answer = asRecord(parseLossless(body));
  } catch {
    answer = null;
  }
  if (!answer) return { kind: 'LATER', reason: `kuaishou ${METHOD} answered with no JSON object` };
  if (answer.result !== 1) {
    const reason = `kuaishou ${METHOD} answered result ${String(answer.result)}: ${String(answer.error_msg ?? answer.msg ?? '')}`;
    return { kind: NO_SUCH_ORDER.test(reason) ? 'MISSING' : 'LATER', reason };
  }
  const order = asRecord(answer.data);
  return order && asRecord(order.orderBaseInfo)
    ? { kind: 'ORDER', payload: order }
    : { kind: 'MISSING', reason: `kuaishou ${METHOD} succeeded without data.orderBaseInfo` };
};
