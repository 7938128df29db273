import type { ChannelSecret } from '#domain/channel/channel.ts';
import { secret } from './secrets.ts';

/** What a channel's secret holds: who signs, and how its platform's API is reached. */
export type ChannelAccount = {
  readonly secrets: readonly ChannelSecret[];
  readonly accessToken: string;
  /** `https://openapi-fxg.jinritemai.com`; empty for channels that are never asked. */
  readonly endpoint: string;
  /** Where tokens are drawn, when not at `endpoint`: `https://api.amazon.com`. */
  readonly tokenEndpoint?: string;
};

export const channelAccount = (channel: string): Promise<ChannelAccount> =>
  secret<ChannelAccount>(`orderloom/channels/${channel}`);
