import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { StockLevel } from '#domain/routing/network.ts';
import type { Plan, PlanRequest } from '#domain/routing/plan.ts';
import { prepareNetwork } from '#domain/routing/prepared-network.ts';
import { proposePlans } from '#domain/routing/propose-plans.ts';
import { expectedAgain, ScarcityPrices, scarcityPricesOf, shadowPricesOf } from '#domain/routing/scarcity-prices.ts';
import { stockViewOf } from '#domain/routing/stock-view.ts';
import { aLane, aLevel, aNetwork, aNode, anOrder, aSku, planIds } from '../../fixtures/routing/small-network.ts';
import { NOON } from '../../support/given.ts';

/** EAST is cheap for the east and all that reaches the west; WEST-less customers can only be served from it. */
const NETWORK = prepareNetwork({
  ...aNetwork(
    [aNode('EAST'), aNode('MIDDLE')],
    [
      aLane('EAST-HERE', 'AT-EAST', { firstCost: 5 }),
      aLane('MIDDLE-HERE', 'AT-MIDDLE', { firstCost: 7 }),
      aLane('EAST-THERE', 'AT-EAST', { firstCost: 5, to: 'THERE' }),
    ],
    [aSku('CUP'), aSku('POT')],
  ),
  regions: [
    ...aNetwork([aNode('EAST'), aNode('MIDDLE')], [], []).regions,
    { region: 'THERE', name: 'There', lat: 31, lon: 100 },
  ],
});
const NAMED = { version: 'v1', pricedAt: NOON };
const ONE_CUP = [{ sku: 'CUP', quantity: 1 }];
const here = (count: number): PlanRequest[] => Array.from({ length: count }, () => anOrder(ONE_CUP));
const there = (count: number): PlanRequest[] => here(count).map((order) => ({ ...order, region: 'THERE' }));

const priced = (stock: StockLevel[], orders: PlanRequest[], before: ScarcityPrices | null = null): ScarcityPrices =>
  scarcityPricesOf(
    { network: NETWORK, stock: stockViewOf(stock), orders, expected: orders.length, shortCost: 40, before },
    NAMED,
  );
const STOCK = [aLevel('EAST', 'CUP', 10), aLevel('MIDDLE', 'CUP', 50)];

const recommended = (order: PlanRequest, prices: ScarcityPrices): Plan => {
  const answer = proposePlans(order, NETWORK, stockViewOf(STOCK), planIds(), shadowPricesOf(prices, NETWORK));
  if (!('plans' in answer)) throw new Error(JSON.stringify(answer));
  return answer.plans[0] as Plan;
};

describe('prices of what is scarce', () => {
  test('keep stock for those whom nobody else can serve, and say what they changed', () => {
    const prices = priced(STOCK, [...here(10), ...there(10)]);
    const [price] = prices.stock;
    // MIDDLE is dearer by 2: any price above that sends the others there, any below the cost of going without serves the west.
    expect(price).toMatchObject({ sku: 'CUP', node: 'EAST' });
    expect(price?.price).toBeGreaterThan(2);
    expect(price?.price).toBeLessThan(35);
    const near = recommended(anOrder(ONE_CUP), prices);
    expect(near.legs.map(({ node }) => node)).toEqual(['MIDDLE']);
    expect(near.scarcity).toBeUndefined();
    expect(near.explanation.join('\n')).toMatch(
      /prices of what is scarce changed the choice: EAST by \S+ \S+ would cost 2\.00 less now, but takes what later orders need: a piece of CUP at EAST with \d/,
    );
    const far = recommended({ ...anOrder(ONE_CUP), region: 'THERE' }, prices);
    expect(far.legs.map(({ node }) => node)).toEqual(['EAST']);
    expect(far.scarcity).toBe(price?.price);
    expect(far.explanation.join('\n')).toContain('scarce for orders to come: a piece of CUP at EAST with');
  });

  test('are nothing where there is enough for everybody', () => {
    const prices = priced([aLevel('EAST', 'CUP', 100), aLevel('MIDDLE', 'CUP', 50)], [...here(10), ...there(10)]);
    expect(prices.stock).toEqual([]);
    expect(prices.hours).toEqual([]);
  });

  test('are set on the hours of a node that cannot begin all parcels', () => {
    const busy = prepareNetwork({
      ...aNetwork(
        [aNode('EAST', { dailyCapacity: 24 * 4 }), aNode('MIDDLE')],
        [aLane('E', 'AT-EAST', { firstCost: 5 }), aLane('M', 'AT-MIDDLE', { firstCost: 7 })],
        [aSku('CUP')],
      ),
    });
    const stock = stockViewOf([aLevel('EAST', 'CUP', 100), aLevel('MIDDLE', 'CUP', 100)]);
    const orders = here(20);
    const { hours } = scarcityPricesOf(
      { network: busy, stock, orders, expected: 20, shortCost: 40, before: null },
      NAMED,
    );
    expect(hours).toHaveLength(1);
    expect(hours[0]).toMatchObject({ node: 'EAST', at: expect.stringContaining(':00:00') });
    expect(hours[0]?.price).toBeGreaterThan(1);
  });

  test('go on from those before, and come out the same from the same', () => {
    const orders = [...here(10), ...there(10)];
    const before = priced(STOCK, orders);
    const again = priced(STOCK, orders, before);
    expect(again.stock[0]?.price).toBeGreaterThan(1.5);
    expect(priced(STOCK, orders, before)).toEqual(again);
    expect(ScarcityPrices.parse(JSON.parse(JSON.stringify(again)))).toEqual(again);
  });

  test('leave out nodes and SKUs that the network has no more', () => {
    const prices = { stock: [{ sku: 'CUP', node: 'GONE', price: 3 }], hours: [] };
    expect(shadowPricesOf(prices, NETWORK).stockPrices('CUP')).toBeNull();
  });

  test('are never below zero and never above what going without costs', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(20), fc.nat(15), fc.nat(15), (east, middle, near, far) => {
        const { stock } = priced(
          [aLevel('EAST', 'CUP', east), aLevel('MIDDLE', 'CUP', middle)],
          [...here(near), ...there(far)],
        );
        for (const { price } of stock) {
          expect(price).toBeGreaterThanOrEqual(0);
          expect(price).toBeLessThanOrEqual(44);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('orders expected again', () => {
  test('come as much later, spread over all there were', () => {
    const asked = Array.from({ length: 10 }, (_, index) => ({ ...anOrder(ONE_CUP), orderId: `O${index}` }));
    const again = expectedAgain(asked, 72, 5);
    expect(again.map(({ orderId }) => orderId)).toEqual(['O0', 'O2', 'O4', 'O6', 'O8']);
    expect(Date.parse(again[0]?.placedAt ?? '') - Date.parse(asked[0]?.placedAt ?? '')).toBe(72 * 3_600_000);
    expect(expectedAgain([], 72, 5)).toEqual([]);
  });
});
