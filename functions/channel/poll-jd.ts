import { jd } from '#domain/channel/jd.ts';
import { channelPoller } from '#shared/channel-poller.ts';

export const handler = channelPoller(jd);
