import { yunda } from '#domain/fulfillment/yunda.ts';
import { carrierAdapter } from '#shared/carrier-adapter.ts';
import mapping from '../../catalog/carriers/yunda.json' with { type: 'json' };

export const handler = carrierAdapter(yunda, mapping);
