import { fedex } from '#domain/fulfillment/fedex.ts';
import { carrierAdapter } from '#shared/carrier-adapter.ts';
import mapping from '../../catalog/carriers/fedex.json' with { type: 'json' };

export const handler = carrierAdapter(fedex, mapping);
