import type { Fetched, OrderAsk, PlatformRequest } from './channel.ts';
import { asRecord, idText, parseLossless } from './lossless-json.ts';

const API = 'youzan.trade.get';

/** No signature: the token in the query is all there is. */
export const buildTradeGet = ({ channelOrderId, accessToken }: OrderAsk): PlatformRequest => ({
  method: 'POST',
  path: `/api/${API}/4.0.2?access_token=${encodeURIComponent(accessToken)}`,
  headers: { 'content-type': 'application/json;charset=UTF-8' },
  body: JSON.stringify({ tid: channelOrderId }),
});

const later = (said: string): Fetched => ({ kind: 'LATER', reason: `youzan ${API} answered ${said}` });

/** The gateway's own refusals of a token; they concern no order. */
const TOKEN_REFUSED = new Set(['4201', '4202', '4203']);
const NO_SUCH_ORDER = /(trade|order|订单|交易).*(not.{0,3}(found|exist)|不存在)/i;

const wordsOf = (error: Record<string, unknown>): { readonly code: string; readonly words: string } => ({
  code: idText(error.err_code ?? error.code) ?? '',
  words: String(error.err_msg ?? error.msg ?? error.message ?? ''),
});

/** Reads the answer of `youzan.trade.get`: HTTP is 200 throughout, and three kinds of envelope say what went wrong. */
export const readTradeGet = (status: number, body: string): Fetched => {
  if (status < 200 || status > 299) return later(`HTTP ${status}`);
  let answer: Record<string, unknown> | null;
  try {
    answer = asRecord(parseLossless(body));
  } catch {
    answer = null;
  }
  if (!answer) return later('with no JSON object');
  const gateway = asRecord(answer.gw_err_resp);
  if (gateway) {
    const { code, words } = wordsOf(gateway);
    return later(`${code}: ${words}${TOKEN_REFUSED.has(code) ? '; renew access_token in the secret' : ''}`);
  }
  const trade = asRecord(answer.data) ?? asRecord(answer.response);
  if (asRecord(trade?.full_order_info)) return { kind: 'ORDER', payload: trade };
  const { code, words } = wordsOf(asRecord(answer.error_response) ?? answer);
  if (answer.success === true || answer.response !== undefined)
    return { kind: 'MISSING', reason: `youzan ${API} answered without full_order_info` };
  return NO_SUCH_ORDER.test(words)
    ? { kind: 'MISSING', reason: `youzan ${API} answered ${code}: ${words}` }
    : later(`${code}: ${words}`);
};
