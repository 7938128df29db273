import { demandOf } from '../domain/routing/demand.ts';
import { OptionSieve } from '../domain/routing/option-sieve.ts';
import { ParcelColumns } from '../domain/routing/parcel-columns.ts';
import { ParcelFronts } from '../domain/routing/parcel-fronts.ts';
import type { PlanRequest } from '../domain/routing/plan.ts';
import { PlanLabels } from '../domain/routing/plan-labels.ts';
import type { PreparedNetwork } from '../domain/routing/prepared-network.ts';
import { proposePlans } from '../domain/routing/propose-plans.ts';
import type { StockView } from '../domain/routing/stock-view.ts';
import { WeighedCut } from '../domain/routing/weighed-cut.ts';
import type { BenchRow } from './bench-row.ts';

type Point = { readonly cost: number; readonly success: number };
type Instance = {
  readonly network: PreparedNetwork;
  readonly stock: StockView;
  readonly orders: readonly PlanRequest[];
};

const ORDERS = 2000;
/** Beyond this the plain enumeration takes seconds. */
const MAX_LINES = 7;

/** The whole frontier by labels alone, from every option: slow, and without anything the planner does to be quick. */
export const exactFrontier = ({ network, stock }: Instance, request: PlanRequest): Point[] => {
  const demand = demandOf(request, network);
  if (!demand) return [];
  const columns = new ParcelColumns(network);
  columns.collect(demand, stock, true);
  const sieve = new OptionSieve();
  sieve.keepAll(columns);
  const fronts = new ParcelFronts();
  fronts.build(columns, sieve, null);
  const labels = new PlanLabels();
  labels.search(fronts, demand.riskBudget, new WeighedCut().weigh(fronts, 0, 1), null);
  const points: Point[] = [];
  for (let at = labels.head[fronts.all] as number; at >= 0; at = labels.next[at] as number)
    points.push({ cost: labels.cost[at] as number, success: Math.exp(-(labels.risk[at] as number)) });
  return points;
};

/** Area between the frontier (cheapest first) and the corner of its dearest plan's cost, a tenth more, and the promise. */
export const hypervolume = (frontier: readonly Point[], worstCost: number, worstSuccess: number): number =>
  frontier.reduce((area, { cost, success }, index) => {
    const next = frontier[index + 1]?.cost ?? worstCost;
    return area + (next - cost) * (success - worstSuccess);
  }, 0);

/** How much of the exact frontier the proposed plans cover, and how many orders a second get all their plans read. */
export const frontierRows = (instance: Instance): BenchRow[] => {
  const { network, stock } = instance;
  const orders = instance.orders.filter(({ lines }) => lines.length <= MAX_LINES).slice(0, ORDERS);
  let plans = 0;
  const propose = (request: PlanRequest): Point[] => {
    const answer = proposePlans(request, network, stock, () => `plan-${++plans}`);
    return 'plans' in answer
      ? answer.plans.map(({ cost, successProbability }) => ({ cost, success: successProbability }))
      : [];
  };
  const shares = orders.flatMap((order) => {
    const exact = exactFrontier(instance, order);
    const worst = 1.1 * (exact.at(-1)?.cost ?? 0);
    const whole = hypervolume(exact, worst, order.minSuccess);
    return whole > 0 ? [hypervolume(propose(order), worst, order.minSuccess) / whole] : [];
  });
  const before = process.cpuUsage();
  for (const order of instance.orders) propose(order);
  const { user, system } = process.cpuUsage(before);
  const rate = (1e6 * instance.orders.length) / (user + system);
  const share = shares.reduce((sum, value) => sum + value, 0) / shares.length;
  const none = { peer: null, peerName: '', ratio: null };
  return [
    { name: 'frontiers of cost against success', ours: Math.round(rate), unit: 'orders/s', ...none },
    {
      name: 'hypervolume kept of the exact frontier',
      ours: share,
      unit: '',
      ...none,
      peer: 1,
      peerName: 'labels only',
    },
  ];
};
