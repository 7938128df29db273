import { CarrierMapping, RemarkRules } from '#domain/fulfillment/carrier.ts';
import { type ScanReader, scanReader } from '#domain/fulfillment/scan-mapping.ts';
import remarks from '../../catalog/carriers/remark-rules.json' with { type: 'json' };

export type CarrierReading = { readonly mapping: CarrierMapping; readonly read: ScanReader };

/** The code table travels with its function: a scan is read the same way while one version of it runs. */
export const carrierReading = (document: unknown): CarrierReading => {
  const mapping = CarrierMapping.parse(document);
  return { mapping, read: scanReader(mapping, RemarkRules.parse(remarks)) };
};
