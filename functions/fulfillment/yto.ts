import { yto } from '#domain/fulfillment/yto.ts';
import { carrierAdapter } from '#shared/carrier-adapter.ts';
import mapping from '../../catalog/carriers/yto.json' with { type: 'json' };

export const handler = carrierAdapter(yto, mapping);
