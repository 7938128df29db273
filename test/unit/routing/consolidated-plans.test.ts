import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Lane, Network, NetworkNode } from '#domain/routing/network.ts';
import type { Plan, PlanAnswer, PlanLeg, PlanRequest } from '#domain/routing/plan.ts';
import { prepareNetwork } from '#domain/routing/prepared-network.ts';
import { proposePlans } from '#domain/routing/propose-plans.ts';
import { stockViewOf } from '#domain/routing/stock-view.ts';
import { aLane, aLevel, aNetwork, aNode, anOrder, aSku, planIds } from '../../fixtures/routing/small-network.ts';

const QUICK = { mu: Math.log(6), sigma: 0.2, shiftHours: 0 };

/** Two sources near a hub, and a long dear way on from each of the three. */
const network = (hub: Partial<NetworkNode> = {}, onward: Partial<Lane> = {}): Network =>
  aNetwork(
    [
      aNode('EAST'),
      aNode('WEST'),
      aNode('HUB', { kind: 'HUB', fixedCost: 1, lineCost: 0.1, consolidates: true, ...hub }),
    ],
    [
      aLane('EAST-HOME', 'EAST', { firstCost: 30, perKgCost: 2, mu: Math.log(40), sigma: 0.2 }),
      aLane('WEST-HOME', 'WEST', { firstCost: 30, perKgCost: 2, mu: Math.log(40), sigma: 0.2 }),
      aLane('EAST-HUB', 'EAST', { to: 'HUB', firstCost: 3, perKgCost: 0.5, ...QUICK }),
      aLane('WEST-HUB', 'WEST', { to: 'HUB', firstCost: 3, perKgCost: 0.5, ...QUICK }),
      aLane('HUB-HOME', 'HUB', { firstCost: 25, perKgCost: 1, mu: Math.log(30), sigma: 0.2, ...onward }),
    ],
    [aSku('CUP'), aSku('POT'), aSku('ICE', { tags: ['COLD'] })],
  );
const STOCK = stockViewOf([aLevel('EAST', 'CUP', 5), aLevel('WEST', 'POT', 5), aLevel('WEST', 'ICE', 5)]);
const BOTH = anOrder([
  { sku: 'CUP', quantity: 2 },
  { sku: 'POT', quantity: 1 },
]);

const answerOn = (of: Network, request: PlanRequest = BOTH): PlanAnswer =>
  proposePlans(request, prepareNetwork(of), STOCK, planIds());
const plansOn = (of: Network, request: PlanRequest = BOTH): readonly Plan[] => {
  const answer = answerOn(of, request);
  if (!('plans' in answer)) throw new Error(answer.unroutable[0]?.reason);
  return answer.plans;
};
const waysOf = ({ legs }: Plan): string[] =>
  legs.map(({ lane, via = [] }) => [lane, ...via.map((hop) => hop.lane)].join(' '));

describe('parcels that meet on the way', () => {
  test('go on as one, pay the onward way once, and say what that saves', () => {
    const [best] = plansOn(network());
    expect(best && waysOf(best)).toEqual(['EAST-HUB HUB-HOME', 'WEST-HUB HUB-HOME']);
    expect(best).toMatchObject({ recommended: true, strategies: ['TRANSFER', 'PARALLEL', 'CONSOLIDATION'] });
    expect(best?.legs.map(({ consolidatesAt }) => consolidatesAt)).toEqual(['HUB', 'HUB']);
    // Two sources with their lanes to the hub, then the hub and the onward lane once, for three kilograms and two lines.
    expect(best?.cost).toBeCloseTo(2 * (2 + 0.5 + 3) + 0.5 * 3 + (1 + 2 * 0.1 + 25 + 3), 4);
    expect(best?.legs.reduce((sum, { cost }) => sum + cost, 0)).toBeCloseTo(best?.cost ?? 0, 3);
    expect(best?.explanation.join('; ')).toMatch(/meet at HUB and go on as one .*saves \d+\.\d\d/);
    const apart = plansOn(network({ consolidates: false }))[0] as Plan;
    expect(apart.strategies).not.toContain('CONSOLIDATION');
    expect(best?.cost).toBeLessThan(apart.cost);
  });

  test('are left apart where they would be too late together, or the onward lane cannot take them', () => {
    const isConsolidated = (plans: readonly Plan[]) =>
      plans.some(({ strategies }) => strategies?.includes('CONSOLIDATION'));
    expect(isConsolidated(plansOn(network({}, { mu: Math.log(200) })))).toBe(false);
    expect(isConsolidated(plansOn(network({}, { capacityKg: 2.5 })))).toBe(false);
    expect(isConsolidated(plansOn(network({}, { capacityKg: 3 })))).toBe(true);
    const cold = anOrder([
      { sku: 'CUP', quantity: 2 },
      { sku: 'ICE', quantity: 1 },
    ]);
    expect(isConsolidated(plansOn(network(), cold))).toBe(true);
    expect(isConsolidated(plansOn(network({ tags: [] }), cold))).toBe(false);
    const avoiding = { ...BOTH, constraints: [{ type: 'NODE_AVOIDED', value: 'HUB' }] };
    expect(isConsolidated(plansOn(network(), avoiding))).toBe(false);
  });

  test('wait for the departure that all of them make', () => {
    const train = { weekdays: [2, 5], at: '14:30', zone: 'Asia/Shanghai', cutOffMinutes: 60, slots: 1 };
    const placedAt = '2026-02-16T02:00:00Z';
    const [best] = plansOn(network({}, { departures: [train], sigma: 0.05 }), { ...BOTH, placedAt, deadlineHours: 90 });
    expect(best?.legs.map(({ via }) => via?.[0])).toEqual(
      [1, 2].map(() => expect.objectContaining({ lane: 'HUB-HOME', departsAt: '2026-02-17T06:30:00.000Z' })),
    );
  });
});

