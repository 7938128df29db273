import { woocommerce } from '#domain/channel/woocommerce.ts';
import { channelAdapter } from '#shared/channel-adapter.ts';

export const handler = channelAdapter(woocommerce);
