import { wechat } from '#domain/channel/wechat.ts';
import { channelAdapter } from '#shared/channel-adapter.ts';

export const handler = channelAdapter(wechat);
