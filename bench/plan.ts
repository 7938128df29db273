import highsLoader, { type LegacyHighs } from 'highs';
import { type Demand, demandOf } from '../domain/routing/demand.ts';
import { lineCostOf, type ParcelOption, parcelOptions } from '../domain/routing/parcel-options.ts';
import type { PlanRequest } from '../domain/routing/plan.ts';
import { type PreparedNetwork, prepareNetwork } from '../domain/routing/prepared-network.ts';
import { proposePlans } from '../domain/routing/propose-plans.ts';
import { type StockView, stockViewOf } from '../domain/routing/stock-view.ts';
import type { BenchRow } from './bench-row.ts';
import { generateNetwork } from './generated-network.ts';

/** Its types describe the CommonJS build, where the loader is `default`; the module loaded is the ESM one, which is the loader itself. */
const loadHighs = highsLoader as unknown as typeof highsLoader.default;

const SEED = 20260302;
const SIZE = { warehouses: 50, regions: 340, skus: 3000, orders: 10_000 };
/** HiGHS gets fewer of the same orders: it needs about 10 ms for each. */
const PEER_ORDERS = 300;
/** Costs are told to 0.0001. */
const TOLERANCE = 1e-4;

const planIds = (): (() => string) => {
  let count = 0;
  return () => {
    count += 1;
    return `plan-${count}`;
  };
};

/** Whether one option is at least as good as another for every line the other has. */
const dominates = (demand: Demand, a: ParcelOption, b: ParcelOption): boolean =>
  a.baseCost <= b.baseCost &&
  a.risk <= b.risk &&
  b.lines.every((line) => {
    const kg = demand.lines[line]?.kg ?? 0;
    return a.lines.includes(line) && lineCostOf(a, kg) <= lineCostOf(b, kg);
  });

/** The options that no other makes needless: the peer's model is built from these only. */
const reduced = (demand: Demand, options: readonly ParcelOption[]): ParcelOption[] =>
  options.filter(
    (option, index) =>
      !options.some(
        (other, at) =>
          at !== index && dominates(demand, other, option) && (at < index || !dominates(demand, option, other)),
      ),
  );

/** The order as a mixed-integer program in CPLEX LP text: y opens a parcel, x puts a line into it. */
const modelOf = (demand: Demand, options: readonly ParcelOption[]): string => {
  const costs = options.flatMap((option, o) => [
    `${option.baseCost} y${o}`,
    ...option.lines.map((line) => `${lineCostOf(option, demand.lines[line]?.kg ?? 0)} x${o}_${line}`),
  ]);
  const served = demand.lines.map(
    (_, line) =>
      `${options.flatMap(({ lines }, o) => (lines.includes(line) ? [`x${o}_${line}`] : [])).join(' + ')} = 1`,
  );
  const opened = options.flatMap(({ lines }, o) => lines.map((line) => `x${o}_${line} - y${o} <= 0`));
  const promised = `${options.map(({ risk }, o) => `${risk} y${o}`).join(' + ')} <= ${demand.riskBudget}`;
  const binaries = options.flatMap(({ lines }, o) => [`y${o}`, ...lines.map((line) => `x${o}_${line}`)]);
  return `Minimize\n ${costs.join(' + ')}\nSubject To\n ${[...served, ...opened, promised].join('\n ')}\nBinary\n ${binaries.join(' ')}\nEnd\n`;
};

/** The optimum by HiGHS, or null when there is none. */
const peerCost = (
  highs: LegacyHighs,
  request: PlanRequest,
  network: PreparedNetwork,
  stock: StockView,
): number | null => {
  const demand = demandOf(request, network);
  if (!demand) return null;
  const options = reduced(demand, parcelOptions(demand, network, stock).inTime);
  if (!demand.lines.every((_, line) => options.some(({ lines }) => lines.includes(line)))) return null;
  const solution = highs.solve(modelOf(demand, options), { mip_rel_gap: 0, output_flag: false });
  return solution.Status === 'Optimal' ? solution.ObjectiveValue : null;
};

const ourCost = (request: PlanRequest, network: PreparedNetwork, stock: StockView): number | null => {
  const answer = proposePlans(request, network, stock, planIds());
  return 'plans' in answer ? (answer.plans[0]?.cost ?? null) : null;
};

export class CostsDiffer extends Error {
  override name = 'CostsDiffer';
}

const perSecond = (count: number, run: (index: number) => void): number => {
  const started = performance.now();
  for (let index = 0; index < count; index += 1) run(index);
  return (1000 * count) / (performance.now() - started);
};

/** Plans per second through the public function, beside HiGHS on the same orders. @throws CostsDiffer when the two disagree on a cost */
export const benchPlan = async (): Promise<BenchRow[]> => {
  const { network, stock, orders } = generateNetwork(SEED, SIZE);
  const prepared = prepareNetwork(network);
  const view = stockViewOf(stock);
  const highs = await loadHighs();
  const orderAt = (index: number): PlanRequest => orders[index] as PlanRequest;
  const optima: (number | null)[] = [];
  const peer = perSecond(PEER_ORDERS, (index) => optima.push(peerCost(highs, orderAt(index), prepared, view)));
  optima.forEach((optimum, index) => {
    const cost = ourCost(orderAt(index), prepared, view);
    const same = optimum === null || cost === null ? optimum === cost : Math.abs(cost - optimum) <= TOLERANCE;
    if (!same) throw new CostsDiffer(`order ${orderAt(index).orderId}: ours ${cost}, HiGHS ${optimum}`);
  });
  // One round to warm up, one measured: the orders differ, so nothing is remembered from one to the next.
  perSecond(orders.length / 5, (index) => ourCost(orderAt(index), prepared, view));
  const ours = perSecond(orders.length, (index) => ourCost(orderAt(index), prepared, view));
  return [
    {
      name: `plan, ${SIZE.warehouses} warehouses (${PEER_ORDERS} costs equal)`,
      ours: Math.round(ours),
      peer: Math.round(peer),
      peerName: 'HiGHS, reduced MILP',
      unit: 'plans/s',
      ratio: ours / peer,
    },
  ];
};
