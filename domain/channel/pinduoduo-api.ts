import { toEpochMillis } from '../time.ts';
import type { ChannelCrypto, ChannelSecret, PlatformRequest } from './channel.ts';
import type { ApiAsk } from './channel-api.ts';
import { asRecord, parseLossless } from './lossless-json.ts';
import { sortedMd5 } from './sorted-digest.ts';

/** A call of Pinduoduo's gateway `gw-api.pinduoduo.com`: all parameters as text in a JSON object, the signature among them. */
export const pddCall = (
  type: string,
  business: Readonly<Record<string, string | number>>,
  { at, accessToken }: Pick<ApiAsk, 'at' | 'accessToken'>,
  { appId, current }: ChannelSecret,
  crypto: Pick<ChannelCrypto, 'md5Hex'>,
): PlatformRequest => {
  const params = {
    ...Object.fromEntries(Object.entries(business).map(([name, value]) => [name, String(value)])),
    access_token: accessToken,
    client_id: appId,
    data_type: 'JSON',
    timestamp: String(Math.floor(toEpochMillis(at) / 1000)),
    type,
    version: 'V1',
  };
  return {
    method: 'POST',
    path: '/api/router',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...params, sign: sortedMd5(params, current, crypto) }),
  };
};

export type PddAnswer =
  | { readonly kind: 'RESULT'; readonly result: Readonly<Record<string, unknown>> }
  /** `business`: the platform's service says no, not its gateway. */
  | { readonly kind: 'ERROR'; readonly code: string; readonly business: boolean; readonly reason: string };

/** "Business error": its words say which. */
const BUSINESS_ERROR = '50001';

const errorIn = (type: string, error: Record<string, unknown>): PddAnswer => {
  const code = String(error.error_code);
  const words = [error.error_msg, error.sub_code, error.sub_msg].filter((word) => word !== undefined && word !== null);
  return {
    kind: 'ERROR',
    code,
    business: code === BUSINESS_ERROR,
    reason: `pinduoduo ${type} answered error_code ${code}: ${[...new Set(words)].join(' ')}`,
  };
};

const passing = (reason: string): PddAnswer => ({ kind: 'ERROR', code: '', business: false, reason });

const parsed = (body: string): Record<string, unknown> | null => {
  try {
    return asRecord(parseLossless(body));
  } catch {
    return null;
  }
};

/** What is under `key` of an answer, or why there is nothing. */
export const readPddAnswer = (type: string, key: string, status: number, body: string): PddAnswer => {
  if (status < 200 || status > 299) return passing(`pinduoduo ${type} answered HTTP ${status}`);
  const answer = parsed(body);
  if (!answer) return passing(`pinduoduo ${type} answered with no JSON object`);
  const error = asRecord(answer.error_response);
  if (error) return errorIn(type, error);
  const result = asRecord(answer[key]);
  return result ? { kind: 'RESULT', result } : passing(`pinduoduo ${type} answered without ${key}`);
};
