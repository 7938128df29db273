import { shopee } from '#domain/channel/shopee.ts';
import { channelAdapter } from '#shared/channel-adapter.ts';

export const handler = channelAdapter(shopee);
