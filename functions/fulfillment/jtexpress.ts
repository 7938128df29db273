import { jtexpress } from '#domain/fulfillment/jtexpress.ts';
import { carrierAdapter } from '#shared/carrier-adapter.ts';
import mapping from '../../catalog/carriers/jtexpress.json' with { type: 'json' };

export const handler = carrierAdapter(jtexpress, mapping);
