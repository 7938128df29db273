import { seventeenTrack } from '#domain/fulfillment/17track.ts';
import { carrierAdapter } from '#shared/carrier-adapter.ts';
import mapping from '../../catalog/carriers/17track.json' with { type: 'json' };

export const handler = carrierAdapter(seventeenTrack, mapping);
