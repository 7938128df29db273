import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { demandOf } from '../domain/routing/demand.ts';
import type { PlanAnswer, PlanRequest } from '../domain/routing/plan.ts';
import { type PreparedNetwork, prepareNetwork } from '../domain/routing/prepared-network.ts';
import { proposePlans } from '../domain/routing/propose-plans.ts';
import { type StockView, stockViewOf } from '../domain/routing/stock-view.ts';
import type { BenchRow } from './bench-row.ts';
import { fewestSplits } from './fewest-splits.ts';
import { frontierPlot } from './frontier-plot.ts';
import { type GeneratedSize, generateNetwork } from './generated-network.ts';
import { frontierRows } from './plan-frontier.ts';
import { type MilpScope, type MilpSolver, milpSolver } from './plan-milp.ts';

const PLOT = fileURLToPath(new URL('../docs/picture/plan-frontier.svg', import.meta.url));

const SEED = 20260302;
const SIZE: GeneratedSize = { warehouses: 500, regions: 340, skus: 10_000, orders: 20_000 };
const LARGE: GeneratedSize = { ...SIZE, warehouses: 2000, orders: 10_000 };
const LONG: GeneratedSize = { warehouses: 50, regions: 100, skus: 3000, orders: 40, lines: [16, 30] };
/** HiGHS gets fewer of the same orders: it needs some 10 ms (reduced) and 80 ms (full) for each. */
const REDUCED_ORDERS = 200;
const FULL_ORDERS = 30;
/** Costs are told to 0.0001. */
const TOLERANCE = 1e-4;

export type Instance = {
  readonly network: PreparedNetwork;
  readonly stock: StockView;
  readonly orders: readonly PlanRequest[];
};

const instanceOf = (size: GeneratedSize): Instance => {
  const { network, stock, orders } = generateNetwork(SEED, size);
  return { network: prepareNetwork(network), stock: stockViewOf(stock), orders };
};

let named = 0;
const nextPlanId = (): string => {
  named += 1;
  return `plan-${named}`;
};

/** Plans an order by the public function: all its plans with legs, costs and chances. Explanations and rivals are written when they are read. */
const planned = ({ network, stock }: Instance, request: PlanRequest): PlanAnswer =>
  proposePlans(request, network, stock, nextPlanId);

const costOf = (answer: PlanAnswer): number | null => ('plans' in answer ? (answer.plans[0]?.cost ?? null) : null);

export class CostsDiffer extends Error {
  override name = 'CostsDiffer';
}

/** Of one core: by processor time, so that what else runs on the machine does not count. */
const perSecond = <Item>(items: readonly Item[], run: (item: Item) => void): number => {
  const before = process.cpuUsage();
  for (const item of items) run(item);
  const { user, system } = process.cpuUsage(before);
  return (1e6 * items.length) / (user + system);
};

const optimumBy =
  ({ network }: Instance, solve: MilpSolver, scope: MilpScope) =>
  (request: PlanRequest) => {
    const demand = demandOf(request, network);
    return demand ? solve(demand, scope) : null;
  };

/** @throws CostsDiffer when ours and the proven optimum are not the same */
const checkCosts = (instance: Instance, orders: readonly PlanRequest[], optima: readonly (number | null)[]): void => {
  orders.forEach((order, index) => {
    const cost = costOf(planned(instance, order));
    const optimum = optima[index] ?? null;
    const same = optimum === null || cost === null ? optimum === cost : Math.abs(cost - optimum) <= TOLERANCE;
    if (!same) throw new CostsDiffer(`order ${order.orderId}: ours ${cost}, HiGHS ${optimum}`);
  });
};

const solvedBy = (instance: Instance, solve: MilpSolver, scope: MilpScope, count: number) => {
  const orders = instance.orders.slice(0, count);
  const optimum = optimumBy(instance, solve, scope);
  const optima: (number | null)[] = [];
  const rate = perSecond(orders, (order) => optima.push(optimum(order)));
  checkCosts(instance, orders, optima);
  return { rate, optima };
};

/** A round to warm up, then one measured: the orders differ, so no answer is remembered from one to the next. */
const ourRate = (instance: Instance): number => {
  perSecond(instance.orders, (order) => planned(instance, order));
  return perSecond(instance.orders, (order) => planned(instance, order));
};

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;

