import { dms } from '#domain/channel/dms.ts';
import { channelAdapter } from '#shared/channel-adapter.ts';

export const handler = channelAdapter(dms);
