import type { Network, StockLevel } from '#domain/routing/network.ts';
import type { Plan, PlanAnswer, PlanRequest } from '#domain/routing/plan.ts';
import { prepareNetwork } from '#domain/routing/prepared-network.ts';
import { proposePlans } from '#domain/routing/propose-plans.ts';
import type { ShadowPrices } from '#domain/routing/shadow-prices.ts';
import { stockViewOf } from '#domain/routing/stock-view.ts';
import { seededRandom } from '../../../bench/generated-network.ts';
import { aLane, aLevel, aNetwork, aNode, anOrder, aSku, planIds } from '../../fixtures/routing/small-network.ts';

const answer = (
  network: Network,
  stock: StockLevel[],
  request: PlanRequest,
  prices: ShadowPrices | null = null,
): PlanAnswer => proposePlans(request, prepareNetwork(network), stockViewOf(stock), planIds(), prices);

const plansOf = (given: PlanAnswer): Plan[] => ('plans' in given ? given.plans : []);
const one = (given: Partial<PlanRequest> = {}): PlanRequest => anOrder([{ sku: 'CUP', quantity: 2 }], given);

describe('a transfer through another node', () => {
  const network = aNetwork(
    [
      aNode('FAR'),
      aNode('HUB', { kind: 'HUB', fixedCost: 1, lineCost: 0.25 }),
      aNode('PORT', { kind: 'PORT', tags: [] }),
    ],
    [
      aLane('TRUNK', 'FAR', { to: 'HUB', firstCost: 1, perKgCost: 0.5, mode: 'RAIL', carrier: 'CR' }),
      aLane('LAST', 'HUB', { firstCost: 2, perKgCost: 0.5, mu: 2 }),
      aLane('STRAIGHT', 'AT-FAR', { firstCost: 30 }),
      aLane('TO-PORT', 'FAR', { to: 'PORT', firstCost: 0, mu: 4.5 }),
      aLane('FROM-PORT', 'PORT', { to: 'HUB', firstCost: 0, mu: 4.5 }),
    ],
    [aSku('CUP'), aSku('ICE', { tags: ['COLD'] })],
  );
  const stock = [aLevel('FAR', 'CUP', 9), aLevel('FAR', 'ICE', 9)];

  it('is taken where it costs less, with every lane and the sum of costs told', () => {
    const [plan] = plansOf(answer(network, stock, one({ deadlineHours: 96 })));
    expect(plan?.legs).toMatchObject([
      { node: 'FAR', lane: 'TRUNK', carrier: 'CR', mode: 'RAIL', via: [{ node: 'HUB', lane: 'LAST', mode: 'ROAD' }] },
    ]);
    // Two nodes (2 + 1), two lanes (1 + 2), a line at each (0.5 + 0.25), 2 kg at 0.5 + 0.5.
    expect(plan?.cost).toBe(2 + 1 + 1 + 2 + 0.5 + 0.25 + 2);
  });

  it('is as slow as its handlings and lanes together', () => {
    const within = (deadlineHours: number): Plan | undefined =>
      plansOf(answer(network, stock, one({ deadlineHours })))[0];
    expect(within(96)?.legs[0]?.via).toBeDefined();
    expect(within(40)?.legs[0]?.via).toBeUndefined();
    const [leg] = within(96)?.legs ?? [];
    // Medians: e¹ + 4 + e³ at the first node and lane, e¹ + 4 + e² after; the skew adds some hours.
    const hours = (Date.parse(leg?.etaAt ?? '') - Date.parse('2026-03-02T02:00:00Z')) / 3_600_000;
    expect(hours).toBeGreaterThan(2 * Math.E + 8 + Math.exp(3) + Math.exp(2));
    expect(hours).toBeLessThan(48);
  });

  it('has the chance of arrival that drawing its times gives', () => {
    const uniform = seededRandom(12345);
    const lognormal = (mu: number, sigma: number): number =>
      Math.exp(mu + sigma * Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()));
    const draws = 40_000;
    let inTime = 0;
    for (let draw = 0; draw < draws; draw += 1)
      if (lognormal(1, 0.4) + 4 + lognormal(3, 0.4) + lognormal(1, 0.4) + 4 + lognormal(2, 0.4) <= 50) inTime += 1;
    const [plan] = plansOf(answer(network, stock, one({ deadlineHours: 50, minSuccess: 0.5 })));
    expect(plan?.legs[0]?.via).toBeDefined();
    expect(Math.abs((plan?.successProbability ?? 0) - inTime / draws)).toBeLessThan(0.01);
  });

  it('needs the tags of every lane and node on the way', () => {
    const cold = (hubTags: string[]): Plan | undefined => {
      const nodes = network.nodes.map((node) => (node.node === 'HUB' ? { ...node, tags: hubTags } : node));
      const request = anOrder([{ sku: 'ICE', quantity: 1 }], { deadlineHours: 96 });
      return plansOf(answer({ ...network, nodes }, stock, request))[0];
    };
    expect(cold(['COLD'])?.legs[0]?.via).toBeDefined();
    expect(cold([])?.legs[0]?.via).toBeUndefined();
  });

  it('does not pass through a node, or use a carrier, that the customer avoids', () => {
    for (const [type, value] of [
      ['NODE_AVOIDED', 'HUB'],
      ['CARRIER_AVOIDED', 'CR'],
    ] as const) {
      const [plan] = plansOf(answer(network, stock, one({ deadlineHours: 96, constraints: [{ type, value }] })));
      expect(plan?.legs).toMatchObject([{ lane: 'STRAIGHT' }]);
      expect(plan?.legs[0]?.via).toBeUndefined();
    }
  });
});

