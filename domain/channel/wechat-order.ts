import type { Fetched, OrderAsk, PlatformRequest } from './channel.ts';
import type { ApiAsk } from './channel-api.ts';
import { asRecord } from './lossless-json.ts';
import { answered } from './platform-answer.ts';

/** No signature: the token in the query is all there is. */
export const wechatCall = (
  path: string,
  { accessToken }: Pick<ApiAsk, 'accessToken'>,
  asked: object,
): PlatformRequest => ({
  method: 'POST',
  path: `${path}?access_token=${encodeURIComponent(accessToken)}`,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(asked),
});

/** What the platform refuses, in its words; null when it did what it was asked. */
export const refusalIn = ({ errcode = 0, errmsg = '' }: Record<string, unknown>): string | null =>
  errcode === 0 ? null : `errcode ${String(errcode)}: ${String(errmsg)}`;

export const buildOrderGet = (ask: OrderAsk): PlatformRequest =>
  wechatCall('/channels/ec/order/get', ask, { order_id: ask.channelOrderId });

const API = 'wechat order/get';
const NO_SUCH_ORDER = /order.*not.*(exist|found)|订单不存在/i;

export const readOrderGet = (status: number, body: string): Fetched => {
  const said = answered(API, status, body);
  if (said.kind === 'LATER') return said;
  const refusal = refusalIn(said.answer);
  if (refusal !== null)
    return { kind: NO_SUCH_ORDER.test(refusal) ? 'MISSING' : 'LATER', reason: `${API} answered ${refusal}` };
  const order = asRecord(said.answer.order);
  return order ? { kind: 'ORDER', payload: order } : { kind: 'MISSING', reason: `${API} answered without order` };
};
