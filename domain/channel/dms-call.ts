import { utf8 } from './bytes.ts';
import type { ChannelCrypto, ChannelSecret, PlatformRequest } from './channel.ts';
import type { ApiAsk } from './channel-api.ts';
import { timedSignature, timestampOf } from './timed-signature.ts';

/** A call to the dealer system's endpoint, signed as its own calls to us: a POST over its body, a GET over path and query. */
export const dmsCall = (
  { path, message, messageId = '' }: { readonly path: string; readonly message?: object; readonly messageId?: string },
  { at }: ApiAsk,
  { appId, current }: ChannelSecret,
  crypto: ChannelCrypto,
): PlatformRequest => {
  const body = message ? JSON.stringify(message) : '';
  const timestamp = timestampOf(at);
  return {
    method: message ? 'POST' : 'GET',
    path,
    headers: {
      'content-type': 'application/json',
      'x-dms-key': appId,
      'x-dms-timestamp': timestamp,
      'x-dms-signature': timedSignature(timestamp, utf8(message ? body : path), current, crypto),
      ...(messageId === '' ? {} : { 'idempotency-key': messageId }),
    },
    body,
  };
};

/** What the dealer system refuses, in its words; null when it did what it was asked. */
export const refusalIn = (status: number, { error = '' }: Record<string, unknown>): string | null =>
  status >= 200 && status <= 299 ? null : `HTTP ${status}: ${String(error)}`;