describe('a substitute', () => {
  const network = aNetwork(
    [aNode('NEAR'), aNode('FAR')],
    [aLane('NEAR-ECO', 'AT-NEAR'), aLane('FAR-ECO', 'AT-FAR', { firstCost: 20 })],
    [aSku('CUP', { substitutes: [{ sku: 'MUG', penalty: 1.5 }] }), aSku('MUG', { kg: 2 })],
  );
  const stock = [aLevel('FAR', 'CUP', 9), aLevel('NEAR', 'MUG', 9)];
  const agreed = (value: unknown): PlanRequest => one({ constraints: [{ type: 'SUBSTITUTES_ALLOWED', value }] });

  it('is sent only with consent, its penalty counted in the cost', () => {
    expect(plansOf(answer(network, stock, one()))[0]?.legs[0]?.node).toBe('FAR');
    const [plan] = plansOf(answer(network, stock, agreed(true)));
    expect(plan?.legs[0]?.lines).toEqual([{ sku: 'MUG', quantity: 2, insteadOf: 'CUP' }]);
    expect(plan?.cost).toBe(2 + 5 + 0.5 + 4 + 2 * 1.5);
  });

  it('is not sent above the penalty the customer bears with, or when forbidden', () => {
    const lines = (value: unknown): unknown => plansOf(answer(network, stock, agreed(value)))[0]?.legs[0]?.lines;
    expect(lines(2)).toEqual([{ sku: 'MUG', quantity: 2, insteadOf: 'CUP' }]);
    expect(lines(1)).toEqual([{ sku: 'CUP', quantity: 2 }]);
    expect(lines(false)).toEqual([{ sku: 'CUP', quantity: 2 }]);
  });

  it('does not serve two lines with the same pieces', () => {
    const request = anOrder(
      [
        { sku: 'CUP', quantity: 2 },
        { sku: 'MUG', quantity: 2 },
      ],
      { constraints: [{ type: 'SUBSTITUTES_ALLOWED', value: true }] },
    );
    const sent = (mugs: number): string[] =>
      (plansOf(answer(network, [aLevel('FAR', 'CUP', 9), aLevel('NEAR', 'MUG', mugs)], request))[0]?.legs ?? [])
        .flatMap(({ lines }) => lines.map(({ sku }) => sku))
        .sort();
    expect(sent(4)).toEqual(['MUG', 'MUG']);
    expect(sent(3)).toEqual(['CUP', 'MUG']);
  });

  it('refuses a consent it cannot read', () => {
    expect(answer(network, stock, agreed('yes'))).toMatchObject({
      unroutable: [
        { code: 'CONSTRAINT_UNMET', reason: expect.stringContaining('SUBSTITUTES_ALLOWED takes true, false') },
      ],
    });
  });
});

