import { HOUR_MS } from '../time.ts';

/**
 * What using up something scarce costs other orders, in major units of the network's currency: added when plans are compared, never to the
 * cost a plan tells. Columns are by index of node in the prepared network; null where nothing is scarce.
 */
export type ShadowPrices = {
  /** Per piece of the SKU. */
  stockPrices(sku: string): Float64Array | null;
  /** Per parcel that a node starts to handle in the hour; `hour` counts from 1970-01-01T00:00Z. */
  hourPrices(hour: number): Float64Array | null;
};

/** The hour, as `hourPrices` counts them, that a moment in milliseconds since 1970 lies in. */
export const hourOf = (epochMillis: number): number => Math.floor(epochMillis / HOUR_MS);
