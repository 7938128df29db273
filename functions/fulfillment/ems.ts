import { ems } from '#domain/fulfillment/ems.ts';
import { carrierAdapter } from '#shared/carrier-adapter.ts';
import mapping from '../../catalog/carriers/ems.json' with { type: 'json' };

export const handler = carrierAdapter(ems, mapping);
