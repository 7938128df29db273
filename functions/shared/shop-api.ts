import type { Channel, ChannelCrypto, ChannelSecret, PlatformRequest } from '#domain/channel/channel.ts';
import type { ApiAsk, AskLater } from '#domain/channel/channel-api.ts';
import type { Instant } from '#domain/time.ts';
import type { ChannelAccount } from './channel-secret.ts';
import { nodeCrypto } from './node-crypto.ts';
import { callPlatform, type PlatformAnswer } from './platform-call.ts';
import { isDenied } from './platform-client.ts';
import { accessTokenOf, forgetToken } from './platform-token.ts';

/** One shop's side of a platform's API. */
export type ShopApi = { readonly channel: Channel; readonly account: ChannelAccount; readonly secret: ChannelSecret };

/** Each secret of a channel is a shop; none while the channel's secret is not filled in. */
export const shopsOf = (channel: Channel, account: ChannelAccount): ShopApi[] =>
  account.endpoint === '' ? [] : account.secrets.map((secret) => ({ channel, account, secret }));

type Question<A> = {
  readonly build: (ask: ApiAsk, secret: ChannelSecret, crypto: ChannelCrypto) => PlatformRequest;
  readonly read: (answer: PlatformAnswer, ask: ApiAsk) => A | AskLater;
};

/** Asks in a shop's name. Whatever keeps the platform from answering, a page nobody understands included, is `LATER`. */
export const askShop = async <A>(
  { channel, account, secret }: ShopApi,
  at: Instant,
  { build, read }: Question<A>,
): Promise<A | AskLater> => {
  try {
    const token = await accessTokenOf(channel, account, secret, at);
    if (token.kind === 'LATER') return token;
    const ask: ApiAsk = { shopId: secret.appId, at, accessToken: token.accessToken };
    const answer = await callPlatform(account.endpoint, build(ask, secret, nodeCrypto));
    if (isDenied(answer)) forgetToken(channel, secret);
    return read(answer, ask);
  } catch (error) {
    return {
      kind: 'LATER',
      reason: `${channel.id} API did not answer, or nothing that is understood: ${(error as Error).name}`,
    };
  }
};
