import { kuaidi100 } from '#domain/fulfillment/kuaidi100.ts';
import { carrierAdapter } from '#shared/carrier-adapter.ts';
import { kuaidi100Reading } from '#shared/carrier-catalog.ts';

export const handler = carrierAdapter(kuaidi100, kuaidi100Reading);
