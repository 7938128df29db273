import { pinduoduo } from '#domain/channel/pinduoduo.ts';
import { channelAdapter } from '#shared/channel-adapter.ts';

export const handler = channelAdapter(pinduoduo);
