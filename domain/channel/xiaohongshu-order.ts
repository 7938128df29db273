import { utf8 } from './bytes.ts';
import type { ChannelCrypto, ChannelSecret, Fetched, OrderAsk, PlatformRequest } from './channel.ts';
import type { ApiAsk } from './channel-api.ts';
import { asRecord } from './lossless-json.ts';
import { answered, secondsOf } from './platform-answer.ts';

const VERSION = '2.0';

/** `method?appId=…&timestamp=…&version=2.0` and the secret; the method's own parameters are not signed. */
export const apiSignature = (
  { method, appId, timestamp }: { readonly method: string; readonly appId: string; readonly timestamp: string },
  secret: string,
  { md5Hex }: Pick<ChannelCrypto, 'md5Hex'>,
): string => md5Hex(utf8(`${method}?appId=${appId}&timestamp=${timestamp}&version=${VERSION}${secret}`));

/** Every method has the same address and is named in the body. */
export const xiaohongshuCall = (
  method: string,
  asked: object,
  { at, accessToken }: ApiAsk,
  { appId, current }: ChannelSecret,
  crypto: ChannelCrypto,
): PlatformRequest => {
  const timestamp = String(secondsOf(at));
  const sign = apiSignature({ method, appId, timestamp }, current, crypto);
  return {
    method: 'POST',
    path: '/ark/open_api/v3/common_controller',
    headers: { 'content-type': 'application/json;charset=utf-8' },
    body: JSON.stringify({ method, appId, timestamp, version: VERSION, sign, accessToken, ...asked }),
  };
};

/** What the platform refuses, in its words; null when it did what it was asked. */
export const refusalIn = ({ success, error_code, error_msg = '' }: Record<string, unknown>): string | null =>
  success === true ? null : `error_code ${String(error_code)}: ${String(error_msg)}`;

const METHOD = 'order.getOrderDetail';

export const buildOrderDetail = (ask: OrderAsk, secret: ChannelSecret, crypto: ChannelCrypto): PlatformRequest =>
  xiaohongshuCall(METHOD, { orderId: ask.channelOrderId }, ask, secret, crypto);

/** The platform's wording is all there is; whatever is not matched is asked again. */
const NO_SUCH_ORDER = /订单不存在|包裹不存在|order.*not.*(exist|found)/i;

/** Reads the answer of `order.getOrderDetail`: `{"success","error_code","error_msg","data"}`. */
export const readOrderDetail = (status: number, body: string): Fetched => {
  const said = answered(`xiaohongshu ${METHOD}`, status, body);
  if (said.kind === 'LATER') return said;
  const refusal = refusalIn(said.answer);
  if (refusal !== null) {
    const reason = `xiaohongshu ${METHOD} answered ${refusal}`;
    return { kind: NO_SUCH_ORDER.test(reason) ? 'MISSING' : 'LATER', reason };
  }
  const order = asRecord(said.answer.data);
  return order?.orderId === undefined
    ? { kind: 'MISSING', reason: `xiaohongshu ${METHOD} succeeded without data.orderId` }
    : { kind: 'ORDER', payload: order };
};
