import { amazon } from '#domain/channel/amazon.ts';
import { channelAdapter } from '#shared/channel-adapter.ts';

export const handler = channelAdapter(amazon);
