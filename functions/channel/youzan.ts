import { youzan } from '#domain/channel/youzan.ts';
import { channelAdapter } from '#shared/channel-adapter.ts';

export const handler = channelAdapter(youzan);
