import { toBeijing } from '../time.ts';
import type { ChannelCrypto, ChannelSecret, PlatformRequest } from './channel.ts';
import type { ApiAsk } from './channel-api.ts';
import { asRecord, parseLossless } from './lossless-json.ts';
import { sortedMd5 } from './sorted-digest.ts';

/**
 * A call of JD's gateway `api.jd.com`. Everything, the access token too, goes in the body: addresses end in logs.
 * @param paramJson the business parameters, as JSON text
 */
export const jdCall = (
  method: string,
  paramJson: string,
  { at, accessToken }: Pick<ApiAsk, 'at' | 'accessToken'>,
  { appId, current }: ChannelSecret,
  crypto: Pick<ChannelCrypto, 'md5Hex'>,
): PlatformRequest => {
  const params = {
    '360buy_param_json': paramJson,
    access_token: accessToken,
    app_key: appId,
    format: 'json',
    method,
    timestamp: toBeijing(at),
    v: '2.0',
  };
  return {
    method: 'POST',
    path: '/routerjson',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...params, sign: sortedMd5(params, current, crypto) }).toString(),
  };
};

/**
 * The gateway's codes that another try does not change: no permission (24), parameters (60-64, 68, 1100), somebody else's order
 * (71), another kind of shop (72). The rest passes: limits, a token about to be renewed, the platform's own troubles.
 */
const FINAL_CODES = new Set(['24', '60', '61', '62', '63', '64', '68', '71', '72', '1100']);

export type JdAnswer =
  | { readonly kind: 'RESULT'; readonly result: Readonly<Record<string, unknown>> }
  | { readonly kind: 'ERROR'; readonly final: boolean; readonly reason: string };

const passing = (reason: string): JdAnswer => ({ kind: 'ERROR', final: false, reason });

const parsed = (body: string): Record<string, unknown> | null => {
  try {
    return asRecord(parseLossless(body));
  } catch {
    return null;
  }
};

const errorIn = (method: string, error: Record<string, unknown>): JdAnswer => {
  const code = String(error.code);
  const words = String(error.zh_desc ?? error.en_desc ?? '');
  return { kind: 'ERROR', final: FINAL_CODES.has(code), reason: `jd ${method} answered code ${code}: ${words}` };
};

/** What is inside `jingdong_…_responce`: the platform's own spelling. */
export const readJdAnswer = (method: string, status: number, body: string): JdAnswer => {
  if (status < 200 || status > 299) return passing(`jd ${method} answered HTTP ${status}`);
  const answer = parsed(body);
  if (!answer) return passing(`jd ${method} answered with no JSON object`);
  const error = asRecord(answer.error_response);
  if (error) return errorIn(method, error);
  const name = method.replaceAll('.', '_');
  const result = asRecord(answer[`${name}_responce`]) ?? asRecord(answer[`${name}_response`]);
  if (!result) return passing(`jd ${method} answered without ${name}_responce`);
  return String(result.code ?? '0') === '0' ? { kind: 'RESULT', result } : errorIn(method, result);
};

/** JD says yes in booleans and in text. */
export const isYes = (value: unknown): boolean => value === true || value === 'true';

/** Why JD's own service behind the gateway says no. */
export const wordsOf = (result: Readonly<Record<string, unknown>> | null): string =>
  String(result?.chineseErrCode ?? result?.englishErrCode ?? result?.errorMessage ?? 'without a reason');
