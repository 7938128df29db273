import type { StockLevel } from '#domain/routing/network.ts';
import {
  type Plan,
  PlanAnswer,
  type PlanRequest,
  type RejectedPlan,
  type UnroutableReason,
} from '#domain/routing/plan.ts';
import { prepareNetwork } from '#domain/routing/prepared-network.ts';
import { proposePlans } from '#domain/routing/propose-plans.ts';
import { stockViewOf } from '#domain/routing/stock-view.ts';
import { aLane, aLevel, aNetwork, aNode, anOrder, aSku, planIds } from '../../fixtures/routing/small-network.ts';

const NETWORK = aNetwork(
  [aNode('NEAR', { tags: ['COLD', 'DG'] }), aNode('FAR'), aNode('PLAIN', { tags: [] })],
  [
    aLane('NEAR-SLOW', 'AT-NEAR', { firstCost: 4, mu: 3.9, sigma: 0.5 }),
    aLane('NEAR-ECO', 'AT-NEAR', { firstCost: 6, mu: 3, tags: ['COLD', 'DG'] }),
    aLane('NEAR-AIR', 'AT-NEAR', { firstCost: 20, mu: 2, carrier: 'SF_EXPRESS', mode: 'AIR' }),
    aLane('FAR-ECO', 'AT-FAR', { firstCost: 9, mu: 3.2 }),
    aLane('FAR-SMALL', 'FAR', { firstCost: 1, capacityKg: 2, carrier: 'YTO' }),
    aLane('PLAIN-ECO', 'AT-PLAIN', { firstCost: 3, tags: [] }),
    aLane('PLAIN-SHUT', 'AT-PLAIN', { firstCost: 0, open: false }),
  ],
  [
    aSku('CUP'),
    aSku('POT', { kg: 3 }),
    aSku('CRAB', { tags: ['COLD'] }),
    aSku('LIGHTER', { tags: ['DG'] }),
    aSku('VIAL', { tags: ['GMP'] }),
  ],
);
const STOCK = [
  aLevel('NEAR', 'CUP', 10),
  aLevel('FAR', 'CUP', 50),
  aLevel('FAR', 'POT', 5),
  aLevel('NEAR', 'CRAB', 5),
  aLevel('PLAIN', 'CRAB', 5),
  aLevel('NEAR', 'LIGHTER', 5),
  aLevel('FAR', 'VIAL', 5),
];

type Proposed = { plans: Plan[]; rejected: RejectedPlan[] };

const answer = (request: PlanRequest, stock: StockLevel[] = STOCK): PlanAnswer =>
  proposePlans(request, prepareNetwork(NETWORK), stockViewOf(stock), planIds());

const proposed = (request: PlanRequest, stock?: StockLevel[]): Proposed => {
  const given = answer(request, stock);
  if (!('plans' in given)) throw new Error(JSON.stringify(given));
  return given;
};

const recommended = (request: PlanRequest, stock?: StockLevel[]): Plan => proposed(request, stock).plans[0] as Plan;

const reasons = (request: PlanRequest, stock?: StockLevel[]): UnroutableReason[] => {
  const given = answer(request, stock);
  return 'unroutable' in given ? given.unroutable : [];
};

const lanesOf = ({ legs }: Plan): string[] => legs.map(({ lane }) => lane);

