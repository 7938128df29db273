import { agiso } from '#domain/channel/agiso.ts';
import { channelAdapter } from '#shared/channel-adapter.ts';

export const handler = channelAdapter(agiso);
