import { describe, expect, test } from '@jest/globals';
import { proposeGuidedPlans } from '#domain/routing/guided-plans.ts';
import type { StockLevel } from '#domain/routing/network.ts';
import type { Plan, PlanAnswer, PlanRequest } from '#domain/routing/plan.ts';
import type { PlanningAdvice, PolicyVerdict } from '#domain/routing/planning-advice.ts';
import { guidanceFrom } from '#domain/routing/planning-guidance.ts';
import { prepareNetwork } from '#domain/routing/prepared-network.ts';
import { stockViewOf } from '#domain/routing/stock-view.ts';
import { aLane, aLevel, aNetwork, aNode, anOrder, aSku, planIds } from '../../fixtures/routing/small-network.ts';

/** A depot near by and one far away, and a store in town; road is cheap, air is quick. */
const NETWORK = prepareNetwork(
  aNetwork(
    [aNode('DEPOT'), aNode('FAR'), aNode('STORE', { kind: 'STORE', fixedCost: 6 })],
    [
      aLane('DEPOT-ROAD', 'AT-DEPOT', { firstCost: 5, mu: 3.4, sigma: 0.5 }),
      aLane('DEPOT-AIR', 'AT-DEPOT', { firstCost: 20, mu: 2, carrier: 'SF_EXPRESS', mode: 'AIR', service: 'EXPRESS' }),
      aLane('FAR-ROAD', 'AT-FAR', { firstCost: 4, mu: 3.2, carrier: 'YTO' }),
      aLane('STORE-RIDER', 'AT-STORE', { firstCost: 6, mu: 0.5, carrier: 'DADA', service: 'INTRACITY' }),
    ],
    [aSku('CUP'), aSku('POT', { kg: 3 }), aSku('LAMP')],
  ),
);
const STOCK = [
  aLevel('DEPOT', 'CUP', 10),
  aLevel('STORE', 'CUP', 2),
  aLevel('FAR', 'POT', 5),
  aLevel('DEPOT', 'LAMP', 3),
  aLevel('FAR', 'LAMP', 3),
];

const said = (says: PlanningAdvice, policy = 'test'): PolicyVerdict => ({
  policy,
  version: 1,
  rule: 'r',
  description: '',
  says,
});

const answer = (request: PlanRequest, says: readonly PlanningAdvice[], stock: StockLevel[] = STOCK): PlanAnswer => {
  const lenient = { ...request, deadlineHours: 500 };
  const guidance = guidanceFrom(says.map((each) => said(each)));
  return proposeGuidedPlans(request, lenient, guidance, {
    network: NETWORK,
    stock: stockViewOf(stock),
    nextPlanId: planIds(),
    prices: null,
  });
};
const recommended = (request: PlanRequest, ...says: PlanningAdvice[]): Plan => {
  const given = answer(request, says);
  if (!('plans' in given)) throw new Error(JSON.stringify(given));
  expect(given.plans.filter((plan) => plan.recommended)).toEqual([given.plans[0]]);
  return given.plans[0] as Plan;
};
const lanes = ({ legs }: Plan): string[] => legs.map(({ lane }) => lane).sort();
const ONE_CUP = anOrder([{ sku: 'CUP', quantity: 1 }], { deadlineHours: 120 });

