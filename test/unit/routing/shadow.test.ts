import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { shadowPage } from '#domain/insight/shadow-page.ts';
import { shadowReport, shadowSpan, shadowSum } from '#domain/insight/shadow-report.ts';
import { prepareNetwork } from '#domain/routing/prepared-network.ts';
import { ShadowOrder, type ShadowVerdict } from '#domain/routing/shadow-order.ts';
import { shadowVerdict } from '#domain/routing/shadow-verdict.ts';
import { stockViewOf } from '#domain/routing/stock-view.ts';
import { aLane, aLevel, aNetwork, aNode, aSku } from '../../fixtures/routing/small-network.ts';
import { NOON } from '../../support/given.ts';

const NETWORK = prepareNetwork(
  aNetwork(
    [aNode('NEAR'), aNode('FAR')],
    [
      aLane('NEAR-ROAD', 'AT-NEAR', { firstCost: 5 }),
      aLane('NEAR-AIR', 'AT-NEAR', { firstCost: 20, mu: 1.5, carrier: 'SF_EXPRESS', service: 'EXPRESS' }),
      aLane('FAR-ROAD', 'AT-FAR', { firstCost: 9, carrier: 'YTO' }),
    ],
    [aSku('CUP'), aSku('POT', { kg: 3 })],
  ),
);
const GROUND = {
  network: NETWORK,
  stock: stockViewOf([aLevel('NEAR', 'CUP', 5), aLevel('NEAR', 'POT', 5), aLevel('FAR', 'CUP', 5)]),
  prices: null,
  closed: new Set<string>(),
};

const shadowOrder = (theirs: object, more: object = {}): ShadowOrder =>
  ShadowOrder.parse({
    orderId: 'A1',
    channel: 'douyin',
    placedAt: '2026-03-02T10:00:00+08:00',
    region: 'HOME',
    deadlineHours: 72,
    lines: [{ sku: 'CUP', quantity: 1 }],
    theirs,
    ...more,
  });
const judged = (theirs: object, more: object = {}, ground = GROUND): ShadowVerdict =>
  shadowVerdict(shadowOrder(theirs, more), 'HOME', ground);

