import { toEpochMillis } from '../time.ts';
import { toBase64, utf8 } from './bytes.ts';
import type { ChannelCrypto, ChannelSecret, Fetched, OrderAsk, PlatformRequest } from './channel.ts';
import type { ApiAsk } from './channel-api.ts';
import { asRecord } from './lossless-json.ts';
import { answered, idLiteral } from './platform-answer.ts';

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

/**
 * A method's path is its name with slashes; questions are asked by GET, changes made by POST with a form.
 * @param param the method's own parameters as JSON text: ids are numbers there, longer than a double keeps
 */
export const kuaishouCall = (
  { verb, method, param }: { readonly verb: 'GET' | 'POST'; readonly method: string; readonly param: string },
  { at, accessToken }: ApiAsk,
  { appId, current, apiSecret = current }: ChannelSecret,
  crypto: ChannelCrypto,
): PlatformRequest => {
  const params = {
    access_token: accessToken,
    appkey: appId,
    method,
    param,
    signMethod: 'HMAC_SHA256',
    timestamp: String(toEpochMillis(at)),
    version: '1',
  };
  const signed = new URLSearchParams({ ...params, sign: apiSignature(params, apiSecret, crypto) }).toString();
  const path = `/${method.replaceAll('.', '/')}`;
  return verb === 'GET'
    ? { method: verb, path: `${path}?${signed}`, headers: {}, body: '' }
    : { method: verb, path, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: signed };
};

/** What the platform refuses, in its words; null when it did what it was asked. */
export const refusalIn = ({ result, error_msg, msg = '' }: Record<string, unknown>): string | null =>
  result === 1 ? null : `result ${String(result)}: ${String(error_msg ?? msg)}`;

const METHOD = 'open.order.detail';

export const buildOrderDetail = (ask: OrderAsk, secret: ChannelSecret, crypto: ChannelCrypto): PlatformRequest =>
  kuaishouCall({ verb: 'GET', method: METHOD, param: `{"oid":${idLiteral(ask.channelOrderId)}}` }, ask, secret, crypto);

/** The platform's wording is all there is; whatever is not matched is asked again. */
const NO_SUCH_ORDER = /订单不存在|order.*not.*(exist|found)/i;

/** Reads the answer of `open.order.detail`: `{"result":1,"data":{…}}`, else `error_msg`. */
export const readOrderDetail = (status: number, body: string): Fetched => {
  const said = answered(`kuaishou ${METHOD}`, status, body);
  if (said.kind === 'LATER') return said;
  const refusal = refusalIn(said.answer);
  if (refusal !== null) {
    const reason = `kuaishou ${METHOD} answered ${refusal}`;
    return { kind: NO_SUCH_ORDER.test(reason) ? 'MISSING' : 'LATER', reason };
  }
  const order = asRecord(said.answer.data);
  return order && asRecord(order.orderBaseInfo)
    ? { kind: 'ORDER', payload: order }
    : { kind: 'MISSING', reason: `kuaishou ${METHOD} succeeded without data.orderBaseInfo` };
};
