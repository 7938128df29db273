import { douyinLife } from '#domain/channel/douyin-life.ts';
import { channelAdapter } from '#shared/channel-adapter.ts';

export const handler = channelAdapter(douyinLife);