describe('an order that another system routed', () => {
  test('is priced as the network prices it, beside the plan that would be recommended', () => {
    const verdict = judged({ parcels: [{ node: 'FAR' }], cost: 14.2, arrivedAt: '2026-03-04T10:00:00+08:00' });
    // fixedCost 2 + lineCost 0.5 + perKg 1 + firstCost 9
    expect(verdict.theirs).toMatchObject({ cost: 12.5, parcels: [{ node: 'FAR', lane: 'FAR-ROAD', carrier: 'YTO' }] });
    expect(verdict.ours).toMatchObject({ cost: 8.5, parcels: [{ node: 'NEAR', lane: 'NEAR-ROAD' }] });
    expect(verdict.saving).toBe(4);
    expect(verdict.told).toEqual({ cost: 14.2, arrivedAt: '2026-03-04T02:00:00.000Z', inTime: true });
    expect(verdict.ours?.explanation.length).toBeGreaterThan(0);
  });

  test('goes by the lane, the carrier or the service that is named', () => {
    expect(judged({ parcels: [{ node: 'NEAR', lane: 'NEAR-AIR' }] }).theirs?.cost).toBe(23.5);
    expect(judged({ parcels: [{ node: 'NEAR', carrier: 'SF_EXPRESS' }] }).theirs?.cost).toBe(23.5);
    expect(judged({ parcels: [{ node: 'NEAR', service: 'EXPRESS' }] }).theirs?.cost).toBe(23.5);
    expect(judged({ parcels: [{ node: 'NEAR' }] }).saving).toBe(0);
  });

  test('is in time when all its parcels are', () => {
    const lines = [
      { sku: 'CUP', quantity: 1 },
      { sku: 'POT', quantity: 1 },
    ];
    const whole = judged({ parcels: [{ node: 'NEAR' }] }, { lines });
    const divided = judged(
      {
        parcels: [
          { node: 'FAR', lines: [lines[0]] },
          { node: 'NEAR', lines: [lines[1]] },
        ],
      },
      { lines },
    );
    expect(divided.theirs?.parcels).toHaveLength(2);
    expect(divided.theirs?.successProbability).toBeLessThan(whole.theirs?.successProbability ?? 0);
    expect(divided.saving).toBeGreaterThan(0);
  });

  test('has what they took available for ours too', () => {
    const empty = { ...GROUND, stock: stockViewOf([]) };
    expect(judged({ parcels: [{ node: 'FAR' }] }, {}, empty).ours?.parcels).toEqual([
      { node: 'FAR', lane: 'FAR-ROAD', carrier: 'YTO' },
    ]);
  });

  test.each([
    ['a node', { parcels: [{ node: 'NOWHERE' }] }, {}, 'node NOWHERE is not in the network'],
    ['a carrier', { parcels: [{ node: 'FAR', carrier: 'DHL' }] }, {}, 'DHL does not lead from FAR to HOME'],
    [
      'a SKU',
      { parcels: [{ node: 'FAR' }] },
      { lines: [{ sku: 'HAT', quantity: 1 }] },
      'SKU HAT is not in the network',
    ],
  ])('is told as not priced where the network does not know %s', (_what, theirs, more, reason) => {
    expect(judged(theirs, more)).toMatchObject({ theirs: null, unpriced: [reason], saving: null });
  });

  test('refuses what cannot be read, and names the field', () => {
    const problem = (change: object): string => {
      const read = ShadowOrder.safeParse({ ...shadowOrder({ parcels: [{ node: 'FAR' }] }), ...change });
      const [issue] = read.error?.issues ?? [];
      return `${issue?.path.join('.')}: ${issue?.message}`;
    };
    expect(problem({ placedAt: 'yesterday' })).toMatch(/^placedAt: .*with its zone/);
    expect(problem({ region: undefined })).toMatch(/^region: give either/);
    expect(problem({ theirs: { parcels: [{ node: 'A' }, { node: 'B' }] } })).toMatch(/^theirs\.parcels: of several/);
  });

  test('never costs less than ours where it keeps the promise and the goods are there', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('NEAR', 'FAR'),
        fc.integer({ min: 1, max: 4 }),
        fc.double({ min: 40, max: 120, noNaN: true }),
        (node, quantity, deadlineHours) => {
          const verdict = judged({ parcels: [{ node }] }, { lines: [{ sku: 'CUP', quantity }], deadlineHours });
          const keeps = (verdict.theirs?.successProbability ?? 0) >= 0.9;
          if (keeps) expect(verdict.saving).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('what all of them come to', () => {
  const verdicts = [
    judged({ parcels: [{ node: 'FAR' }], arrivedAt: '2026-03-09T10:00:00+08:00' }, { orderId: 'A1' }),
    judged({ parcels: [{ node: 'NEAR' }] }, { orderId: 'A2', channel: 'jd' }),
    judged({ parcels: [{ node: 'NOWHERE' }] }, { orderId: 'A3' }),
  ];

  test('is summed over those that can be compared, with the interval of the mean', () => {
    expect(shadowSum(verdicts)).toMatchObject({
      orders: 3,
      compared: 2,
      unpriced: 1,
      theirCost: 21,
      ourCost: 17,
      saving: 4,
      savingPerOrder: 2,
      // ± 1.96 × √8 ÷ √2
      savingFrom: -1.92,
      savingTo: 5.92,
      theirInTime: { orders: 1, inTime: 0 },
    });
  });

  test('is told by channel and region, the greatest saving first, and as a page', () => {
    const report = shadowReport(verdicts, { limit: 10 }, { from: '2026-03-02', to: '2026-03-02' });
    expect(report.channels.map(({ name, orders }) => [name, orders])).toEqual([
      ['douyin', 2],
      ['jd', 1],
    ]);
    expect(report.orders.map(({ orderId }) => orderId)).toEqual(['A1', 'A2', 'A3']);
    const page = shadowPage(report);
    expect(page.match(/<circle /g)).toHaveLength(2);
    expect(page).toContain('node NOWHERE is not in the network');
    expect(shadowReport(verdicts, { limit: 10, channel: 'jd' }, report).total.orders).toBe(1);
  });

  test('is about the days asked for, today without them, a month at most', () => {
    expect(shadowSpan({}, NOON)).toEqual({ from: NOON.slice(0, 10), to: NOON.slice(0, 10) });
    expect(shadowSpan({ from: '2026-01-01', to: '2026-03-02' }, NOON)).toEqual({
      from: '2026-01-31',
      to: '2026-03-02',
    });
  });
});
