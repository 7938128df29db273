import { iata } from '#domain/fulfillment/iata.ts';
import { carrierAdapter } from '#shared/carrier-adapter.ts';
import mapping from '../../catalog/carriers/iata.json' with { type: 'json' };

export const handler = carrierAdapter(iata, mapping);
