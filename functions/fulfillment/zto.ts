import { zto } from '#domain/fulfillment/zto.ts';
import { carrierAdapter } from '#shared/carrier-adapter.ts';
import mapping from '../../catalog/carriers/zto.json' with { type: 'json' };

export const handler = carrierAdapter(zto, mapping);
