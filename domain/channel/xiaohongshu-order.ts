import { toEpochMillis } from '../time.ts';
import { utf8 } from './bytes.ts';
import type { ChannelCrypto, ChannelSecret, Fetched, OrderAsk, PlatformRequest } from './channel.ts';
import { asRecord, parseLossless } from './lossless-json.ts';

const METHOD = 'order.getOrderDetail';
const VERSION = '2.0';

/** `method?appId=…&timestamp=…&version=2.0` and the secret; the method's own parameters are not signed. */
export const apiSignature = (
  { method, appId, timestamp }: { readonly method: string; readonly appId: string; readonly timestamp: string },
  secret: string,
  { md5Hex }: Pick<ChannelCrypto, 'md5Hex'>,
): string => md5Hex(utf8(`${method}?appId=${appId}&timestamp=${timestamp}&version=${VERSION}${secret}`));

/** Every method has the same address and is named in the body. */
export const buildOrderDetail = (
  { channelOrderId, at, accessToken }: OrderAsk,
  { appId, current }: ChannelSecret,
  crypto: ChannelCrypto,
): PlatformRequest => {
  const timestamp = String(Math.floor(toEpochMillis(at) / 1000));
  const sign = apiSignature({ method: METHOD, appId, timestamp }, current, crypto);
  return {
    method: 'POST',
    path: '/ark/open_api/v3/common_controller',
    headers: { 'content-type': 'application/json;charset=utf-8' },
    body: JSON.stringify({
      method: METHOD,
      appId,
      timestamp,
      version: VERSION,
      sign,
      accessToken,
      orderId: channelOrderId,
    }),
  };
};

/** The platform's wording is all there is; whatever is not matched is asked again. */
const NO_SUCH_ORDER = /订单不存在|包裹不存在|order.*not.*(exist|found)/i;

/** Reads the answer of `order.getOrderDetail`: `{"success","error_code","error_msg","data"}`. */
export const readOrderDetail = (status: number, body: string): Fetched => {
  if (status < 200 || status > 299) return { kind: 'LATER', reason: `xiaohongshu ${METHOD} answered HTTP ${status}` };
  let answer: Record<string, unknown> | null;
  try {
    answer = asRecord(parseLossless(body));
  } catch {
    answer = null;
  }
  if (!answer) return { kind: 'LATER', reason: `xiaohongshu ${METHOD} answered with no JSON object` };
  if (answer.success !== true) {
    const reason = `xiaohongshu ${METHOD} answered error_code ${String(answer.error_code)}: ${String(answer.error_msg ?? '')}`;
    return { kind: NO_SUCH_ORDER.test(reason) ? 'MISSING' : 'LATER', reason };
  }
  const order = asRecord(answer.data);
  return order?.orderId === undefined
    ? { kind: 'MISSING', reason: `xiaohongshu ${METHOD} succeeded without data.orderId` }
    : { kind: 'ORDER', payload: order };
};
