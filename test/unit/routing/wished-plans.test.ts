import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Plan, PlanAnswer } from '#domain/routing/plan.ts';
import { isEmptyWish, type PlanWish, partsOf, wishFaults } from '#domain/routing/plan-wish.ts';
import { guidanceFrom } from '#domain/routing/planning-guidance.ts';
import { prepareNetwork } from '#domain/routing/prepared-network.ts';
import { stockViewOf } from '#domain/routing/stock-view.ts';
import { bindingParts, neededWithout, proposeWishedPlans } from '#domain/routing/wished-plans.ts';
import { aLane, aLevel, aNetwork, aNode, anOrder, aSku, planIds } from '../../fixtures/routing/small-network.ts';

/** Three places; the near one has everything and is cheapest, by road or, dearer, by air. */
const NETWORK = prepareNetwork(
  aNetwork(
    [aNode('NEAR'), aNode('WEST', { fixedCost: 6 }), aNode('EAST', { fixedCost: 9 })],
    [
      aLane('NEAR-ROAD', 'AT-NEAR', { firstCost: 5, mu: 3 }),
      aLane('NEAR-AIR', 'AT-NEAR', { firstCost: 25, mu: 1.5, carrier: 'SF_EXPRESS', mode: 'AIR' }),
      aLane('WEST-ROAD', 'AT-WEST', { firstCost: 6, mu: 3.2, carrier: 'YTO' }),
      aLane('EAST-ROAD', 'AT-EAST', { firstCost: 7, mu: 3.1 }),
    ],
    [aSku('CUP', { substitutes: [{ sku: 'MUG', penalty: 1 }] }), aSku('MUG'), aSku('POT'), aSku('LAMP')],
  ),
);
const STOCK = ['NEAR', 'WEST', 'EAST'].flatMap((node) => ['CUP', 'POT', 'LAMP'].map((sku) => aLevel(node, sku, 5)));
const LINES = [
  { lineId: '1', sku: 'CUP', quantity: 1 },
  { lineId: '2', sku: 'POT', quantity: 1 },
  { lineId: '3', sku: 'LAMP', quantity: 1 },
];
const REQUEST = anOrder(LINES, { deadlineHours: 200 });

const answer = (wish: PlanWish, chosen: Plan | null = null, stock = STOCK): PlanAnswer =>
  proposeWishedPlans(
    {
      request: REQUEST,
      lenient: REQUEST,
      guidance: guidanceFrom([]),
      guided: { network: NETWORK, stock: stockViewOf(stock), nextPlanId: planIds(), prices: null },
    },
    { wish, chosen, lines: LINES },
  );
const plansOf = (given: PlanAnswer): readonly Plan[] => {
  if (!('plans' in given)) throw new Error(JSON.stringify(given.unroutable));
  return given.plans;
};
const best = (wish: PlanWish, chosen: Plan | null = null): Plan => {
  const plans = plansOf(answer(wish, chosen));
  expect(plans.filter(({ recommended }) => recommended)).toHaveLength(1);
  return plans.find(({ recommended }) => recommended) as Plan;
};
const placesOf = ({ legs }: Plan): string[] =>
  legs.flatMap(({ node, lines }) => lines.map(({ sku }) => `${sku}@${node}`)).sort();

const mustKeep = (wish: PlanWish, { legs }: Plan): void => {
  const parcelOf = (lineId: string): number => {
    const sku = LINES.find((line) => line.lineId === lineId)?.sku;
    return legs.findIndex(({ lines }) => lines.some((line) => line.sku === sku));
  };
  for (const { lines, node } of wish.from ?? [])
    expect(lines.map((line) => legs[parcelOf(line)]?.node)).toEqual(lines.map(() => node));
  if (wish.together) expect(new Set(wish.together.map(parcelOf)).size).toBe(1);
  for (const { carrier, node } of legs) {
    expect(wish.carriers?.avoided ?? []).not.toContain(carrier);
    expect(wish.nodes?.avoided ?? []).not.toContain(node);
  }
};

