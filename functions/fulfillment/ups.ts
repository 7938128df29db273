import { ups } from '#domain/fulfillment/ups.ts';
import { carrierAdapter } from '#shared/carrier-adapter.ts';
import mapping from '../../catalog/carriers/ups.json' with { type: 'json' };

export const handler = carrierAdapter(ups, mapping);
