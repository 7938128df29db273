import { ExpectedOrders } from '../domain/routing/expected-orders.ts';
import type { Plan } from '../domain/routing/plan.ts';
import { type PreparedNetwork, prepareNetwork } from '../domain/routing/prepared-network.ts';
import { AGAIN, FRESH, priceScarcity } from '../domain/routing/price-scarcity.ts';
import { proposePlans } from '../domain/routing/propose-plans.ts';
import type { ShadowPrices } from '../domain/routing/shadow-prices.ts';
import { type StockView, stockColumns, stockViewOf } from '../domain/routing/stock-view.ts';
import type { BenchRow } from './bench-row.ts';
import { generateStream, type Stream } from './generated-stream.ts';

const SEED = 20260307;
const ORDERS = 20_000;
const SLACKS = [1.05, 1.3];
/** Prices are worked out anew after so many orders. */
const PRICED_EVERY = 1000;
/** The supplier sends whatever nobody else has, so that no line ever goes without. */
const SHORT_COST = 1e6;
/** For the bound: far more rounds than any policy could afford. */
const PATIENT = { rounds: 300, parts: 1, firstStep: 4, lastStep: 0.03 };

type Outcome = { readonly cost: number; readonly parcels: number; readonly microsPerOrder: number };
type Pricing = (index: number, stock: StockView) => ShadowPrices | null;

class StreamCannotBeServed extends Error {
  override name = 'StreamCannotBeServed';
}

const bestPlan = (
  stream: Stream,
  index: number,
  network: PreparedNetwork,
  stock: StockView,
  prices: ShadowPrices | null,
) => {
  const order = stream.orders[index] as Stream['orders'][number];
  const answer = proposePlans(order, network, stock, () => order.orderId, prices);
  const best = 'plans' in answer ? answer.plans[0] : undefined;
  if (!best) throw new StreamCannotBeServed(`order ${order.orderId}: the supplier should have sent it`);
  return best;
};

/** Takes a plan's goods from the stock; columns are the view's own. */
const take = ({ legs }: Plan, stock: StockView, { nodeIndex }: PreparedNetwork): void => {
  for (const { node, lines } of legs)
    for (const { sku, quantity } of lines) {
      const { nodes, available } = stockColumns(stock, sku, nodeIndex);
      const at = nodes.indexOf(nodeIndex.get(node) ?? -1);
      available[at] = (available[at] as number) - quantity;
    }
};

/** Every order is planned when it comes, on what is left. */
const run = (stream: Stream, network: PreparedNetwork, pricing: Pricing): Outcome => {
  const stock = stockViewOf(stream.stock);
  const before = process.cpuUsage();
  let cost = 0;
  let parcels = 0;
  for (let index = 0; index < stream.orders.length; index += 1) {
    const plan = bestPlan(stream, index, network, stock, pricing(index, stock));
    take(plan, stock, network);
    cost += plan.cost;
    parcels += plan.legs.length;
  }
  const { user, system } = process.cpuUsage(before);
  return { cost, parcels, microsPerOrder: (user + system) / stream.orders.length };
};

const cheapestNow: Pricing = () => null;

/** What is expected is what was asked the day before and since: nothing of what is still to come. */
const shadowPriced = ({ history, orders, stock }: Stream, network: PreparedNetwork): Pricing => {
  const expected = new ExpectedOrders(network, stockViewOf(stock));
  for (const order of history) expected.add(order);
  let prices: Float64Array = new Float64Array(0);
  let priced: ShadowPrices | null = null;
  let seen = 0;
  return (index, left) => {
    if (index % PRICED_EVERY !== 0) return priced;
    for (; seen < index; seen += 1) expected.add(orders[seen] as Stream['orders'][number]);
    prices = priceScarcity(
      expected,
      prices,
      { supply: expected.rows.supplyOf(left), expected: orders.length - index, shortCost: SHORT_COST },
      index === 0 ? FRESH : AGAIN,
    );
    priced = expected.rows.priced(prices);
    return priced;
  };
};

/**
 * What the stream costs at least, whoever knew all of it beforehand: the Lagrangian dual value at prices found with all orders known, every
 * order planned exactly under them. Valid at any prices.
 */
const clairvoyantBound = (stream: Stream, network: PreparedNetwork): number => {
  const stock = stockViewOf(stream.stock);
  const known = new ExpectedOrders(network, stock);
  for (const order of stream.orders) known.add(order);
  const supply = known.rows.supplyOf(stock);
  const expectation = { supply, expected: stream.orders.length, shortCost: SHORT_COST };
  const prices = priceScarcity(known, new Float64Array(supply.length), expectation, PATIENT);
  const shadow = known.rows.priced(prices);
  let bound = 0;
  prices.forEach((price, row) => {
    bound -= price * (supply[row] as number);
  });
  for (let index = 0; index < stream.orders.length; index += 1) {
    const plan = bestPlan(stream, index, network, stock, shadow);
    bound += plan.cost + (plan.scarcity ?? 0);
  }
  return bound;
};

const rowsOf = (slack: number): BenchRow[] => {
  const stream = generateStream(SEED, slack, ORDERS);
  const network = prepareNetwork(stream.network);
  // Ways are worked out once per network: not a part of either policy.
  run(stream, network, cheapestNow);
  const bound = clairvoyantBound(stream, network);
  const now = run(stream, network, cheapestNow);
  const priced = run(stream, network, shadowPriced(stream, network));
  const name = `stream of ${ORDERS.toLocaleString('en')}, stock × ${slack}`;
  const peerName = 'cheapest now';
  const row = (what: string, unit: string, ours: number, peer: number | null): BenchRow => ({
    name: `${name}: ${what}`,
    ours,
    peer,
    peerName: peer === null ? '' : peerName,
    unit,
    ratio: peer === null ? null : peer / ours,
  });
  return [
    row('cost over the clairvoyant bound', '×', priced.cost / bound, now.cost / bound),
    row('gap to the bound closed', '%', (100 * (now.cost - priced.cost)) / (now.cost - bound), null),
    { ...row('all in', 'µs/order', priced.microsPerOrder, now.microsPerOrder), ratio: null },
  ];
};

/** Shadow prices against cheapest-now on orders that come one after the other while stock runs out. */
export const benchStream = async (): Promise<BenchRow[]> => SLACKS.flatMap(rowsOf);
