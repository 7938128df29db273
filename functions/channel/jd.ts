import { jd } from '#domain/channel/jd.ts';
import { channelAdapter } from '#shared/channel-adapter.ts';

export const handler = channelAdapter(jd);
