import { dcsa } from '#domain/fulfillment/dcsa.ts';
import { carrierAdapter } from '#shared/carrier-adapter.ts';
import mapping from '../../catalog/carriers/dcsa.json' with { type: 'json' };

export const handler = carrierAdapter(dcsa, mapping);
