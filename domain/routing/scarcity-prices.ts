import * as z from 'zod';
import { fromEpochMillis, fromIso, Instant, plusHours, toEpochMillis } from '../time.ts';
import { ExpectedOrders } from './expected-orders.ts';
import type { PlanRequest } from './plan.ts';
import type { PreparedNetwork } from './prepared-network.ts';
import { AGAIN, FRESH, priceScarcity } from './price-scarcity.ts';
import { hourOf, type ShadowPrices } from './shadow-prices.ts';
import type { StockView } from './stock-view.ts';

/** Prices below this change no plan worth telling. */
const LEAST_PRICE = 0.01;

/** What using up scarce stock and capacity costs the orders that are still to come; a version of it. Prices in major units of the network's currency. */
export const ScarcityPrices = z.object({
  version: z.string(),
  pricedAt: Instant,
  /** Orders the prices were worked out from, and how many like them are expected before stock comes in. */
  orders: z.number().int(),
  expected: z.number(),
  /** A piece of the SKU at the node. */
  stock: z.array(z.object({ sku: z.string(), node: z.string(), price: z.number() })),
  /** A parcel that the node begins in the hour from `at` on. */
  hours: z.array(z.object({ at: Instant, node: z.string(), price: z.number() })),
});
export type ScarcityPrices = z.infer<typeof ScarcityPrices>;

const ONE_HOUR = 3_600_000;

/** The prices as the planner asks for them, on a network that may have other nodes by now. */
export const shadowPricesOf = (
  { stock, hours }: Pick<ScarcityPrices, 'stock' | 'hours'>,
  { nodes, nodeIndex }: PreparedNetwork,
): ShadowPrices => {
  const columnsBy = <Key>(rows: readonly { key: Key; node: string; price: number }[]): Map<Key, Float64Array> => {
    const columns = new Map<Key, Float64Array>();
    for (const { key, node, price } of rows) {
      const at = nodeIndex.get(node);
      if (at === undefined) continue;
      const column = columns.get(key) ?? new Float64Array(nodes.length);
      column[at] = price;
      columns.set(key, column);
    }
    return columns;
  };
  const bySku = columnsBy(stock.map(({ sku, node, price }) => ({ key: sku, node, price })));
  const byHour = columnsBy(hours.map(({ at, node, price }) => ({ key: hourOf(toEpochMillis(at)), node, price })));
  return { stockPrices: (sku) => bySku.get(sku) ?? null, hourPrices: (hour) => byHour.get(hour) ?? null };
};

/** Orders as they would come again after so many hours; where there are more than `most`, as many spread evenly over them. */
export const expectedAgain = (asked: readonly PlanRequest[], hours: number, most: number): PlanRequest[] => {
  const count = Math.min(most, asked.length);
  return Array.from({ length: count }, (_, index) => {
    const order = asked[Math.floor((index * asked.length) / count)] as PlanRequest;
    return { ...order, placedAt: plusHours(fromIso(order.placedAt), hours) };
  });
};

export type PricingCase = {
  readonly network: PreparedNetwork;
  /** Of every SKU the orders ask for. */
  readonly stock: StockView;
  /** A sample of those expected before stock comes in; `placedAt` when they are expected. */
  readonly orders: readonly PlanRequest[];
  /** How many they stand for. */
  readonly expected: number;
  /** What it costs that a line waits for stock, in major units. */
  readonly shortCost: number;
  /** What was found last time, to go on from. */
  readonly before: ScarcityPrices | null;
};

const positive = <Row extends { readonly price: number }>(rows: readonly Row[]): Row[] =>
  rows.filter(({ price }) => price >= LEAST_PRICE).map((row) => ({ ...row, price: Math.round(row.price * 100) / 100 }));

/** Prices what the expected orders are going to be short of. The same case gives the same prices. */
export const scarcityPricesOf = (
  { network, stock, orders, expected, shortCost, before }: PricingCase,
  named: Pick<ScarcityPrices, 'version' | 'pricedAt'>,
): ScarcityPrices => {
  const columns = new ExpectedOrders(network, stock);
  for (const order of orders) columns.add(order);
  const { rows } = columns;
  const from = before ? rows.rowsOf(shadowPricesOf(before, network)) : new Float64Array(rows.count);
  const expectation = { supply: rows.supplyOf(stock), expected, shortCost };
  const prices = rows.priced(priceScarcity(columns, from, expectation, before ? AGAIN : FRESH));
  const byNode = <Key extends object>(key: Key, column: Float64Array | null) =>
    network.nodes.map(({ node }, index) => ({ ...key, node, price: column?.[index] ?? 0 }));
  return {
    ...named,
    orders: columns.count,
    expected,
    stock: positive([...rows.skus].flatMap((sku) => byNode({ sku }, prices.stockPrices(sku)))),
    hours: positive(
      [...rows.hours].flatMap((hour) => byNode({ at: fromEpochMillis(hour * ONE_HOUR) }, prices.hourPrices(hour))),
    ),
  };
};