const latencyRows = (instance: Instance): BenchRow[] => {
  const times = instance.orders.map((order) => {
    const started = performance.now();
    planned(instance, order);
    return performance.now() - started;
  });
  times.sort((a, b) => a - b);
  return [0.99, 0.999].map((share) => ({
    name: `plan, 500 warehouses, p${100 * share}`,
    ours: percentile(times, share),
    peer: null,
    peerName: '',
    unit: 'ms',
    ratio: null,
  }));
};

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** What the way most shops' systems choose costs above the optimum, and how often it finds nothing where a plan exists. */
const splitRow = (instance: Instance, optima: readonly (number | null)[]): BenchRow => {
  const ratios: number[] = [];
  let missed = 0;
  optima.forEach((optimum, index) => {
    if (optimum === null) return;
    const cost = fewestSplits(instance.orders[index] as PlanRequest, instance.network, instance.stock);
    if (cost === null) missed += 1;
    else ratios.push(cost / optimum);
  });
  const name = `fewest splits (finds none for ${missed} of ${ratios.length + missed})`;
  return {
    name: 'cost over the optimum, 500 warehouses',
    ours: 1,
    peer: mean(ratios),
    peerName: name,
    unit: '×',
    ratio: mean(ratios),
  };
};

const longRows = async (): Promise<BenchRow[]> => {
  const instance = instanceOf(LONG);
  const optimum = optimumBy(instance, await milpSolver(instance.network, instance.stock), 'REDUCED');
  const optima: (number | null)[] = [];
  const peer = perSecond(instance.orders, (order) => optima.push(optimum(order)));
  const ours = ourRate(instance);
  const ratios = instance.orders.flatMap((order, index) => {
    const cost = costOf(planned(instance, order));
    const best = optima[index] ?? null;
    if ((cost === null) !== (best === null))
      throw new CostsDiffer(`order ${order.orderId}: ours ${cost}, HiGHS ${best}`);
    return cost === null || best === null ? [] : [cost / best];
  });
  const peerName = 'HiGHS, reduced MILP';
  return [
    { name: 'plan, 16–30 lines', ours: 1000 / ours, peer: 1000 / peer, peerName, unit: 'ms', ratio: ours / peer },
    { name: 'cost over the optimum, 16–30 lines', ours: mean(ratios), peer: 1, peerName, unit: '×', ratio: null },
  ];
};

/** Draws the first order of three lines that has eight plans to choose from. */
const drawFrontier = (instance: Instance): void => {
  for (const order of instance.orders) {
    if (order.lines.length !== 3) continue;
    const answer = planned(instance, order);
    if (!('plans' in answer) || answer.plans.length < 8) continue;
    const title = `Order ${order.orderId}: 3 lines, within ${order.deadlineHours} h, ${100 * order.minSuccess} % or more`;
    writeFileSync(PLOT, frontierPlot(answer.plans, title));
    return;
  }
};

/**
 * Plans per second through the public function beside HiGHS on the same orders, what the fewest splits cost, the frontier, long orders.
 * @throws CostsDiffer when ours is not the proven optimum
 */
export const benchPlan = async (): Promise<BenchRow[]> => {
  const instance = instanceOf(SIZE);
  drawFrontier(instance);
  const solve = await milpSolver(instance.network, instance.stock);
  const ours = ourRate(instance);
  const reduced = solvedBy(instance, solve, 'REDUCED', REDUCED_ORDERS);
  const full = solvedBy(instance, solve, 'FULL', FULL_ORDERS);
  const rate = (name: string, rateOfOurs: number, peer: number | null, peerName: string): BenchRow => {
    const ratio = peer === null ? null : rateOfOurs / peer;
    return { name, ours: Math.round(rateOfOurs), peer, peerName, unit: 'plans/s', ratio };
  };
  return [
    rate(`plan, 500 warehouses (${REDUCED_ORDERS} costs equal)`, ours, reduced.rate, 'HiGHS, reduced MILP'),
    rate(`plan, 500 warehouses (${FULL_ORDERS} costs equal)`, ours, full.rate, 'HiGHS, full MILP'),
    ...latencyRows(instance),
    splitRow(instance, reduced.optima),
    ...frontierRows(instance),
    rate('plan, 2,000 warehouses', ourRate(instanceOf(LARGE)), null, ''),
    ...(await longRows()),
  ];
};
