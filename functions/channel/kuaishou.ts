import { kuaishou } from '#domain/channel/kuaishou.ts';
import { channelAdapter } from '#shared/channel-adapter.ts';

export const handler = channelAdapter(kuaishou);
