import fc from 'fast-check';
import type { LegId } from '#domain/id.ts';
import type { Plan } from '#domain/routing/plan.ts';
import { type ComparedLeg, legsCompared, planCompared, planDifference } from '#domain/routing/plan-difference.ts';
import { at, givenLeg } from '../fulfillment/given.ts';

const leg = (patch: Partial<ComparedLeg> = {}): ComparedLeg => ({
  legId: null,
  node: 'wh-hangzhou',
  lane: 'hangzhou-chengdu',
  carrier: 'ZTO',
  mode: 'ROAD',
  lines: [{ sku: 'TEA-100', quantity: 2 }],
  costMinor: 820,
  etaAt: at(40),
  etaLatestAt: at(60),
  ...patch,
});

const side = (...legs: ComparedLeg[]) => ({ legs, successProbability: 0.9, promiseAt: at(50) });

describe('the difference of two plans', () => {
  it('shows cost, chance and promise before and after', () => {
    const difference = planDifference(side(leg()), {
      ...side(leg({ lane: 'air', costMinor: 1820, etaAt: at(20), etaLatestAt: at(30) })),
      successProbability: 0.97,
    });
    expect(difference).toMatchObject({
      costMinor: { before: 820, after: 1820, difference: 1000 },
      successProbability: { before: 0.9, after: 0.97 },
      promise: { before: { etaLatestAt: at(60), isKept: false }, after: { etaLatestAt: at(30), isKept: true } },
      stock: [],
      legs: { kept: [], gone: [{ lane: 'hangzhou-chengdu' }], fresh: [{ lane: 'air' }] },
    });
  });

  it('tells per node and SKU what is taken and given back', () => {
    const elsewhere = leg({ node: 'wh-chengdu', lines: [{ sku: 'TEA-100', quantity: 1 }] });
    expect(planDifference(side(leg()), side(elsewhere)).stock).toEqual([
      { node: 'wh-chengdu', sku: 'TEA-100', difference: 1 },
      { node: 'wh-hangzhou', sku: 'TEA-100', difference: -2 },
    ]);
  });

  it('knows a proposed parcel that is the running one, and keeps its id', () => {
    const running = legsCompared([givenLeg()]);
    const plan: Pick<Plan, 'legs'> = {
      legs: [{ ...leg(), cost: 8.2, successProbability: 0.9, lines: [{ sku: 'TEA-100', quantity: 2 }] }],
    };
    const { kept, gone, fresh } = planDifference(side(...running), side(...planCompared(plan))).legs;
    expect([kept.map(({ legId }) => legId), gone, fresh]).toEqual([[givenLeg().legId], [], []]);
  });

  it('leaves legs out that have ended', () => {
    expect(legsCompared([givenLeg({ state: 'CANCELLED' }), givenLeg({ state: 'COMPLETED' })])).toEqual([]);
    expect(legsCompared([givenLeg({ state: null })])).toHaveLength(1);
  });

  it('promises nothing for nothing', () => {
    expect(planDifference(side(), side(leg())).promise.before).toEqual({
      promiseAt: at(50),
      etaAt: null,
      etaLatestAt: null,
      isKept: null,
    });
  });

  const anyLeg = fc
    .record({
      node: fc.constantFrom('a', 'b'),
      sku: fc.constantFrom('x', 'y'),
      quantity: fc.integer({ min: 1, max: 3 }),
      id: fc.integer({ min: 1, max: 5 }),
      costMinor: fc.nat(500),
    })
    .map(({ node, sku, quantity, id, costMinor }) =>
      leg({ legId: `leg_${id}` as LegId, node, costMinor, lines: [{ sku, quantity }] }),
    );
  const anySide = fc.uniqueArray(anyLeg, { selector: ({ legId }) => legId, maxLength: 5 }).map((legs) => side(...legs));

  it('is nothing between equals, and the opposite the other way round', () => {
    fc.assert(
      fc.property(anySide, anySide, (a, b) => {
        const [there, back] = [planDifference(a, b), planDifference(b, a)];
        expect(planDifference(a, a)).toMatchObject({
          costMinor: { difference: 0 },
          stock: [],
          legs: { gone: [], fresh: [] },
        });
        expect(there.costMinor.difference + back.costMinor.difference).toBe(0);
        expect(there.stock.map((each) => ({ ...each, difference: -each.difference }))).toEqual(back.stock);
        expect(there.legs.kept.length + there.legs.gone.length).toBe(a.legs.length);
        expect(there.legs.kept.length + there.legs.fresh.length).toBe(b.legs.length);
      }),
    );
  });
});
