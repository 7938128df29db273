import { deppon } from '#domain/fulfillment/deppon.ts';
import { carrierAdapter } from '#shared/carrier-adapter.ts';
import mapping from '../../catalog/carriers/deppon.json' with { type: 'json' };

export const handler = carrierAdapter(deppon, mapping);