describe('plans that a person wishes', () => {
  test('serve the lines from where they are wished, and the rest from where it is best', () => {
    const plan = best({ from: [{ lines: ['2'], node: 'WEST' }] });
    expect(placesOf(plan)).toContain('POT@WEST');
    expect(plan.cost).toBeLessThan(best({ from: LINES.map(({ lineId }) => ({ lines: [lineId], node: 'EAST' })) }).cost);
  });

  test('keep to carriers, modes and nodes that are wanted or not', () => {
    expect(best({ modes: { wanted: ['AIR'] } }).legs.map(({ lane }) => lane)).toEqual(['NEAR-AIR']);
    expect(best({ carriers: { avoided: ['ZTO', 'SF_EXPRESS'] } }).legs.map(({ carrier }) => carrier)).toEqual(['YTO']);
    expect(new Set(best({ nodes: { avoided: ['NEAR', 'WEST'] } }).legs.map(({ node }) => node))).toEqual(
      new Set(['EAST']),
    );
  });

  test('send together what is wished together, where the cheapest would not', () => {
    const stock = [
      aLevel('NEAR', 'CUP', 1),
      aLevel('WEST', 'POT', 1),
      aLevel('EAST', 'CUP', 1),
      aLevel('EAST', 'POT', 1),
    ];
    const lines = LINES.slice(0, 2);
    const asking = {
      request: anOrder(lines, { deadlineHours: 200 }),
      lenient: anOrder(lines, { deadlineHours: 200 }),
      guidance: guidanceFrom([]),
      guided: { network: NETWORK, stock: stockViewOf(stock), nextPlanId: planIds(), prices: null },
    };
    const [plan] = plansOf(proposeWishedPlans(asking, { wish: { together: ['1', '2'] }, chosen: null, lines }));
    expect(plan?.legs.map(({ node }) => node)).toEqual(['EAST']);
  });

  test('fail when no source has all that is wished together', () => {
    const stock = [aLevel('NEAR', 'CUP', 1), aLevel('WEST', 'POT', 1), aLevel('WEST', 'LAMP', 1)];
    const given = answer({ together: ['1', '2'] }, null, stock);
    expect('unroutable' in given && given.unroutable[0]?.reason).toBe(
      'no single source sends "CUP", "POT" in one parcel',
    );
  });

  test('are made again of a plan that was proposed, at the figures of now', () => {
    const dearer = plansOf(answer({})).find(({ legs }) => legs.some(({ lane }) => lane === 'NEAR-AIR')) as Plan;
    const again = best({ planId: dearer.planId }, dearer);
    expect(again.legs.map(({ node, lane }) => [node, lane])).toEqual(dearer.legs.map(({ node, lane }) => [node, lane]));
    expect(again.cost).toBe(dearer.cost);
  });

  test('are in time for a wished hour, however dear, or there are none', () => {
    expect(best({ deliverBy: '2026-03-03T02:00:00Z' }).legs.map(({ mode }) => mode)).toEqual(['AIR']);
    expect('unroutable' in answer({ deliverBy: '2026-03-02T03:00:00Z' })).toBe(true);
  });

  test('never leave a part of the wish out, whatever is wished', () => {
    const name = fc.constantFrom('NEAR', 'WEST', 'EAST');
    const carrier = fc.constantFrom('ZTO', 'YTO', 'SF_EXPRESS');
    const wishes = fc.record(
      {
        from: fc.uniqueArray(fc.record({ lines: fc.constantFrom('1', '2', '3').map((line) => [line]), node: name }), {
          selector: ({ lines }) => lines[0],
          minLength: 1,
        }),
        together: fc.uniqueArray(fc.constantFrom('1', '2', '3'), { minLength: 2 }),
        carriers: fc.record({ avoided: fc.uniqueArray(carrier, { minLength: 1, maxLength: 2 }) }),
        nodes: fc.record({ avoided: fc.uniqueArray(name, { minLength: 1, maxLength: 2 }) }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(wishes, (wish) => {
        const given = answer(wish);
        if ('plans' in given) for (const plan of given.plans) mustKeep(wish, plan);
      }),
      { numRuns: 150 },
    );
  });
});

describe('a wish that cannot be kept', () => {
  const feasible = (wish: PlanWish): boolean => 'plans' in answer(wish);

  test('is told by the part that is in the way', () => {
    const wish: PlanWish = { carriers: { avoided: ['ZTO'] }, modes: { wanted: ['SEA'] } };
    expect(bindingParts(wish, feasible)).toEqual([{ field: 'modes.wanted', says: 'only SEA' }]);
  });

  test('is told by all the parts that are in the way together', () => {
    const wish: PlanWish = {
      from: [{ lines: ['1'], node: 'WEST' }],
      modes: { wanted: ['AIR'] },
      nodes: { avoided: ['NEAR'] },
    };
    const parts = bindingParts(wish, feasible);
    expect(parts.length).toBeGreaterThan(0);
    const left = parts.reduce<PlanWish>(
      (rest, { field }) => partsOf(rest).find((part) => part.field === field)?.others ?? rest,
      wish,
    );
    expect(feasible(left)).toBe(true);
  });

  test('names nothing when no plan serves even without it', () => {
    expect(bindingParts({ modes: { wanted: ['AIR'] } }, () => false)).toEqual([]);
  });

  test('says what would be possible without a part', () => {
    const text = neededWithout({ field: 'modes.wanted', says: 'only SEA' }, answer({}));
    expect(text).toMatch(
      /^give up modes\.wanted \(only SEA\): then NEAR by ZTO, \d+\.\d\d, there by 2026-03-.*Z with nine/,
    );
  });
});

describe('a wish that cannot be meant', () => {
  const faults = (wish: PlanWish, chosen: Plan | null = null) =>
    wishFaults(wish, [...LINES, { lineId: '4', sku: 'CUP', quantity: 2 }], NETWORK, chosen).map(({ field }) => field);

  test.each<[string, PlanWish, string[]]>([
    ['an unknown node', { nodes: { wanted: ['MOON'] } }, ['nodes.wanted']],
    ['an unknown carrier', { carriers: { avoided: ['OWL'] } }, ['carriers.avoided']],
    ['an unknown mode', { modes: { wanted: ['SLEDGE'] } }, ['modes.wanted']],
    ['a line that is not there', { together: ['2', '9'] }, ['together']],
    ['one of two lines of a SKU', { from: [{ lines: ['1'], node: 'WEST' }] }, ['from.0.lines']],
    [
      'a line from two nodes',
      {
        from: [
          { lines: ['2'], node: 'WEST' },
          { lines: ['2'], node: 'EAST' },
        ],
      },
      ['from.1.lines'],
    ],
    ['a plan nobody proposed', { planId: 'pln_x' }, ['planId']],
  ])('names the field: refuses %s', (_what, wish, fields) => {
    expect(faults(wish)).toEqual(fields);
  });

  test('refuses a plan that was made for other lines', () => {
    expect(faults({ planId: 'PLAN-1' }, plansOf(answer({}))[0])).toEqual(['planId']);
  });

  test('says nothing when it is empty', () => {
    expect(isEmptyWish({})).toBe(true);
    expect(isEmptyWish({ carriers: {} })).toBe(true);
    expect(isEmptyWish({ planId: 'x' })).toBe(false);
  });
});