describe('plans as policies say', () => {
  test('are the cheapest where no policy says anything', () => {
    expect(lanes(recommended(ONE_CUP))).toEqual(['DEPOT-ROAD']);
  });

  test('go by the mode that is wanted, and name policy and rule', () => {
    const plan = recommended(ONE_CUP, { modes: { wanted: ['AIR'] } });
    expect(lanes(plan)).toEqual(['DEPOT-AIR']);
    expect(plan.explanation.at(-1)).toBe('policy test (version 1), rule r: modes {"wanted":["AIR"]}');
  });

  test('leave out carriers and services that are avoided', () => {
    expect(
      lanes(recommended(ONE_CUP, { carriers: { avoided: ['ZTO'] } }, { services: { avoided: ['EXPRESS'] } })),
    ).toEqual(['STORE-RIDER']);
  });

  test('weigh time: what is dearer is chosen where hours are worth more', () => {
    expect(lanes(recommended(ONE_CUP, { weights: { hour: 0.01 } }))).toEqual(['DEPOT-ROAD']);
    const plan = recommended(ONE_CUP, { weights: { hour: 2 } });
    expect(lanes(plan)).toEqual(['STORE-RIDER']);
    expect(plan.explanation).toContainEqual(
      expect.stringMatching(/^5\.00 dearer than the cheapest plan, which weighs \d+\.\d\d more/),
    );
  });

  test('come from the kind of node that is preferred, as far as that is worth it', () => {
    expect(lanes(recommended(ONE_CUP, { nodeKinds: { preferred: ['STORE'], preferredWorth: 6 } }))).toEqual([
      'STORE-RIDER',
    ]);
    expect(lanes(recommended(ONE_CUP, { nodeKinds: { preferred: ['STORE'], preferredWorth: 4 } }))).toEqual([
      'DEPOT-ROAD',
    ]);
  });

  test('keep an order together that would be cheaper divided', () => {
    const stock = [
      aLevel('DEPOT', 'CUP', 1),
      aLevel('FAR', 'POT', 1),
      aLevel('STORE', 'CUP', 1),
      aLevel('STORE', 'POT', 1),
    ];
    const both = anOrder(
      [
        { sku: 'CUP', quantity: 1 },
        { sku: 'POT', quantity: 1 },
      ],
      { deadlineHours: 120 },
    );
    const given = answer(both, [{ keepTogether: true }], stock) as { plans: Plan[] };
    expect(given.plans[0]?.legs.map(({ lane }) => lane)).toEqual(['STORE-RIDER']);
  });

  test('give way one after another, and say so', () => {
    const both = anOrder(
      [
        { sku: 'CUP', quantity: 1 },
        { sku: 'POT', quantity: 1 },
      ],
      { deadlineHours: 120 },
    );
    const given = answer(both, [
      { keepTogether: true, modes: { avoided: ['AIR'] }, yields: ['KEEP_TOGETHER', 'MODES'] },
    ]) as {
      plans: Plan[];
      yielded: string[];
    };
    expect(given.yielded).toEqual(['KEEP_TOGETHER']);
    expect(given.plans[0]?.legs.length).toBe(2);
    expect(given.plans[0]?.explanation).toContain('KEEP_TOGETHER gave way: no plan met it');
  });

  test('do not give way where goods are missing, and tell what then becomes of the order', () => {
    const given = answer(anOrder([{ sku: 'CUP', quantity: 99 }]), [
      { keepTogether: true, yields: ['KEEP_TOGETHER'], whenShort: 'HOLD' },
    ]);
    expect(given).toMatchObject({ unroutable: [{ code: 'OUT_OF_STOCK' }], whenShort: 'HOLD' });
  });

  test('cost what parcels to far places cost more', () => {
    const plain = recommended(ONE_CUP);
    const far = recommended(ONE_CUP, { surchargePerParcel: 12 });
    expect(far.cost).toBeCloseTo(plain.cost + 12, 6);
    expect(far.legs[0]?.cost).toBeCloseTo((plain.legs[0]?.cost ?? 0) + 12, 6);
  });

  test('carry how parcels are to be treated', () => {
    expect(
      recommended(ONE_CUP, { handling: ['INSURE'] }, { handling: ['INSURE', 'SIGN_ON_DELIVERY'] }).handling,
    ).toEqual(['INSURE', 'SIGN_ON_DELIVERY']);
  });
});

describe('what several policies say together', () => {
  test('is the strictest of each', () => {
    const guidance = guidanceFrom([
      said({
        minSuccess: 0.93,
        deadlineHours: 72,
        carriers: { wanted: ['A', 'B'] },
        substitutes: true,
        whenShort: 'BACKORDER',
      }),
      said({
        minSuccess: 0.97,
        deadlineHours: 96,
        carriers: { wanted: ['B', 'C'], avoided: ['D'] },
        substitutes: 2,
        whenShort: 'HOLD',
      }),
      said({ extraHours: 12, keepTogether: true, substitutes: false }),
    ]);
    expect(guidance).toMatchObject({
      minSuccess: 0.97,
      deadlineHours: 84,
      carriers: { wanted: ['B'], avoided: ['D'] },
      keepTogether: true,
      substitutes: false,
      whenShort: 'HOLD',
    });
  });

  test('takes weights and the order of yielding from the first that names them', () => {
    const guidance = guidanceFrom([
      said({ weights: { late: 80 } }),
      said({ weights: { late: 10, hour: 1 }, yields: ['MODES'] }),
      said({ yields: ['DEADLINE'] }),
    ]);
    expect(guidance.weights).toEqual({ cost: 1, hour: 1, late: 80, parcel: 0, otherProvince: 0 });
    expect(guidance.yields).toEqual(['MODES']);
  });
});
