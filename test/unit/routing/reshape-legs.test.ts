import fc from 'fast-check';
import type { Leg } from '#domain/fulfillment/leg.ts';
import type { LegId } from '#domain/id.ts';
import { unchanged } from '#domain/order/change.ts';
import type { Order } from '#domain/order/order.ts';
import type { OrderRecord } from '#domain/order/order-store.ts';
import type { PlanAnswer } from '#domain/routing/plan.ts';
import type { PlanWish } from '#domain/routing/plan-wish.ts';
import { replaceLegs } from '#domain/routing/replace-legs.ts';
import { differenceOf, replacementOf } from '#domain/routing/replacement.ts';
import { parcelsOf, plannedTogether, reshapeFaults, reshapeScope } from '#domain/routing/reshape-legs.ts';
import { overridePlan } from '#domain/routing/start-compensation.ts';
import { countingUlids, givenContext, givenLine } from '../../support/given.ts';
import { placedOrder } from '../api/given.ts';
import { givenLeg, NOW } from '../fulfillment/given.ts';

const context = givenContext(NOW, countingUlids(9000));
const OTHER = 'leg_01JTGN5W00000000000000000B' as LegId;
const FAR = 'leg_01JTGN5W00000000000000000C' as LegId;

const order: Order = placedOrder('FULFILLING', {
  deliverables: [
    givenLine({ sku: 'TEA-100', quantity: 3 }),
    givenLine({ lineId: '2', sku: 'CUP-1', quantity: 2 }),
    givenLine({ lineId: '3', sku: 'CUP-1', quantity: 1 }),
  ],
  planId: givenLeg().planId,
}).order;
const leg = (part: Partial<Leg> = {}): Leg =>
  givenLeg({
    orderId: order.orderId,
    lines: [
      { lineId: '1', sku: 'TEA-100', quantity: 3 },
      { lineId: '2', sku: 'CUP-1', quantity: 2 },
    ],
    ...part,
  });
const { legId } = leg();
const other = (part: Partial<Leg> = {}): Leg =>
  leg({ legId: OTHER, lines: [{ lineId: '3', sku: 'CUP-1', quantity: 1 }], ...part });

const answerOf = (cost: number): PlanAnswer => ({
  orderId: order.orderId,
  plans: [
    {
      planId: 'pln_00000000000000000000000009',
      recommended: true,
      cost,
      successProbability: 0.9,
      legs: [
        {
          node: leg().node,
          lane: leg().lane,
          carrier: leg().carrier,
          mode: 'ROAD',
          lines: [],
          cost,
          successProbability: 0.9,
          etaAt: '2026-05-08T00:00:00Z',
          etaLatestAt: '2026-05-09T00:00:00Z',
        },
      ],
      explanation: [],
    },
  ],
  rejected: [],
});

/** The wish carried out while everybody agrees. */
const carriedOut = (record: OrderRecord, wish: PlanWish) => {
  expect(reshapeFaults(wish, record.legs)).toEqual([]);
  const parcels = parcelsOf(record, wish);
  const scope = reshapeScope(record, wish, parcels);
  const answer = plannedTogether(
    order,
    parcels,
    parcels.map(() => answerOf(8)),
  );
  if (!('plans' in answer)) throw new Error(JSON.stringify(answer));
  const [plan] = answer.plans;
  const replacement = replacementOf(order, plan as never, scope, context);
  const difference = differenceOf(order, plan as never, scope, replacement, []);
  const override = { wish, reason: 'asked', intercept: false };
  const asked = overridePlan(
    unchanged(record.order),
    { override, by: 'person:a', plan: plan as never, scope, replacement, difference },
    context,
  );
  return { difference, done: replaceLegs({ order: asked.order, legs: record.legs }, context) };
};

const loads = (legs: readonly Leg[]) =>
  legs.map(({ lines }) => lines.map((line) => `${line.quantity} of ${line.lineId}`));