describe('consolidated plans of any network', () => {
  const cost = fc.integer({ min: 1, max: 40 });
  const hours = fc.integer({ min: 4, max: 60 });
  const lane = fc.tuple(cost, hours);
  const lanes = fc.tuple(lane, lane, lane, lane, lane);

  const costOf = (of: Network, plan: Plan): number => {
    const lineCount = plan.legs.reduce((sum, { lines }) => sum + lines.length, 0);
    const kg = ({ lines }: PlanLeg) => lines.reduce((sum, { quantity }) => sum + quantity, 0);
    const laneOf = (id: string) => of.lanes.find((each) => each.lane === id) as Lane;
    const nodeOf = (id: string) => of.nodes.find((each) => each.node === id) as NetworkNode;
    const inbound = plan.legs.reduce((sum, leg) => {
      const [node, by] = [nodeOf(leg.node), laneOf(leg.lane)];
      return sum + node.fixedCost + leg.lines.length * node.lineCost + by.firstCost + by.perKgCost * kg(leg);
    }, 0);
    const [hub, on] = [nodeOf('HUB'), laneOf('HUB-HOME')];
    const all = plan.legs.reduce((sum, leg) => sum + kg(leg), 0);
    return inbound + hub.fixedCost + lineCount * hub.lineCost + on.firstCost + on.perKgCost * all;
  };

  /** How often all of it is there in time. */
  const simulated = (of: Network, plan: Plan, deadline: number, seed: number): number => {
    let state = seed;
    const random = () => {
      state = (state * 1664525 + 1013904223) % 4294967296;
      return (state + 0.5) / 4294967296;
    };
    const draw = (mu: number, sigma: number) =>
      Math.exp(mu + sigma * Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random()));
    const laneOf = (id: string) => of.lanes.find((each) => each.lane === id) as Lane;
    const nodeOf = (id: string) => of.nodes.find((each) => each.node === id) as NetworkNode;
    const stage = (node: NetworkNode, by: Lane) =>
      draw(node.handlingMu, node.handlingSigma) + by.shiftHours + draw(by.mu, by.sigma);
    let within = 0;
    for (let run = 0; run < 3000; run += 1) {
      const met = Math.max(...plan.legs.map((leg) => stage(nodeOf(leg.node), laneOf(leg.lane))));
      if (met + stage(nodeOf('HUB'), laneOf('HUB-HOME')) <= deadline) within += 1;
    }
    return within / 3000;
  };

  const check = (of: Network, plan: Plan, { minSuccess, deadlineHours }: PlanRequest, seed: number): void => {
    expect(plan.successProbability).toBeGreaterThanOrEqual(minSuccess);
    expect(plan.cost).toBeCloseTo(costOf(of, plan), 3);
    expect(plan.legs.flatMap(({ lines }) => lines).toSorted((a, b) => (a.sku < b.sku ? -1 : 1))).toEqual(BOTH.lines);
    for (const { node, lines } of plan.legs)
      for (const { sku, quantity } of lines) expect(STOCK.availableAt(sku).get(node)).toBeGreaterThanOrEqual(quantity);
    expect(Math.abs(plan.successProbability - simulated(of, plan, deadlineHours, seed >>> 0))).toBeLessThan(0.03);
  };

  test('are valid, cost what they say, are as sure as they say, and never make the best plan dearer', async () => {
    await fc.assert(
      fc.property(lanes, fc.integer({ min: 30, max: 120 }), fc.integer(), (each, deadlineHours, seed) => {
        const base = network();
        const of = {
          ...base,
          lanes: base.lanes.map((by, at) => {
            const [first, mean] = each[at] as [number, number];
            return { ...by, firstCost: first, mu: Math.log(mean), sigma: 0.25 };
          }),
        };
        const request = { ...BOTH, deadlineHours };
        const answer = answerOn(of, request);
        const apart = answerOn({ ...of, nodes: of.nodes.map((node) => ({ ...node, consolidates: false })) }, request);
        if (!('plans' in answer) || !('plans' in apart)) {
          expect('plans' in answer).toBe('plans' in apart);
          return;
        }
        expect(answer.plans[0]?.cost).toBeLessThanOrEqual((apart.plans[0]?.cost ?? 0) + 1e-6);
        expect(answer.plans.filter(({ recommended }) => recommended)).toEqual([answer.plans[0]]);
        answer.plans.slice(1).forEach((plan, at) => {
          expect(plan.cost).toBeGreaterThanOrEqual(answer.plans[at]?.cost ?? 0);
          expect(plan.successProbability).toBeGreaterThan(answer.plans[at]?.successProbability ?? 1);
        });
        for (const plan of answer.plans.filter(({ legs }) => legs[0]?.consolidatesAt)) check(of, plan, request, seed);
      }),
      { numRuns: 60 },
    );
  });
});
