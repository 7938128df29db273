import { aftership } from '#domain/fulfillment/aftership.ts';
import { carrierAdapter } from '#shared/carrier-adapter.ts';
import mapping from '../../catalog/carriers/aftership.json' with { type: 'json' };

export const handler = carrierAdapter(aftership, mapping);
