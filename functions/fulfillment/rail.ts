import { rail } from '#domain/fulfillment/rail.ts';
import { carrierAdapter } from '#shared/carrier-adapter.ts';
import mapping from '../../catalog/carriers/rail.json' with { type: 'json' };

export const handler = carrierAdapter(rail, mapping);