describe('a planning answer', () => {
  it('recommends the cheapest way that arrives in time with the promised probability', () => {
    const plan = recommended(anOrder([{ sku: 'CUP', quantity: 2 }]));
    expect(lanesOf(plan)).toEqual(['FAR-SMALL']);
    expect(plan.cost).toBe(2 + 0.5 + 1 + 2);
    expect(plan.successProbability).toBeGreaterThanOrEqual(0.9);
  });

  it('has the shape others rely on', () => {
    const given = answer(anOrder([{ sku: 'CUP', quantity: 2 }]));
    expect(PlanAnswer.parse(given)).toEqual(given);
  });

  it('offers safer plans that cost more, and names one recommended', () => {
    const { plans } = proposed(anOrder([{ sku: 'CUP', quantity: 6 }], { deadlineHours: 50 }));
    expect(plans.map(({ planId }) => planId)).toEqual(['PLAN-1', 'PLAN-2']);
    expect(plans.map(lanesOf)).toEqual([['NEAR-ECO'], ['NEAR-AIR']]);
    expect(plans.map((plan) => plan.recommended)).toEqual([true, false]);
    expect(plans[1]?.explanation).toEqual([
      expect.stringMatching(
        /^14\.00 more than the recommended plan; arrives in time with 100\.0 % instead of 9\d\.\d %$/,
      ),
    ]);
  });

  it('tells which rivals were rejected and why', () => {
    const { rejected } = proposed(anOrder([{ sku: 'CUP', quantity: 6 }], { deadlineHours: 50 }));
    expect(rejected).toEqual([
      {
        nodes: ['NEAR'],
        cost: 12.5,
        reason: expect.stringMatching(/^TOO_SLOW: 2\.00 cheaper, but arrives within 50 h with \d+\.\d % only/),
        successProbability: expect.any(Number),
      },
      {
        nodes: ['FAR'],
        cost: 17.5,
        reason: 'COSTLIER: 3.00 more than the recommended plan',
        successProbability: expect.any(Number),
      },
    ]);
  });

  it('gives every leg its median and its 90 % arrival', () => {
    const [leg] = recommended(anOrder([{ sku: 'CUP', quantity: 2 }])).legs;
    // Medians: e¹ hours of handling, 4 of shift, e³ of travel, and a little for the skew of the sum.
    expect(leg?.etaAt.slice(0, 13)).toBe('2026-03-03T05');
    expect((leg?.etaLatestAt ?? '') > (leg?.etaAt ?? '')).toBe(true);
  });

  it('splits over sources when no single one has everything', () => {
    const plan = recommended(
      anOrder([
        { sku: 'CRAB', quantity: 1 },
        { sku: 'POT', quantity: 1 },
      ]),
    );
    expect(plan.legs.map(({ node, lines }) => [node, lines])).toEqual([
      ['NEAR', [{ sku: 'CRAB', quantity: 1 }]],
      ['FAR', [{ sku: 'POT', quantity: 1 }]],
    ]);
    expect(plan.successProbability).toBeCloseTo(
      plan.legs.reduce((product, leg) => product * leg.successProbability, 1),
      12,
    );
    expect(plan.cost).toBeCloseTo(
      plan.legs.reduce((sum, leg) => sum + leg.cost, 0),
      4,
    );
    expect(plan.explanation).toContain('2 parcels: no single source can send every line in time');
  });

  it('sends cold goods only from cold places by cold lanes', () => {
    expect(lanesOf(recommended(anOrder([{ sku: 'CRAB', quantity: 1 }])))).toEqual(['NEAR-ECO']);
  });

  it('keeps to the capacity of a lane', () => {
    expect(lanesOf(recommended(anOrder([{ sku: 'CUP', quantity: 3 }])))).toEqual(['NEAR-ECO']);
  });

  it('lets two lines of one SKU draw on the same stock', () => {
    const lines = [
      { sku: 'CUP', quantity: 6 },
      { sku: 'CUP', quantity: 5 },
    ];
    expect(lanesOf(recommended(anOrder(lines)))).toEqual(['FAR-ECO']);
    const short = [aLevel('NEAR', 'CUP', 10), aLevel('FAR', 'CUP', 6)];
    expect(
      recommended(anOrder(lines), short)
        .legs.map(({ node }) => node)
        .sort(),
    ).toEqual(['FAR', 'NEAR']);
    expect(reasons(anOrder(lines), [aLevel('NEAR', 'CUP', 10)])).toEqual([
      { code: 'OUT_OF_STOCK', sku: 'CUP', reason: '2 lines ask for 11 of "CUP" together; 10 can be had in time' },
    ]);
  });

  it('does not promise what is reserved or kept for safety', () => {
    const stock = [{ ...aLevel('FAR', 'CUP', 10), reserved: 5, safety: 4 }];
    expect(recommended(anOrder([{ sku: 'CUP', quantity: 1 }]), stock).legs).toHaveLength(1);
    expect(reasons(anOrder([{ sku: 'CUP', quantity: 2 }]), stock)[0]?.code).toBe('OUT_OF_STOCK');
  });

  it('delivers to a node by lanes to it and to its region', () => {
    const network = aNetwork(
      [aNode('NEAR'), aNode('SHOP', { kind: 'STORE', region: 'HOME' })],
      [aLane('TO-SHOP', 'NEAR', { to: 'SHOP', firstCost: 1 }), aLane('TO-HOME', 'NEAR')],
      [aSku('CUP')],
    );
    const plan = (region: string): PlanAnswer =>
      proposePlans(
        anOrder([{ sku: 'CUP', quantity: 1 }], { region }),
        prepareNetwork(network),
        stockViewOf([aLevel('NEAR', 'CUP', 1)]),
        planIds(),
      );
    expect(plan('SHOP')).toMatchObject({ plans: [{ legs: [{ lane: 'TO-SHOP' }] }] });
    expect(plan('HOME')).toMatchObject({ plans: [{ legs: [{ lane: 'TO-HOME' }] }] });
  });
});

