import { eleme } from '#domain/channel/eleme.ts';
import { channelAdapter } from '#shared/channel-adapter.ts';

export const handler = channelAdapter(eleme);
