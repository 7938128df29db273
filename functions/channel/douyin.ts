import { douyin } from '#domain/channel/douyin.ts';
import { channelAdapter } from '#shared/channel-adapter.ts';

export const handler = channelAdapter(douyin);
