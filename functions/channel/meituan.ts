import { meituan } from '#domain/channel/meituan.ts';
import { channelAdapter } from '#shared/channel-adapter.ts';

export const handler = channelAdapter(meituan);
