import { taobao } from '#domain/channel/taobao.ts';
import { channelPoller } from '#shared/channel-poller.ts';

export const handler = channelPoller(taobao);
