import { jd } from '#domain/fulfillment/jd.ts';
import { carrierAdapter } from '#shared/carrier-adapter.ts';
import mapping from '../../catalog/carriers/jd.json' with { type: 'json' };

export const handler = carrierAdapter(jd, mapping);
