import { expectedAgain, scarcityPricesOf } from '#domain/routing/scarcity-prices.ts';
import { stockViewOf } from '#domain/routing/stock-view.ts';
import { hoursBetween, type Instant, plusHours } from '#domain/time.ts';
import { demandBetween } from './dynamo-demand-store.ts';
import { stockOf } from './dynamo-stock-store.ts';
import { planningNetwork } from './planning-network.ts';
import { publishedPrices, publishPrices } from './scarcity-store.ts';

/** Stock has to last so long: as many orders are expected as came in the same time up to now. */
const COVER_HOURS = 72;
/** Orders looked at: a solve takes a second or two. */
const MOST_ORDERS = 10_000;
/** What it costs that a line waits for stock: about what a supplier takes to send it, in major units. */
const SHORT_COST = 40;
/** With no new order the prices still change as hours pass. */
const LEAST_OFTEN_HOURS = 1;

export type ScarcityPriced = { readonly version: string | null; readonly orders: number; readonly prices: number };
const NOTHING: ScarcityPriced = { version: null, orders: 0, prices: 0 };

/** Works out what using up stock and hours costs the orders to come, from those that came, and publishes it for every plan. */
export const priceScarcity = async (now: Instant): Promise<ScarcityPriced> => {
  const [before, asked] = await Promise.all([publishedPrices(), demandBetween(plusHours(now, -COVER_HOURS), now)]);
  const isNew = asked.some(({ placedAt }) => before === null || placedAt > before.pricedAt);
  if (!isNew && (before === null || hoursBetween(before.pricedAt, now) < LEAST_OFTEN_HOURS)) return NOTHING;
  const orders = expectedAgain(asked, COVER_HOURS, MOST_ORDERS);
  const skus = new Set(orders.flatMap(({ lines }) => lines.map(({ sku }) => sku)));
  const [{ prepared }, levels] = await Promise.all([planningNetwork(now), stockOf([...skus])]);
  const prices = scarcityPricesOf(
    {
      network: prepared,
      stock: stockViewOf(levels),
      orders,
      expected: asked.length,
      shortCost: SHORT_COST,
      before,
    },
    { version: now.replaceAll(/[-:.]/g, ''), pricedAt: now },
  );
  if (!(await publishPrices(prices, before?.version ?? null))) return NOTHING;
  return { version: prices.version, orders: prices.orders, prices: prices.stock.length + prices.hours.length };
};
