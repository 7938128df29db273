import { b2b } from '#domain/channel/b2b.ts';
import { channelAdapter } from '#shared/channel-adapter.ts';

export const handler = channelAdapter(b2b);