describe('constraints', () => {
  const cup = (type: string, value: unknown): PlanRequest =>
    anOrder([{ sku: 'CUP', quantity: 2 }], { constraints: [{ type, value }] });

  it('are obeyed', () => {
    expect(lanesOf(recommended(cup('CARRIER_WANTED', 'SF_EXPRESS')))).toEqual(['NEAR-AIR']);
    expect(lanesOf(recommended(cup('CARRIER_WANTED', ['SF_EXPRESS', 'ZTO'])))).toEqual(['NEAR-ECO']);
    expect(lanesOf(recommended(cup('CARRIER_AVOIDED', 'YTO')))).toEqual(['NEAR-ECO']);
    expect(lanesOf(recommended(cup('NODE_WANTED', 'NEAR')))).toEqual(['NEAR-ECO']);
    expect(lanesOf(recommended(cup('NODE_AVOIDED', 'FAR')))).toEqual(['NEAR-ECO']);
    expect(lanesOf(recommended(cup('DELIVER_BY', '2026-03-03T12:00:00+08:00')))).toEqual(['NEAR-AIR']);
    expect(
      lanesOf(recommended(cup('DELIVERY_WINDOW', { from: '2026-03-03T00:00:00Z', to: '2026-03-03T04:00:00Z' }))),
    ).toEqual(['NEAR-AIR']);
    expect(lanesOf(recommended(cup('DANGEROUS_GOODS', true)))).toEqual(['NEAR-ECO']);
    expect(lanesOf(recommended(cup('DANGEROUS_GOODS', false)))).toEqual(['FAR-SMALL']);
  });

  it('start the plan no earlier than it may be sent', () => {
    const usual = recommended(cup('INSURANCE', 1)).legs[0]?.etaAt as string;
    const waiting = recommended(cup('NOT_BEFORE', '2026-03-03T10:00:00+08:00')).legs[0]?.etaAt as string;
    expect(Date.parse(waiting) - Date.parse(usual)).toBe(24 * 3600 * 1000);
    expect(recommended(cup('NOT_BEFORE', '2026-03-01T10:00:00+08:00')).legs[0]?.etaAt).toBe(usual);
    expect(reasons(cup('NOT_BEFORE', '2026-04-01T10:00:00+08:00'))).toMatchObject([{ code: 'TOO_SLOW' }]);
  });

  it('keep to nodes that hand over by the time to ship by', () => {
    const slow = aNetwork(
      [aNode('NEAR', { handlingMu: 1, handlingSigma: 0.3 }), aNode('FAR', { handlingMu: 3, handlingSigma: 0.3 })],
      [aLane('NEAR-ECO', 'AT-NEAR', { firstCost: 9 }), aLane('FAR-ECO', 'AT-FAR', { firstCost: 1 })],
      [aSku('CUP')],
    );
    const stock = [aLevel('NEAR', 'CUP', 10), aLevel('FAR', 'CUP', 10)];
    const shippedBy = (value: string): string[] => {
      const given = proposePlans(cup('SHIP_BY', value), prepareNetwork(slow), stockViewOf(stock), planIds());
      return 'plans' in given ? lanesOf(given.plans[0] as Plan) : given.unroutable.map(({ code }) => code);
    };
    expect(shippedBy('2026-03-05T10:00:00+08:00')).toEqual(['FAR-ECO']);
    expect(shippedBy('2026-03-02T18:00:00+08:00')).toEqual(['NEAR-ECO']);
    expect(shippedBy('2026-03-02T11:00:00+08:00')).toEqual(['TOO_SLOW']);
  });

  it('that do not bear on routing are said to be unused', () => {
    expect(recommended(cup('INSURANCE', 100)).explanation).toContain('constraint INSURANCE does not bear on routing');
  });

  it('refuses a value it cannot read, naming the field', () => {
    expect(reasons(cup('CARRIER_WANTED', 5))).toEqual([
      {
        code: 'CONSTRAINT_UNMET',
        sku: null,
        reason: 'constraints[0].value: CARRIER_WANTED takes an id or a list of ids, such as "SF_EXPRESS"',
      },
    ]);
    expect(reasons(cup('DELIVER_BY', 'tomorrow'))[0]?.reason).toMatch(
      /^constraints\[0\]\.value: DELIVER_BY takes a time with its zone/,
    );
  });
});

