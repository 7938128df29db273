import { kuaidi100 } from '#domain/fulfillment/kuaidi100.ts';
import { carrierAdapter } from '#shared/carrier-adapter.ts';
import mapping from '../../catalog/carriers/kuaidi100.json' with { type: 'json' };

export const handler = carrierAdapter(kuaidi100, mapping);
