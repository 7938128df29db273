import { shopify } from '#domain/channel/shopify.ts';
import { channelAdapter } from '#shared/channel-adapter.ts';

export const handler = channelAdapter(shopify);
