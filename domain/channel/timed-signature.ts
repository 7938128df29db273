import { fromEpochSeconds, type Instant, secondsBetween, toEpochMillis } from '../time.ts';
import { concat, toHex, utf8 } from './bytes.ts';
import type { ChannelCrypto, ChannelSecret } from './channel.ts';
import { fitsAnySecret } from './living-secrets.ts';

/** Either way, so that a clock that is ahead works too. */
const WINDOW_SECONDS = 300;
/** Names the scheme, so that another one can be told from it. */
const SCHEME = 'v1=';

type Hmac = Pick<ChannelCrypto, 'hmacSha256'>;

/** Orderloom's own signature, for callers without a platform's: `v1=` and the hex HMAC-SHA256 of `<epoch seconds>.<raw body>`. */
export const timedSignature = (timestamp: string, body: Uint8Array, secret: string, { hmacSha256 }: Hmac): string =>
  SCHEME + toHex(hmacSha256(utf8(secret), concat(utf8(`${timestamp}.`), body)));

/** Epoch seconds, within five minutes of now. */
export const isTimely = (timestamp: string, now: Instant): boolean =>
  /^[1-9]\d{8,10}$/.test(timestamp) &&
  Math.abs(secondsBetween(fromEpochSeconds(Number(timestamp)), now)) <= WINDOW_SECONDS;

/** Whether any living secret gives this signature; compared in constant time. */
export const isSignedByAny = (
  call: { readonly timestamp: string; readonly body: Uint8Array; readonly signature: string },
  secrets: readonly ChannelSecret[],
  crypto: Pick<ChannelCrypto, 'hmacSha256' | 'equal'>,
): boolean =>
  fitsAnySecret(secrets, (secret) =>
    crypto.equal(timedSignature(call.timestamp, call.body, secret, crypto), call.signature),
  );

export const timestampOf = (at: Instant): string => String(Math.floor(toEpochMillis(at) / 1000));
