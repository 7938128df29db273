import { demandOf } from '#domain/routing/demand.ts';
import type { PlanRequest } from '#domain/routing/plan.ts';
import { prepareNetwork } from '#domain/routing/prepared-network.ts';
import { proposePlans } from '#domain/routing/propose-plans.ts';
import { PlanSearch } from '#domain/routing/search-plans.ts';
import { stockViewOf } from '#domain/routing/stock-view.ts';
import { generateNetwork } from '../../../bench/generated-network.ts';
import { exactFrontier, hypervolume } from '../../../bench/plan-frontier.ts';
import { milpSolver } from '../../../bench/plan-milp.ts';
import { planIds } from '../../fixtures/routing/small-network.ts';

const instanceOf = async (lines: [number, number], orders: number) => {
  const generated = generateNetwork(99, { warehouses: 25, regions: 20, skus: 300, orders, lines });
  const network = prepareNetwork(generated.network);
  const stock = stockViewOf(generated.stock);
  return { network, stock, orders: generated.orders, solve: await milpSolver(network, stock) };
};

type Instance = Awaited<ReturnType<typeof instanceOf>>;

const optimumOf = ({ network, solve }: Instance, order: PlanRequest): number | null => {
  const demand = demandOf(order, network);
  return demand && solve(demand, 'FULL');
};

describe('an order of up to twelve lines', () => {
  it('is planned at the cost that HiGHS proves cheapest, or found unroutable by both', async () => {
    const instance = await instanceOf([1, 12], 60);
    let planned = 0;
    for (const order of instance.orders) {
      const answer = proposePlans(order, instance.network, instance.stock, planIds());
      const optimum = optimumOf(instance, order);
      if (optimum === null) expect(answer).toHaveProperty('unroutable');
      else {
        expect('plans' in answer && answer.plans[0]?.cost).toBeCloseTo(optimum, 3);
        planned += 1;
      }
    }
    expect(planned).toBeGreaterThan(30);
  });

  it('has plans that cover 99 % of the frontier between cost and success, three or more where it has as many', async () => {
    const instance = await instanceOf([1, 6], 60);
    const shares: number[] = [];
    for (const order of instance.orders) {
      const answer = proposePlans(order, instance.network, instance.stock, planIds());
      const exact = exactFrontier(instance, order);
      if (!('plans' in answer)) continue;
      const worst = 1.1 * (exact.at(-1)?.cost ?? 0);
      const plans = answer.plans.map(({ cost, successProbability }) => ({ cost, success: successProbability }));
      shares.push(hypervolume(plans, worst, order.minSuccess) / hypervolume(exact, worst, order.minSuccess));
      expect(plans.length).toBeGreaterThanOrEqual(Math.min(3, exact.length));
    }
    expect(shares.length).toBeGreaterThan(30);
    expect(Math.min(...shares)).toBeGreaterThan(0.95);
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeGreaterThan(0.99);
  });
});

describe('an order of 16 to 30 lines', () => {
  it('is planned within 1 % of the cheapest on average, and no plan is cheaper than the bound', async () => {
    const instance = await instanceOf([16, 30], 16);
    const search = new PlanSearch(instance.network);
    const ratios: number[] = [];
    for (const order of instance.orders) {
      const demand = demandOf(order, instance.network);
      if (!demand) throw new Error('the instance knows its own SKUs');
      const { choices, bound } = search.search(demand, instance.stock);
      const optimum = optimumOf(instance, order);
      if (optimum === null) expect(choices).toEqual([]);
      else {
        ratios.push((choices[0]?.cost ?? Number.POSITIVE_INFINITY) / optimum);
        expect(bound).toBeLessThanOrEqual(optimum + 1e-6);
        expect(bound).toBeGreaterThan(0.8 * optimum);
      }
    }
    expect(ratios.length).toBeGreaterThan(6);
    expect(ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length).toBeLessThan(1.01);
  });
});
