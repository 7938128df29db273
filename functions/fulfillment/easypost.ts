import { easypost } from '#domain/fulfillment/easypost.ts';
import { carrierAdapter } from '#shared/carrier-adapter.ts';
import mapping from '../../catalog/carriers/easypost.json' with { type: 'json' };

export const handler = carrierAdapter(easypost, mapping);