describe('dividing a leg', () => {
  it('makes two parcels of its pieces, takes the leg back, and points both ways', () => {
    const record = { order, legs: [leg(), other()] };
    const { done, difference } = carriedOut(record, { split: { leg: legId, off: [{ lineId: '1', quantity: 1 }] } });
    expect(done.outcome).toBe('REPLACED');
    expect(loads(done.added)).toEqual([['2 of 1', '2 of 2'], ['1 of 1']]);
    expect(done.added.every(({ splitFrom, node }) => splitFrom === legId && node === leg().node)).toBe(true);
    expect(done.givenBack.map((each) => each.legId)).toEqual([legId]);
    expect(done.legs.find((each) => each.legId === legId)).toMatchObject({
      state: 'CANCELLED',
      stock: 'RELEASED',
      splitInto: done.added.map((each) => each.legId),
    });
    expect(done.events.map(({ type }) => type)).toContain('LegSplit');
    expect(difference.stock).toEqual([]);
    expect(done.order.deliverables).toBe(order.deliverables);
    expect(done.legs.some((each) => each.legId === OTHER && each.state === 'CANCELLED')).toBe(false);
  });

  it('keeps the room at the node for one of the parcels', () => {
    const slots = [{ period: '2026-05-06', counter: 0, of: 10 }] as unknown as NonNullable<Leg['slots']>;
    const { done } = carriedOut({ order, legs: [leg({ slots })] }, { split: { leg: legId, off: [{ lineId: '2' }] } });
    expect(done.added.map((each) => each.slots)).toEqual([slots, undefined]);
  });

  it.each<[string, PlanWish, Partial<Leg>, RegExp]>([
    ['a leg nobody knows', { split: { leg: FAR, off: [{ lineId: '1' }] } }, {}, /has no leg/],
    ['a line it does not carry', { split: { leg: legId, off: [{ lineId: '3' }] } }, {}, /carries no line 3/],
    ['more than it carries', { split: { leg: legId, off: [{ lineId: '1', quantity: 4 }] } }, {}, /carries 3 of line 1/],
    ['all of it', { split: { leg: legId, off: [{ lineId: '1' }, { lineId: '2' }] } }, {}, /nothing would be left/],
    ['a line twice', { split: { leg: legId, off: [{ lineId: '1' }, { lineId: '1' }] } }, {}, /named twice/],
    [
      'goods that have left',
      { split: { leg: legId, off: [{ lineId: '1' }] } },
      { state: 'IN_PROGRESS', stock: 'SHIPPED' },
      /have left/,
    ],
    ['an ended leg', { split: { leg: legId, off: [{ lineId: '1' }] } }, { state: 'COMPLETED' }, /has ended/],
    [
      'other wishes beside',
      { split: { leg: legId, off: [{ lineId: '1' }] }, modes: { wanted: ['AIR'] } },
      {},
      /wished alone/,
    ],
  ])('refuses %s, with the cure', (_, wish, part, problem) => {
    expect(reshapeFaults(wish, [leg(part), other()]).map((fault) => fault.problem)).toEqual([
      expect.stringMatching(problem),
    ]);
  });
});

describe('putting legs together', () => {
  it('makes one parcel of them, a line in several legs one line again', () => {
    const half = other({ lines: [{ lineId: '1', sku: 'TEA-100', quantity: 1 }] });
    const record = { order, legs: [leg({ lines: [{ lineId: '1', sku: 'TEA-100', quantity: 2 }] }), half] };
    const { done } = carriedOut(record, { merge: [legId, OTHER] });
    expect(loads(done.added)).toEqual([['3 of 1']]);
    expect(done.added[0]?.mergedFrom).toEqual([legId, OTHER]);
    expect(done.legs.filter(({ mergedInto }) => mergedInto === done.added[0]?.legId)).toHaveLength(2);
    expect(done.events.map(({ type }) => type)).toContain('LegsMerged');
  });

  it('refuses legs of two nodes, and one leg alone', () => {
    const away = other({ node: 'wh-wuhan' });
    expect(reshapeFaults({ merge: [legId, OTHER] }, [leg(), away])[0]?.problem).toMatch(/wh-hangzhou and wh-wuhan/);
    expect(reshapeFaults({ merge: [legId, legId] }, [leg()])[0]?.problem).toMatch(/two legs or more/);
  });

  it('says why where the pieces cannot go in one parcel', () => {
    const parcels = parcelsOf({ order, legs: [leg(), other()] }, { merge: [legId, OTHER] });
    const two = answerOf(8) as Extract<PlanAnswer, { plans: unknown }>;
    const [plan] = two.plans;
    const divided = {
      ...two,
      plans: [{ ...plan, legs: [...(plan?.legs ?? []), ...(plan?.legs ?? [])] }],
    } as PlanAnswer;
    expect(plannedTogether(order, parcels, [divided])).toMatchObject({ unroutable: [{ code: 'CONSTRAINT_UNMET' }] });
  });
});

describe('dividing and putting together again', () => {
  it('carries every piece exactly once, whatever goes off', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 2 }), (tea, cups) => {
        const off = [
          ...(tea > 0 ? [{ lineId: '1', quantity: tea }] : []),
          ...(cups > 0 ? [{ lineId: '2', quantity: cups }] : []),
        ];
        fc.pre(tea + cups > 0 && tea + cups < 5);
        const first = carriedOut({ order, legs: [leg()] }, { split: { leg: legId, off } }).done;
        expect(first.added.flatMap(({ lines }) => lines).reduce((sum, { quantity }) => sum + quantity, 0)).toBe(5);
        const { compensation: _, ...rest } = first.order;
        const again = carriedOut(
          { order: rest, legs: first.legs },
          { merge: first.added.map((each) => each.legId) },
        ).done;
        const whole = again.added.flatMap(({ lines }) => lines).map((line) => [line.lineId, line.quantity]);
        expect(Object.fromEntries(whole)).toEqual({ '1': 3, '2': 2 });
      }),
      { numRuns: 60 },
    );
  });
});
