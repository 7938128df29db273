import type { Network, StockLevel } from '../domain/routing/network.ts';
import type { PlanRequest } from '../domain/routing/plan.ts';
import { generateNetwork, seededRandom } from './generated-network.ts';

const WAREHOUSES = 50;
const REGIONS = 340;
const SKUS = 200;
/** Sends what no warehouse has, at once, for this much a parcel and a line. */
export const SUPPLIER = { node: 'SUPPLIER', parcel: 22, line: 28 } as const;

export type Stream = {
  readonly network: Network;
  readonly stock: readonly StockLevel[];
  /** Yesterday's: what prices may be learnt from before the first order comes. */
  readonly history: readonly PlanRequest[];
  readonly orders: readonly PlanRequest[];
};

const withSupplier = (network: Network): Network => {
  const [region] = network.regions;
  const [lane] = network.lanes;
  const [node] = network.nodes;
  if (!region || !lane || !node) throw new Error('a generated network has regions, lanes and nodes');
  return {
    ...network,
    nodes: [
      ...network.nodes,
      {
        ...node,
        node: SUPPLIER.node,
        fixedCost: SUPPLIER.parcel,
        lineCost: SUPPLIER.line,
        handlingMu: 0,
        handlingSigma: 0,
      },
    ],
    lanes: [
      ...network.lanes,
      ...network.regions.map(({ region: to }) => ({
        ...lane,
        lane: `${SUPPLIER.node}>${to}`,
        from: SUPPLIER.node,
        to,
        tags: ['COLD', 'DG'],
        firstCost: 0,
        perKgCost: 0,
        shiftHours: 1,
        mu: 1,
        sigma: 0.1,
      })),
    ],
  };
};

/** Every SKU's stock is `slack` times what is asked of it on average, spread unevenly over the warehouses that keep it. */
const scarceStock = (
  seed: number,
  kept: readonly StockLevel[],
  orders: readonly PlanRequest[],
  slack: number,
  skus: readonly string[],
): StockLevel[] => {
  const random = seededRandom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const asked = new Map<string, number>();
  for (const { lines } of orders)
    for (const { sku, quantity } of lines) asked.set(sku, (asked.get(sku) ?? 0) + quantity);
  const levels = skus.flatMap((sku) => {
    const holders = kept.filter((level) => level.sku === sku);
    const weights = holders.map(() => Math.exp(0.6 * normal()));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return holders.map((level, at) => ({
      ...level,
      onHand: Math.round((slack * (asked.get(sku) ?? 0) * (weights[at] as number)) / sum),
    }));
  });
  return [...levels, ...skus.map((sku) => ({ node: SUPPLIER.node, sku, onHand: 1e9, reserved: 0, safety: 0 }))];
};

/** Orders one after the other on stock that does not come in again. The stock was laid in by what the day before asked for. */
export const generateStream = (seed: number, slack: number, count: number): Stream => {
  const { network, stock, orders } = generateNetwork(seed, {
    warehouses: WAREHOUSES,
    regions: REGIONS,
    skus: SKUS,
    orders: 2 * count,
  });
  const history = orders.slice(0, count);
  return {
    network: withSupplier(network),
    stock: scarceStock(
      seed + 1,
      stock,
      history,
      slack,
      network.skus.map(({ sku }) => sku),
    ),
    history,
    orders: orders.slice(count),
  };
};
