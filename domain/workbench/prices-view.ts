import * as z from 'zod';
import { ScarcityPrices } from '../routing/scarcity-prices.ts';
import { Instant } from '../time.ts';

/** Which prices to show; without a filter the highest. */
export const AskPrices = z.strictObject({
  sku: z.string().min(1).optional(),
  node: z.string().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
export type AskPrices = z.infer<typeof AskPrices>;

/** What using up scarce stock and hours counts for in plans now; all empty while nothing is scarce. */
export const PricesView = ScarcityPrices.extend({ version: z.string().nullable(), pricedAt: Instant.nullable() });
export type PricesView = z.infer<typeof PricesView>;

const NONE: PricesView = { version: null, pricedAt: null, orders: 0, expected: 0, stock: [], hours: [] };

export const pricesView = (prices: ScarcityPrices | null, { sku, node, limit }: AskPrices): PricesView => {
  if (!prices) return NONE;
  const shown = <Row extends { readonly node: string; readonly price: number }>(rows: readonly Row[]): Row[] =>
    rows
      .filter((row) => node === undefined || row.node === node)
      .sort((a, b) => b.price - a.price)
      .slice(0, limit);
  const stock = prices.stock.filter((row) => sku === undefined || row.sku === sku);
  return { ...prices, stock: shown(stock), hours: sku === undefined ? shown(prices.hours) : [] };
};
