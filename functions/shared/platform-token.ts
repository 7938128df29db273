import type { Channel, ChannelSecret } from '#domain/channel/channel.ts';
import type { AskLater } from '#domain/channel/channel-api.ts';
import { type Instant, plusSeconds } from '#domain/time.ts';
import type { ChannelAccount } from './channel-secret.ts';
import { nodeCrypto } from './node-crypto.ts';
import { callPlatform } from './platform-call.ts';

/** A token this close to its end is drawn anew: a call that begins with it still ends with it. */
const MARGIN_SECONDS = 120;

type Drawn = { readonly kind: 'TOKEN'; readonly accessToken: string; readonly until: Instant };

/** One container's tokens: each is drawn once an hour or two, however many orders are asked about. */
const kept = new Map<string, Promise<Drawn | AskLater>>();

/** Another secret is another token: a rotated one is not served by the token of the old. */
const keyOf = ({ id }: Channel, { appId, accountId, apiSecret, refreshToken }: ChannelSecret): string =>
  nodeCrypto.sha256Hex(Buffer.from(JSON.stringify([id, appId, accountId, apiSecret, refreshToken])));

/** The platform takes this token no more: the next call draws another. */
export const forgetToken = (channel: Channel, secret: ChannelSecret): void => void kept.delete(keyOf(channel, secret));

type Draw = () => Promise<Drawn | AskLater>;

/** The kept one while it lives; who comes while it is drawn waits for it. */
const livingToken = async (key: string, at: Instant, draw: Draw): Promise<Drawn | AskLater> => {
  const known = kept.get(key);
  const token = known && (await known);
  if (token?.kind === 'TOKEN' && at < token.until) return token;
  if (kept.get(key) !== known) return livingToken(key, at, draw);
  const drawing = draw();
  kept.set(key, drawing);
  const drawn = await drawing.catch((error: Error) => {
    kept.delete(key);
    throw error;
  });
  if (drawn.kind === 'LATER') kept.delete(key);
  return drawn;
};

/**
 * The token that API calls of a shop carry: drawn where the channel draws its own and the secret holds what that takes, else the one
 * in the channel's secret.
 * @throws Error when the platform does not answer
 */
export const accessTokenOf = async (
  channel: Channel,
  account: ChannelAccount,
  secret: ChannelSecret,
  at: Instant,
): Promise<{ readonly kind: 'TOKEN'; readonly accessToken: string } | AskLater> => {
  const { token } = channel;
  const request = token?.build(at, secret, nodeCrypto) ?? null;
  if (!token || !request) return { kind: 'TOKEN', accessToken: account.accessToken };
  return livingToken(keyOf(channel, secret), at, async () => {
    const { status, body } = await callPlatform(account.tokenEndpoint ?? account.endpoint, request);
    const answer = token.read(status, body);
    if (answer.kind === 'LATER') return answer;
    return { ...answer, until: plusSeconds(at, answer.expiresInSeconds - MARGIN_SECONDS) };
  });
};
