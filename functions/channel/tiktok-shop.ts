import { tiktokShop } from '#domain/channel/tiktok-shop.ts';
import { channelAdapter } from '#shared/channel-adapter.ts';

export const handler = channelAdapter(tiktokShop);
