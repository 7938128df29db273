import { cainiao } from '#domain/fulfillment/cainiao.ts';
import { carrierAdapter } from '#shared/carrier-adapter.ts';
import mapping from '../../catalog/carriers/cainiao.json' with { type: 'json' };

export const handler = carrierAdapter(cainiao, mapping);
