import { toBeijing } from '../time.ts';
import type { ChannelCrypto, ChannelSecret, PlatformRequest } from './channel.ts';
import type { ApiAsk, AskLater } from './channel-api.ts';
import { asRecord, idText, parseLossless } from './lossless-json.ts';
import { sortedMd5 } from './sorted-digest.ts';

type Parameters = Readonly<Record<string, string>>;

/**
 * One call to Taobao's open platform (TOP): everything is a form field of the one address, and signed.
 * @param session the shop's access token; empty for methods that ask for the application's own
 */
export const topCall = (
  method: string,
  parameters: Parameters,
  { at, accessToken: session }: Pick<ApiAsk, 'at' | 'accessToken'>,
  { appId, current }: ChannelSecret,
  crypto: Pick<ChannelCrypto, 'md5Hex'>,
): PlatformRequest => {
  const fields = {
    method,
    app_key: appId,
    ...(session === '' ? {} : { session }),
    timestamp: toBeijing(at),
    format: 'json',
    v: '2.0',
    sign_method: 'md5',
    ...parameters,
  };
  return {
    method: 'POST',
    path: '/router/rest',
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' },
    body: new URLSearchParams({ ...fields, sign: sortedMd5(fields, current, crypto) }).toString(),
  };
};

export type TopAnswer =
  | { readonly kind: 'ANSWER'; readonly answer: Readonly<Record<string, unknown>> }
  | (AskLater & { readonly retryAfterSeconds?: number })
  /** The call itself is wrong: another time it will be too. */
  | { readonly kind: 'REFUSED'; readonly subCode: string; readonly reason: string };

/** Below this the platform speaks, above it the business; these say "read the sub-code". */
const FIRST_BUSINESS_CODE = 100;
const BY_SUB_CODE = new Set([15, 40, 41, 50]);
/** Without a session, or with one that has expired. */
const SESSION_CODES = new Set([26, 27]);
const BAN_SECONDS = /ban will last for (\d+) more seconds/i;

const refusalOf = (method: string, error: Readonly<Record<string, unknown>>): TopAnswer => {
  const { code, msg, sub_code: subCode, sub_msg: subMsg } = error;
  const cure = SESSION_CODES.has(Number(code)) ? ": renew the access_token in the channel's secret" : '';
  const word = idText(subCode) ?? '';
  const reason = `${method} answered code ${String(code)}: ${[msg, subCode, subMsg].flatMap((each) => idText(each) ?? []).join(' ')}${cure}`;
  const isPlatforms = Number(code) < FIRST_BUSINESS_CODE && !BY_SUB_CODE.has(Number(code));
  if (!isPlatforms && !word.startsWith('isp.')) return { kind: 'REFUSED', subCode: word, reason };
  const seconds = BAN_SECONDS.exec(String(subMsg))?.[1];
  return { kind: 'LATER', reason, ...(seconds === undefined ? {} : { retryAfterSeconds: Number(seconds) }) };
};

/** `taobao.trade.fullinfo.get` → `trade_fullinfo_get_response` */
const responseName = (method: string): string => `${method.replace(/^taobao\./, '').replaceAll('.', '_')}_response`;

/** Reads an answer of TOP: 200 always, an `error_response` where something is wrong. */
export const readTop = (method: string, status: number, body: string): TopAnswer => {
  if (status < 200 || status > 299) return { kind: 'LATER', reason: `${method} answered HTTP ${status}` };
  let said: Record<string, unknown> | null;
  try {
    said = asRecord(parseLossless(body));
  } catch {
    said = null;
  }
  if (!said) return { kind: 'LATER', reason: `${method} answered with no JSON object` };
  const error = asRecord(said.error_response);
  if (error) return refusalOf(method, error);
  const answer = asRecord(said[responseName(method)]);
  return answer
    ? { kind: 'ANSWER', answer }
    : { kind: 'LATER', reason: `${method} answered without ${responseName(method)}` };
};

/** Lists come wrapped in their element's name, `{"trade":[…]}`; bare ones are taken too. */
export const topList = (value: unknown, element: string): readonly Readonly<Record<string, unknown>>[] => {
  const found = asRecord(value)?.[element] ?? value;
  return Array.isArray(found) ? found.map(asRecord).filter((each) => each !== null) : [];
};
