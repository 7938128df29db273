import { xiaohongshu } from '#domain/channel/xiaohongshu.ts';
import { channelAdapter } from '#shared/channel-adapter.ts';

export const handler = channelAdapter(xiaohongshu);