describe('an order that nothing serves', () => {
  const one = (sku: string, given: Partial<PlanRequest> = {}): UnroutableReason[] =>
    reasons(anOrder([{ sku, quantity: 1 }], given));

  it.each([
    ['UNKNOWN_REGION', one('CUP', { region: 'NOWHERE' })],
    ['UNKNOWN_SKU', one('GHOST')],
    ['OUT_OF_STOCK', reasons(anOrder([{ sku: 'CUP', quantity: 51 }]))],
    ['TAGS_UNMET', one('VIAL')],
    ['NO_LANE', one('CUP', { region: 'AT-NEAR' })],
    ['TOO_SLOW', one('POT', { deadlineHours: 12 })],
    ['CONSTRAINT_UNMET', one('CUP', { constraints: [{ type: 'CARRIER_WANTED', value: 'PIGEON' }] })],
  ])('is refused with %s', (code, given) => {
    expect(given.map((reason) => reason.code)).toEqual([code]);
  });

  it('is refused as TOO_SLOW when parcels together are too risky though each alone is not', () => {
    const lines = [
      { sku: 'LIGHTER', quantity: 1 },
      { sku: 'POT', quantity: 1 },
    ];
    const asked = { deadlineHours: 48 };
    const alone = lines.map((line) => recommended(anOrder([line], { ...asked, minSuccess: 0.5 })).successProbability);
    const minSuccess = Math.min(...alone) - 1e-6;
    expect(reasons(anOrder(lines, { ...asked, minSuccess }))).toEqual([
      { code: 'TOO_SLOW', sku: null, reason: expect.stringContaining('each line alone arrives in time') },
    ]);
  });

  it('has every gate named that binds, not only the first', () => {
    const wanted = { constraints: [{ type: 'CARRIER_WANTED', value: 'PIGEON' }] };
    expect(one('POT', { deadlineHours: 12, ...wanted }).map(({ code, reason }) => [code, reason])).toEqual([
      ['TOO_SLOW', expect.stringContaining('arrives within 12 h')],
      ['CONSTRAINT_UNMET', expect.stringContaining('leave no way at all')],
    ]);
    expect(one('VIAL', wanted).map(({ code }) => code)).toEqual(['TAGS_UNMET', 'CONSTRAINT_UNMET']);
  });

  it('has each failing line named', () => {
    expect(
      reasons(
        anOrder([
          { sku: 'VIAL', quantity: 1 },
          { sku: 'CUP', quantity: 1 },
          { sku: 'POT', quantity: 9 },
        ]),
      ).map(({ code, sku }) => [code, sku]),
    ).toEqual([
      ['TAGS_UNMET', 'VIAL'],
      ['OUT_OF_STOCK', 'POT'],
    ]);
  });

  it('refuses a time without a zone', () => {
    expect(() => one('CUP', { placedAt: '2026-03-02 10:00:00' })).toThrow('not an ISO time with a zone');
  });

  it('is told what alone would make it routable, and by how little', () => {
    const relaxed = (request: PlanRequest): string[] => {
      const given = answer(request);
      return 'unroutable' in given ? (given.relaxations ?? []) : [];
    };
    const late = anOrder([{ sku: 'POT', quantity: 1 }], { deadlineHours: 30 });
    const [deadline, promise] = relaxed(late);
    const hours = Number(/^a deadline of ([\d.]+) h instead of 30 h$/.exec(deadline ?? '')?.[1]);
    expect(answer({ ...late, deadlineHours: hours })).toHaveProperty('plans');
    expect(answer({ ...late, deadlineHours: hours - 0.2 })).toHaveProperty('unroutable');
    const percent = Number(/^a promise of ([\d.]+) % instead of 90\.0 %$/.exec(promise ?? '')?.[1]);
    expect(answer({ ...late, minSuccess: percent / 100 })).toHaveProperty('plans');
    expect(answer({ ...late, minSuccess: percent / 100 + 0.002 })).toHaveProperty('unroutable');
    const pigeons = { constraints: [{ type: 'CARRIER_WANTED', value: 'PIGEON' }] };
    expect(relaxed(anOrder([{ sku: 'CUP', quantity: 1 }], pigeons))).toEqual(['no CARRIER_WANTED']);
    const partly = anOrder([
      { sku: 'CUP', quantity: 1 },
      { sku: 'GHOST', quantity: 1 },
    ]);
    expect(relaxed(partly)).toEqual(['the order without "GHOST"']);
    expect(relaxed(anOrder([{ sku: 'VIAL', quantity: 1 }]))).toEqual([]);
  });

  it('is told when its deadline is past', () => {
    const constraints = [{ type: 'DELIVER_BY', value: '2026-03-01T00:00:00Z' }];
    expect(reasons(anOrder([{ sku: 'CUP', quantity: 1 }], { constraints }))).toEqual([
      {
        code: 'TOO_SLOW',
        sku: null,
        reason: 'the deadline lies 26 h before the order can be begun: give it a later one',
      },
    ]);
  });
});
