import { pinduoduo } from '#domain/channel/pinduoduo.ts';
import { channelPoller } from '#shared/channel-poller.ts';

export const handler = channelPoller(pinduoduo);
