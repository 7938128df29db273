import { taobao } from '#domain/channel/taobao.ts';
import { channelAdapter } from '#shared/channel-adapter.ts';

export const handler = channelAdapter(taobao);
