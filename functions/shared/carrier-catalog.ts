import { CarrierMapping, RemarkRules } from '#domain/fulfillment/carrier.ts';
import { type ScanReader, scanReader } from '#domain/fulfillment/scan-mapping.ts';
import kuaidi100 from '../../catalog/carriers/kuaidi100.json' with { type: 'json' };
import remarks from '../../catalog/carriers/remark-rules.json' with { type: 'json' };

export type CarrierReading = { readonly mapping: CarrierMapping; readonly read: ScanReader };

const readingOf = (document: unknown): CarrierReading => {
  const mapping = CarrierMapping.parse(document);
  return { mapping, read: scanReader(mapping, RemarkRules.parse(remarks)) };
};

/** The code tables travel with the function: a scan is read the same way while one version of it runs. */
export const kuaidi100Reading = readingOf(kuaidi100);
