import { sto } from '#domain/fulfillment/sto.ts';
import { carrierAdapter } from '#shared/carrier-adapter.ts';
import mapping from '../../catalog/carriers/sto.json' with { type: 'json' };

export const handler = carrierAdapter(sto, mapping);
