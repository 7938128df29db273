import type { Fetched, OrderAsk, PlatformRequest } from './channel.ts';
import type { ApiAsk, AskLater } from './channel-api.ts';
import { asRecord, idText } from './lossless-json.ts';
import { answered } from './platform-answer.ts';

/** No signature: the token in the query is all there is. @param api name and version, as they stand in the path */
export const youzanCall = (
  api: string,
  asked: object,
  { accessToken }: Pick<ApiAsk, 'accessToken'>,
): PlatformRequest => ({
  method: 'POST',
  path: `/api/${api}?access_token=${encodeURIComponent(accessToken)}`,
  headers: { 'content-type': 'application/json;charset=UTF-8' },
  body: JSON.stringify(asked),
});

export type Said =
  | { readonly kind: 'DATA'; readonly data: Record<string, unknown> }
  | { readonly kind: 'REFUSED'; readonly said: string }
  | AskLater;

const wordsOf = (error: Record<string, unknown>): string =>
  `${idText(error.err_code ?? error.code) ?? ''}: ${String(error.err_msg ?? error.msg ?? error.message ?? '')}`;

/** The gateway's own refusals of a token; they concern no order. */
const TOKEN_REFUSED = /^420[123]:/;

/** HTTP is 200 throughout, and three kinds of envelope say what went wrong: the gateway's, the older APIs', the newer ones'. */
export const saidBy = (api: string, status: number, body: string): Said => {
  const read = answered(`youzan ${api}`, status, body);
  if (read.kind === 'LATER') return read;
  const { answer } = read;
  const gateway = asRecord(answer.gw_err_resp);
  if (gateway) {
    const words = wordsOf(gateway);
    const cure = TOKEN_REFUSED.test(words) ? '; renew access_token in the secret' : '';
    return { kind: 'LATER', reason: `youzan ${api} answered ${words}${cure}` };
  }
  const error = asRecord(answer.error_response);
  if (error) return { kind: 'REFUSED', said: wordsOf(error) };
  if (answer.success === true || answer.response !== undefined || asRecord(answer.data))
    return { kind: 'DATA', data: asRecord(answer.data) ?? asRecord(answer.response) ?? {} };
  return { kind: 'REFUSED', said: wordsOf(answer) };
};

const API = 'youzan.trade.get';
const NO_SUCH_ORDER = /(trade|order|订单|交易).*(not.{0,3}(found|exist)|不存在)/i;

export const buildTradeGet = (ask: OrderAsk): PlatformRequest =>
  youzanCall(`${API}/4.0.2`, { tid: ask.channelOrderId }, ask);

/** Reads the answer of `youzan.trade.get`. */
export const readTradeGet = (status: number, body: string): Fetched => {
  const read = saidBy(API, status, body);
  if (read.kind === 'LATER') return read;
  if (read.kind === 'REFUSED')
    return {
      kind: NO_SUCH_ORDER.test(read.said) ? 'MISSING' : 'LATER',
      reason: `youzan ${API} answered ${read.said}`,
    };
  return asRecord(read.data.full_order_info)
    ? { kind: 'ORDER', payload: read.data }
    : { kind: 'MISSING', reason: `youzan ${API} answered without full_order_info` };
};
