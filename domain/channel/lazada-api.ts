import { toEpochMillis } from '../time.ts';
import { toHex, utf8 } from './bytes.ts';
import type { ChannelCrypto, ChannelSecret, PlatformRequest } from './channel.ts';
import type { ApiAsk } from './channel-api.ts';
import { asRecord, parseLossless } from './lossless-json.ts';

/** Upper-case hex HMAC-SHA256 of the path and the parameters, each name and value in a row, sorted by name. */
export const apiSignature = (
  path: string,
  params: Readonly<Record<string, string>>,
  secret: string,
  { hmacSha256 }: Pick<ChannelCrypto, 'hmacSha256'>,
): string => {
  const names = Object.keys(params).sort();
  const signed = path + names.map((name) => `${name}${params[name]}`).join('');
  return toHex(hmacSha256(utf8(secret), utf8(signed))).toUpperCase();
};

type Caller = Pick<ApiAsk, 'at' | 'accessToken'>;

const signedQuery = (
  path: string,
  params: Readonly<Record<string, string>>,
  { at, accessToken }: Caller,
  { appId, current }: ChannelSecret,
  crypto: ChannelCrypto,
) => {
  const system = {
    app_key: appId,
    access_token: accessToken,
    sign_method: 'sha256',
    timestamp: String(toEpochMillis(at)),
  };
  return { ...system, sign: apiSignature(path, { ...system, ...params }, current, crypto) };
};

export const lazadaGet = (
  path: string,
  params: Readonly<Record<string, string>>,
  caller: Caller,
  secret: ChannelSecret,
  crypto: ChannelCrypto,
): PlatformRequest => {
  const query = new URLSearchParams({ ...signedQuery(path, params, caller, secret, crypto), ...params });
  return { method: 'GET', path: `${path}?${query}`, headers: {}, body: '' };
};

/** The call's own parameters are signed with the others and go into the form. */
export const lazadaPost = (
  path: string,
  params: Readonly<Record<string, string>>,
  caller: Caller,
  secret: ChannelSecret,
  crypto: ChannelCrypto,
): PlatformRequest => ({
  method: 'POST',
  path: `${path}?${new URLSearchParams(signedQuery(path, params, caller, secret, crypto))}`,
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams(params).toString(),
});

export type LazadaAnswer =
  | { readonly kind: 'OK'; readonly body: Record<string, unknown> }
  /** `code` as the platform names it; empty when the answer is not its own. */
  | { readonly kind: 'ERROR'; readonly code: string; readonly type: string; readonly reason: string };

/** `code` "0" is success, whatever the HTTP status. */
export const readLazada = (what: string, status: number, body: string): LazadaAnswer => {
  let answer: Record<string, unknown> | null;
  try {
    answer = asRecord(parseLossless(body));
  } catch {
    answer = null;
  }
  if (!answer)
    return { kind: 'ERROR', code: '', type: '', reason: `lazada ${what} answered HTTP ${status} with no JSON object` };
  const code = String(answer.code ?? '');
  if (code === '0' && status >= 200 && status <= 299) return { kind: 'OK', body: answer };
  const reason = `lazada ${what} answered HTTP ${status}, ${code}: ${String(answer.message ?? '')}`;
  return { kind: 'ERROR', code, type: String(answer.type ?? ''), reason };
};
