import { kdniao } from '#domain/fulfillment/kdniao.ts';
import { carrierAdapter } from '#shared/carrier-adapter.ts';
import mapping from '../../catalog/carriers/kdniao.json' with { type: 'json' };

export const handler = carrierAdapter(kdniao, mapping);
