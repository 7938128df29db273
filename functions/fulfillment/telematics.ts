import { telematics } from '#domain/fulfillment/telematics.ts';
import { carrierAdapter } from '#shared/carrier-adapter.ts';
import mapping from '../../catalog/carriers/telematics.json' with { type: 'json' };

export const handler = carrierAdapter(telematics, mapping);
