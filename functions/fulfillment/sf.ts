import { sf } from '#domain/fulfillment/sf.ts';
import { carrierAdapter } from '#shared/carrier-adapter.ts';
import mapping from '../../catalog/carriers/sf.json' with { type: 'json' };

export const handler = carrierAdapter(sf, mapping);