describe('shadow prices', () => {
  const network = aNetwork(
    [aNode('NEAR'), aNode('FAR')],
    [aLane('NEAR-ECO', 'AT-NEAR'), aLane('FAR-ECO', 'AT-FAR', { firstCost: 7 })],
    [aSku('CUP')],
  );
  const stock = [aLevel('NEAR', 'CUP', 9), aLevel('FAR', 'CUP', 9)];
  const source = (prices: ShadowPrices | null): string | undefined =>
    plansOf(answer(network, stock, one(), prices))[0]?.legs[0]?.node;

  it('turn plans away from what is scarce: pieces of a SKU, or a node in an hour', () => {
    expect(source(null)).toBe('NEAR');
    expect(source({ stockPrices: () => Float64Array.of(0.9, 0), hourPrices: () => null })).toBe('NEAR');
    expect(source({ stockPrices: () => Float64Array.of(1.1, 0), hourPrices: () => null })).toBe('FAR');
    const placedHour = Date.parse('2026-03-02T02:00:00Z') / 3_600_000;
    const busy = (hour: number): ShadowPrices => ({
      stockPrices: () => null,
      hourPrices: (asked) => (asked === hour ? Float64Array.of(3, 0) : null),
    });
    expect(source(busy(placedHour))).toBe('FAR');
    expect(source(busy(placedHour + 1))).toBe('NEAR');
  });

  it('are not part of the cost that a plan tells, but are explained', () => {
    const [plan] = plansOf(
      answer(network, stock, one(), { stockPrices: () => Float64Array.of(0.5, 0.5), hourPrices: () => null }),
    );
    expect(plan?.cost).toBe(2 + 5 + 0.5 + 2);
    expect(plan?.explanation).toContain('scarce for orders to come: 2 pieces of CUP at NEAR with 1.00');
  });
});

describe('the kinds of plan that people tell apart', () => {
  const strategiesOf = (network: Network, stock: StockLevel[], request: PlanRequest) =>
    plansOf(answer(network, stock, request))[0]?.strategies;
  const from = (given: Parameters<typeof aNode>[1], node = 'SOURCE'): Network =>
    aNetwork([aNode(node, given)], [aLane('ROAD', `AT-${node}`)], [aSku('CUP')]);

  it.each([
    ['a warehouse', {}, ['DIRECT']],
    ['a store', { kind: 'STORE' as const }, ['DIRECT', 'STORE']],
    ['bonded stock', { kind: 'BONDED' as const }, ['DIRECT', 'BONDED']],
    ['a third party', { tags: ['THIRD_PARTY'] }, ['DIRECT', 'THIRD_PARTY']],
    ['a supplier', { tags: ['SUPPLIER'] }, ['DIRECT', 'DROP_SHIP']],
  ])('name a plan from %s', (_what, given, strategies) => {
    expect(strategiesOf(from(given), [aLevel('SOURCE', 'CUP', 9)], one())).toEqual(strategies);
  });

  it('name parcels from several places at once', () => {
    const network = aNetwork(
      [aNode('A'), aNode('B')],
      [aLane('A-ROAD', 'AT-A'), aLane('B-ROAD', 'AT-B')],
      [aSku('CUP'), aSku('POT')],
    );
    const request = anOrder([
      { sku: 'CUP', quantity: 1 },
      { sku: 'POT', quantity: 1 },
    ]);
    expect(strategiesOf(network, [aLevel('A', 'CUP', 1), aLevel('B', 'POT', 1)], request)).toEqual(['PARALLEL']);
  });

  describe('over a station where goods are looked at', () => {
    const network = aNetwork(
      [aNode('FAR'), aNode('STATION', { kind: 'SERVICE_STATION' })],
      [
        aLane('STRAIGHT', 'AT-FAR', { firstCost: 3 }),
        aLane('TRUNK', 'FAR', { to: 'STATION', mode: 'RAIL' }),
        aLane('LAST', 'STATION', { mu: 2 }),
      ],
      [aSku('CUP')],
    );
    const stock = [aLevel('FAR', 'CUP', 9)];
    const inspected = { deadlineHours: 120, constraints: [{ type: 'PRE_INSPECTION', value: true }] };

    it('go there only where it is asked for', () => {
      expect(strategiesOf(network, stock, one({ deadlineHours: 120 }))).toEqual(['DIRECT']);
      expect(strategiesOf(network, stock, one(inspected))).toEqual(['TRANSFER', 'INTERMODAL', 'PRE_INSPECTION']);
    });

    it('are as ever, and say so, in a network without such a station on any way', () => {
      const [plan] = plansOf(answer(from({}), [aLevel('SOURCE', 'CUP', 9)], one(inspected)));
      expect(plan?.explanation).toContain('constraint PRE_INSPECTION does not bear on routing');
    });

    it('fail with the reason, and what would help, where no such way is in time', () => {
      const late = answer(network, stock, one({ ...inspected, deadlineHours: 50 }));
      expect(late).toMatchObject({
        unroutable: [
          {
            code: 'CONSTRAINT_UNMET',
            reason: expect.stringContaining('PRE_INSPECTION: no way over a service station'),
          },
        ],
        relaxations: expect.arrayContaining(['no PRE_INSPECTION']),
      });
    });
  });
});
