import { dhl } from '#domain/fulfillment/dhl.ts';
import { carrierAdapter } from '#shared/carrier-adapter.ts';
import mapping from '../../catalog/carriers/dhl.json' with { type: 'json' };

export const handler = carrierAdapter(dhl, mapping);
