import { toEpochMillis } from '../time.ts';
import { toHex, utf8 } from './bytes.ts';
import type { ChannelCrypto, ChannelSecret, PlatformRequest } from './channel.ts';
import type { ApiAsk } from './channel-api.ts';

/** API signature v2: HMAC-SHA256 over the sorted parameters between two copies of the secret. */
export const apiSignature = (
  params: Readonly<Record<string, string>>,
  secret: string,
  { hmacSha256 }: Pick<ChannelCrypto, 'hmacSha256'>,
): string => {
  const signed = ['app_key', 'method', 'param_json', 'timestamp', 'v'].map((key) => `${key}${params[key] ?? ''}`);
  return toHex(hmacSha256(utf8(secret), utf8(`${secret}${signed.join('')}${secret}`)));
};

/** A call of the shop platform's API: `order.orderDetail` lies at `/order/orderDetail`. @param json its parameters as JSON text */
export const doudianRequest = (
  method: string,
  json: string,
  { at, accessToken }: Pick<ApiAsk, 'at' | 'accessToken'>,
  { appId, current }: ChannelSecret,
  crypto: ChannelCrypto,
): PlatformRequest => {
  const params = {
    app_key: appId,
    method,
    param_json: json,
    timestamp: String(Math.floor(toEpochMillis(at) / 1000)),
    v: '2',
  };
  const query = new URLSearchParams({
    app_key: params.app_key,
    method: params.method,
    timestamp: params.timestamp,
    v: params.v,
    sign: apiSignature(params, current, crypto),
    sign_method: 'hmac-sha256',
    access_token: accessToken,
  });
  return {
    method: 'POST',
    path: `/${method.replace('.', '/')}?${query}`,
    headers: { 'content-type': 'application/json' },
    body: params.param_json,
  };
};
