import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { StockLevel } from '#domain/routing/network.ts';
import type { Plan, PlanRequest } from '#domain/routing/plan.ts';
import { planTogether } from '#domain/routing/plan-together.ts';
import { prepareNetwork } from '#domain/routing/prepared-network.ts';
import { proposePlans } from '#domain/routing/propose-plans.ts';
import { reconsiderPlans } from '#domain/routing/reconsider-plans.ts';
import { StockPool } from '#domain/routing/stock-pool.ts';
import type { StockView } from '#domain/routing/stock-view.ts';
import { aLane, aLevel, aNetwork, aNode, anOrder, aSku } from '../../fixtures/routing/small-network.ts';

/** Two warehouses, the west one a little dearer; a parcel costs 10 and more, so that one is better than two. */
const NETWORK = prepareNetwork(
  aNetwork(
    [aNode('EAST', { fixedCost: 6 }), aNode('WEST', { fixedCost: 7 })],
    [aLane('EAST-ROAD', 'AT-EAST'), aLane('WEST-ROAD', 'AT-WEST')],
    [aSku('CUP'), aSku('POT')],
  ),
);
const orderOf = (orderId: string, ...skus: string[]): PlanRequest =>
  anOrder(
    skus.map((sku) => ({ sku, quantity: 1 })),
    { orderId },
  );
const nodesOf = (plan: Plan | null | undefined): string[] | null => plan?.legs.map(({ node }) => node) ?? null;
const costOf = (plans: readonly (Plan | null)[]): number => plans.reduce((sum, plan) => sum + (plan?.cost ?? 0), 0);

/** Pieces that plans take beyond what there is. */
const overdraft = (plans: readonly (Plan | null)[], levels: readonly StockLevel[]): number => {
  const left = new Map(levels.map(({ node, sku, onHand }) => [`${node} ${sku}`, onHand]));
  for (const plan of plans)
    for (const { node, lines } of plan?.legs ?? [])
      for (const { sku, quantity } of lines) left.set(`${node} ${sku}`, (left.get(`${node} ${sku}`) ?? 0) - quantity);
  return [...left.values()].reduce((sum, rest) => sum - Math.min(0, rest), 0);
};

describe('open orders considered together', () => {
  test('exchange sources, so that an order that came later goes in one parcel', () => {
    const levels = [aLevel('EAST', 'CUP', 1), aLevel('EAST', 'POT', 1), aLevel('WEST', 'CUP', 1)];
    const { oneByOne, together, saving } = planTogether(
      [orderOf('A', 'CUP'), orderOf('B', 'CUP', 'POT')],
      NETWORK,
      levels,
    );
    expect(oneByOne.map(nodesOf)).toEqual([['EAST'], ['EAST', 'WEST']]);
    expect(together.map(nodesOf)).toEqual([['WEST'], ['EAST']]);
    expect(saving).toBeCloseTo(costOf(oneByOne) - costOf(together), 6);
    expect(saving).toBeGreaterThan(10);
  });

  test('stay as they are where nobody gains', () => {
    const levels = [aLevel('EAST', 'CUP', 5), aLevel('EAST', 'POT', 5)];
    const { oneByOne, together, saving } = planTogether(
      [orderOf('A', 'CUP'), orderOf('B', 'CUP', 'POT')],
      NETWORK,
      levels,
    );
    expect(together).toEqual(oneByOne);
    expect(together[0]).toBe(oneByOne[0]);
    expect(saving).toBe(0);
  });

  test('tell an order that nothing is left for why, and plan the others', () => {
    const { together, answers } = planTogether([orderOf('A', 'CUP'), orderOf('B', 'CUP')], NETWORK, [
      aLevel('EAST', 'CUP', 1),
    ]);
    expect(together.map(nodesOf)).toEqual([['EAST'], null]);
    expect(answers[1]).toMatchObject({ unroutable: [{ code: 'OUT_OF_STOCK', sku: 'CUP' }] });
  });

  test('come to it by exchanges that each save something and take nothing twice, whichever is the last', async () => {
    const level = fc.nat(3);
    const lines = fc.constantFrom(['CUP'], ['POT'], ['CUP', 'POT']);
    await fc.assert(
      fc.property(
        fc.tuple(level, level, level, level),
        fc.array(lines, { minLength: 2, maxLength: 8 }),
        (each, asked) => {
          const cells = [
            ['EAST', 'CUP'],
            ['EAST', 'POT'],
            ['WEST', 'CUP'],
            ['WEST', 'POT'],
          ] as const;
          const levels = cells.map(([node, sku], at) => aLevel(node, sku, each[at] ?? 0));
          const pool = new StockPool(levels);
          const open = asked.flatMap((skus, index) => {
            const propose = (stock: StockView): Plan | null => {
              const answer = proposePlans(orderOf(`O${index}`, ...skus), NETWORK, stock, () => `O${index}`);
              return 'plans' in answer ? (answer.plans[0] ?? null) : null;
            };
            const current = propose(pool);
            pool.take(index, current?.legs ?? []);
            return current ? [{ current, propose }] : [];
          });
          const { exchanges, plans, saving } = reconsiderPlans(open, pool);
          const now = open.map(({ current }) => current);
          for (const { changes, saving: saved } of exchanges) {
            expect(saved).toBeGreaterThan(0);
            for (const { order, before, after } of changes) {
              expect(now[order]).toBe(before);
              now[order] = after;
            }
            expect(overdraft(now, levels)).toBe(0);
          }
          expect(now).toEqual(plans);
          expect(exchanges.reduce((sum, exchange) => sum + exchange.saving, 0)).toBeCloseTo(saving, 6);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('never cost more, never take stock twice, never lose a plan', () => {
    const level = fc.nat(4);
    const lines = fc.constantFrom(['CUP'], ['POT'], ['CUP', 'POT']);
    fc.assert(
      fc.property(
        fc.tuple(level, level, level, level),
        fc.array(lines, { minLength: 1, maxLength: 8 }),
        ([a, b, c, d], asked) => {
          const levels = [
            aLevel('EAST', 'CUP', a),
            aLevel('EAST', 'POT', b),
            aLevel('WEST', 'CUP', c),
            aLevel('WEST', 'POT', d),
          ];
          const orders = asked.map((skus, index) => orderOf(`O${index}`, ...skus));
          const { oneByOne, together } = planTogether(orders, NETWORK, levels);
          expect(overdraft(together, levels)).toBe(0);
          together.forEach((plan, index) => {
            if (oneByOne[index]) expect(plan).not.toBeNull();
          });
          const planned = together.filter((_, index) => oneByOne[index]);
          expect(costOf(planned)).toBeLessThanOrEqual(costOf(oneByOne) + 1e-6);
        },
      ),
      { numRuns: 100 },
    );
  });
});
