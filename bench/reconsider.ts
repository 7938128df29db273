import { availableOf, type StockLevel } from '../domain/routing/network.ts';
import type { Plan } from '../domain/routing/plan.ts';
import { planTogether } from '../domain/routing/plan-together.ts';
import { type PreparedNetwork, prepareNetwork } from '../domain/routing/prepared-network.ts';
import { proposePlans } from '../domain/routing/propose-plans.ts';
import { stockViewOf } from '../domain/routing/stock-view.ts';
import type { BenchRow } from './bench-row.ts';
import { type Generated, generateNetwork, seededRandom } from './generated-network.ts';

const SEED = 20260309;
const SIZE = { warehouses: 12, regions: 100, skus: 300, orders: 2000 };
/** Every warehouse keeps most SKUs, a tenth more in all than is asked for. */
const KEPT = 0.8;
const SLACK = 1.1;
/** What a further parcel is worth to a shop beyond its carriage, in major units: nothing, a carton and a hand, a second delivery to be at home for, a customer's patience. */
const PARCEL_WORTHS = [0, 6, 12, 30];

const stockOf = ({ network, orders }: Generated): StockLevel[] => {
  const random = seededRandom(SEED + 1);
  const asked = new Map<string, number>();
  for (const { lines } of orders)
    for (const { sku, quantity } of lines) asked.set(sku, (asked.get(sku) ?? 0) + quantity);
  return network.skus.flatMap(({ sku }) => {
    const holders = network.nodes.filter(() => random() < KEPT);
    const weights = holders.map(() => 0.3 + random());
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return holders.map(({ node }, at) => ({
      node,
      sku,
      onHand: Math.ceil((SLACK * (asked.get(sku) ?? 0) * (weights[at] as number)) / sum),
      reserved: 0,
      safety: 0,
    }));
  });
};

class StockTakenTwice extends Error {
  override name = 'StockTakenTwice';
}

/** @throws StockTakenTwice */
const checkStock = (plans: readonly (Plan | null)[], stock: readonly StockLevel[]): void => {
  const left = new Map(stock.map((level) => [`${level.node} ${level.sku}`, availableOf(level)]));
  for (const plan of plans)
    for (const { node, lines } of plan?.legs ?? [])
      for (const { sku, quantity } of lines) {
        const rest = (left.get(`${node} ${sku}`) ?? 0) - quantity;
        if (rest < 0) throw new StockTakenTwice(`${sku} at ${node}: ${-rest} too many`);
        left.set(`${node} ${sku}`, rest);
      }
};

const extraParcels = (plans: readonly (Plan | null)[]): number =>
  plans.reduce((sum, plan) => sum + (plan ? plan.legs.length - 1 : 0), 0);
const costOf = (plans: readonly (Plan | null)[]): number => plans.reduce((sum, plan) => sum + (plan?.cost ?? 0), 0);

const alone = ({ orders }: Generated, network: PreparedNetwork, stock: readonly StockLevel[]): (Plan | null)[] => {
  const view = stockViewOf(stock);
  return orders.map((order) => {
    const answer = proposePlans(order, network, view, () => order.orderId);
    return 'plans' in answer ? (answer.plans[0] ?? null) : null;
  });
};

const rowsFor = (worth: number): BenchRow[] => {
  const generated = generateNetwork(SEED, SIZE);
  const { nodes } = generated.network;
  const network = prepareNetwork({
    ...generated.network,
    nodes: nodes.map((node) => ({ ...node, fixedCost: node.fixedCost + worth })),
  });
  const stock = stockOf(generated);
  const before = process.cpuUsage();
  const { oneByOne, together } = planTogether(generated.orders, network, stock);
  const { user, system } = process.cpuUsage(before);
  checkStock(together, stock);
  const least = extraParcels(alone(generated, network, stock));
  const [ours, peer] = [extraParcels(together), extraParcels(oneByOne)];
  const name = `2,000 open orders, a parcel worth ${worth}`;
  const row = (what: string, unit: string, each: number, other: number | null): BenchRow => ({
    name: `${name}: ${what}`,
    ours: each,
    peer: other,
    peerName: other === null ? '' : 'planned one by one',
    unit,
    ratio: other === null ? null : other / each,
  });
  return [
    row(`extra parcels (${least} if each were alone)`, 'parcels', ours, peer),
    row('fewer extra parcels', '%', 100 * (1 - ours / peer), null),
    row('cost', '', costOf(together), costOf(oneByOne)),
    row('planned and reconsidered', 'µs/order', (user + system) / SIZE.orders, null),
  ];
};

/** Open orders planned one by one as they came, and considered together again. */
export const benchReconsider = async (): Promise<BenchRow[]> => PARCEL_WORTHS.flatMap(rowsFor);
