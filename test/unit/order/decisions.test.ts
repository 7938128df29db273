import { dispatchLeg } from '#domain/fulfillment/dispatch-leg.ts';
import type { Leg } from '#domain/fulfillment/leg.ts';
import type { LegId, PlanId } from '#domain/id.ts';
import { cancel } from '#domain/order/cancel-order.ts';
import { unchanged } from '#domain/order/change.ts';
import { foresee } from '#domain/order/change-order.ts';
import { MOVING_EVENTS, movementOf } from '#domain/order/drive-lifecycle.ts';
import { addHold, liftHold } from '#domain/order/holds.ts';
import type { Order } from '#domain/order/order.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { recordFault } from '#domain/order/record-fault.ts';
import { type ScreeningFacts, screenOrder } from '#domain/order/screen-order.ts';
import { MAX_ATTEMPTS, openLines, settleOrder } from '#domain/order/settle-order.ts';
import { decidePlan, nothingToShip, standingPlan, takeUpPlan } from '#domain/routing/commit-plan.ts';
import type { PlanAnswer } from '#domain/routing/plan.ts';
import { withdrawPlan } from '#domain/routing/withdraw-plan.ts';
import { plusHours } from '#domain/time.ts';
import { at, atHome, countingUlids, givenChannelOrder, givenContext, givenLine, NOON } from '../../support/given.ts';

const context = givenContext(NOON, countingUlids(1000));

const placed = (part: Parameters<typeof givenChannelOrder>[0] = {}): Order => {
  const change = recordChannelOrder(
    { channelOrder: givenChannelOrder(part), pushEventId: null, traceId: 't', color: 'default' },
    null,
    givenContext(),
  );
  if ('kind' in change) throw new Error('a first push places an order');
  return change.order;
};

const inState = (state: Order['lifecycle']['state'], part: Partial<Order['lifecycle']> = {}): Order => {
  const order = placed();
  return { ...order, lifecycle: { ...order.lifecycle, state, ...part }, planId: PLAN };
};

const PLAN = 'pln_00000000000000000000000001' as PlanId;

const leg = (state: Leg['state'], part: Partial<Leg> = {}): Leg => ({
  legId: 'leg_00000000000000000000000001' as LegId,
  orderId: placed().orderId,
  planId: PLAN,
  state,
  since: NOON,
  node: 'WH-HZ',
  lane: 'L1',
  carrier: 'SF_EXPRESS',
  mode: 'ROAD',
  lines: [{ lineId: '1', sku: 'OL-TEA-001', quantity: 1 }],
  costMinor: 1000,
  etaAt: NOON,
  etaLatestAt: NOON,
  acceptBy: null,
  waybill: null,
  stock: 'HELD',
  progress: 'created',
  endReason: null,
  ...part,
});

const allKnown: ScreeningFacts = { region: '330100', isKnownSku: () => true, isKnownCurrency: () => true, ...atHome };

describe('screening an order', () => {
  it('confirms what nothing holds, once', () => {
    const first = screenOrder(placed(), allKnown, context);
    expect(first).toMatchObject({ outcome: 'CLEAR', order: { lifecycle: { state: 'CONFIRMED' } } });
    expect(screenOrder(first.order, allKnown, context)).toMatchObject({ outcome: 'CLEAR', events: [] });
  });

  it.each([
    ['UNKNOWN_SKU', { isKnownSku: () => false }, {}],
    ['UNKNOWN_ADDRESS', { region: null }, {}],
    ['UNKNOWN_CURRENCY', { isKnownCurrency: () => false }, { currency: 'RMB' }],
    ['BAD_QUANTITY', {}, { lines: [givenLine({ quantity: -1 })] }],
    ['BAD_AMOUNT', {}, { lines: [givenLine({ totalMinor: -5 })] }],
    ['BAD_QUANTITY', {}, { lines: [] }],
  ] as const)('holds an order with %s and says the field and the cure', (type, facts, part) => {
    const { outcome, order } = screenOrder(placed(part as never), { ...allKnown, ...facts }, context);
    expect(outcome).toBe('HELD');
    expect(order.lifecycle.state).toBe('ON_HOLD');
    expect(order.holds).toHaveLength(1);
    expect(order.holds[0]).toMatchObject({
      type,
      reason: expect.stringMatching(/^(deliverables|destination|currency).*: .+/),
    });
  });

  it('releases a data hold by itself once the data is right', () => {
    const held = screenOrder(placed(), { ...allKnown, isKnownSku: () => false }, context);
    const again = screenOrder(held.order, allKnown, context);
    expect(again.events.map(({ type }) => type)).toEqual(['OrderReleased', 'OrderConfirmed']);
    expect(again.outcome).toBe('CLEAR');
  });

  it('stops at a cancelled order', () => {
    expect(screenOrder(inState('CANCELLED'), allKnown, context).outcome).toBe('CANCELLED');
  });

  it('keeps an order on hold while one of two holds stands', () => {
    const held = [1, 2].reduce(
      (change) => addHold(change, { type: 'MANUAL', reason: 'ask' }, 'person:a', context),
      unchanged(placed()),
    );
    const { order, outcome } = screenOrder(held.order, allKnown, context);
    expect(outcome).toBe('HELD');
    const [first] = order.holds;
    if (!first) throw new Error('a held order has a hold');
    expect(liftHold(unchanged(order), first, 'person:a', context).order.lifecycle.state).toBe('ON_HOLD');
  });
});

const answer: PlanAnswer = {
  orderId: 'o',
  plans: [
    {
      planId: PLAN,
      recommended: true,
      cost: 12.5,
      successProbability: 0.97,
      legs: [
        {
          node: 'WH-HZ',
          lane: 'L1',
          carrier: 'SF_EXPRESS',
          mode: 'ROAD',
          lines: [
            { sku: 'OL-TEA-001', quantity: 1 },
            { sku: 'OL-TEA-001', quantity: 1 },
          ],
          cost: 12.5,
          successProbability: 0.97,
          etaAt: '2026-06-02T04:00:00Z',
          etaLatestAt: '2026-06-03T04:00:00Z',
        },
      ],
      explanation: ['cheapest in time'],
    },
  ],
  rejected: [],
};

describe('deciding on a plan', () => {
  it('keeps two lines of one SKU apart', () => {
    const lines = [givenLine(), givenLine({ lineId: '2' })];
    const decision = decidePlan(inState('CONFIRMED'), answer, lines, context);
    expect(decision.legs[0]?.lines.map(({ lineId }) => lineId)).toEqual(['1', '2']);
    expect(decision).toMatchObject({ outcome: 'COMMITTED', order: { lifecycle: { state: 'PLANNED', attempts: 1 } } });
  });

  it('asks a person about an order with nothing to ship', () => {
    const service = { ...inState('CONFIRMED'), deliverables: [givenLine({ kind: 'SERVICE' })] };
    expect(nothingToShip(service, context)).toMatchObject({
      outcome: 'HELD',
      order: {
        lifecycle: { state: 'ON_HOLD' },
        holds: [{ type: 'NO_ROUTE', reason: expect.stringContaining('SERVICE') }],
      },
    });
  });

  it('starts over from wherever a lost execution left the order', () => {
    for (const state of ['CONFIRMED', 'PLANNED', 'FULFILLING'] as const) {
      expect(decidePlan(inState(state), answer, [givenLine()], context).order.lifecycle.state).toBe('PLANNED');
      expect(takeUpPlan(inState(state), context).order.lifecycle.state).toBe('FULFILLING');
    }
  });

  it('leaves an order that has ended as it is when a late event brings an execution to it', () => {
    for (const state of ['FULFILLED', 'CLOSED'] as const)
      expect(takeUpPlan(inState(state), context)).toMatchObject({ order: { lifecycle: { state } }, events: [] });
  });

  it('leaves legs that ended while no execution ran to be settled, instead of sending again', () => {
    for (const state of ['REJECTED', 'FAILED', 'CANCELLED', 'COMPLETED'] as const)
      expect(standingPlan(inState('FULFILLING'), [leg(state)])).toEqual({ outcome: 'COMMITTED', legs: [] });
    expect(standingPlan(inState('FULFILLING'), [leg('ACCEPTED'), leg('FAILED')])).toMatchObject({
      outcome: 'COMMITTED',
      legs: [{ state: 'ACCEPTED' }],
    });
    expect(standingPlan(inState('PLANNED'), [leg(null)])).toMatchObject({
      outcome: 'COMMITTED',
      legs: [{ state: null }],
    });
    expect(standingPlan(inState('CANCELLED'), [leg('DISPATCHED')])).toEqual({ outcome: 'CANCELLED', legs: [] });
    for (const state of ['CONFIRMED', 'PLANNED'] as const)
      expect(standingPlan(inState(state), [leg('REJECTED')])).toBeNull();
    const earlier = leg('FAILED', { planId: 'pln_00000000000000000000000009' as PlanId });
    expect(standingPlan(inState('FULFILLING'), [earlier])).toBeNull();
  });

  it('backorders when only stock is missing, or as a policy says; holds when no way leads there', () => {
    const reason = (code: 'OUT_OF_STOCK' | 'NO_LANE') => ({ code, sku: 'OL-TEA-001', reason: code });
    const short = decidePlan(inState('CONFIRMED'), { orderId: 'o', unroutable: [reason('OUT_OF_STOCK')] }, [], context);
    expect(short).toMatchObject({ outcome: 'BACKORDERED', order: { lifecycle: { state: 'BACKORDERED' } }, legs: [] });
    const asPolicySays = (whenShort: 'HOLD' | 'CANCEL', attempts = 0) => {
      const order = inState('CONFIRMED');
      const again = { ...order, lifecycle: { ...order.lifecycle, attempts } };
      return decidePlan(again, { orderId: 'o', unroutable: [reason('OUT_OF_STOCK')], whenShort }, [], context);
    };
    expect(asPolicySays('HOLD')).toMatchObject({ outcome: 'HELD', order: { holds: [{ type: 'NO_ROUTE' }] } });
    expect(asPolicySays('CANCEL')).toMatchObject({
      outcome: 'CANCELLED',
      order: { lifecycle: { state: 'CANCELLED', cancelReason: 'OUT_OF_STOCK' } },
    });
    // Some of it may have been sent: nobody cancels the rest unasked.
    expect(asPolicySays('CANCEL', 1)).toMatchObject({ outcome: 'BACKORDERED' });
    const lost = decidePlan(
      inState('CONFIRMED'),
      { orderId: 'o', unroutable: [reason('OUT_OF_STOCK'), reason('NO_LANE')] },
      [],
      context,
    );
    expect(lost).toMatchObject({
      outcome: 'HELD',
      order: { lifecycle: { state: 'ON_HOLD' }, holds: [{ type: 'NO_ROUTE' }] },
    });
  });
});

describe('an order that is short of a part', () => {
  const pot = givenLine({ lineId: '2', sku: 'OL-POT-001' });
  const [tea] = [givenLine()];
  const queueing = { priority: 4, divisible: true };
  const one = {
    ...answer,
    plans:
      'plans' in answer
        ? answer.plans.map((plan) => ({
            ...plan,
            legs: plan.legs.map((each) => ({ ...each, lines: each.lines.slice(0, 1) })),
          }))
        : [],
  } as PlanAnswer;
  const partly = () => decidePlan(inState('CONFIRMED'), one, [tea], context, { waiting: [pot], queueing });

  it('sends what there is, and a leg waits for the rest without a source or stock', () => {
    const { outcome, legs, order } = partly();
    expect(outcome).toBe('COMMITTED');
    expect(legs.map(({ stock, waitsFor }) => [stock, waitsFor])).toEqual([
      ['HELD', undefined],
      ['NONE', 'STOCK'],
    ]);
    expect(order.backorder).toMatchObject({ priority: 4, lines: [{ lineId: '2', quantity: 1 }] });
    expect(openLines({ ...order, deliverables: [tea, pot] }, legs)).toEqual([]);
    const waits = legs[1] as Leg;
    expect(dispatchLeg({ order, legs }, waits.legId, context)).toMatchObject({ answer: null, events: [] });
  });

  it('keeps its place in the queue however often it is planned, and leaves it when all is served', () => {
    const { order } = partly();
    const later = givenContext(plusHours(NOON, 5), countingUlids(9000));
    const again = { ...order, lifecycle: { ...order.lifecycle, state: 'CONFIRMED' as const } };
    const short: PlanAnswer = { orderId: 'o', unroutable: [{ code: 'OUT_OF_STOCK', sku: pot.sku, reason: 'none' }] };
    expect(decidePlan(again, short, [pot], later, { queueing }).order.backorder?.since).toBe(NOON);
    const served = decidePlan(again, one, [pot], later, { queueing });
    expect(served.order.backorder).toBeUndefined();
    expect(served.events.map(({ type }) => type)).toEqual(['PlanCommitted', 'BackorderFilled']);
  });

  it('plans again what waited in vain, instead of asking a person', () => {
    const waited = leg('CANCELLED', {
      waitsFor: 'STOCK',
      stock: 'NONE',
      lines: [{ lineId: '2', sku: pot.sku, quantity: 1 }],
    });
    const order = { ...inState('FULFILLING'), deliverables: [tea, pot] };
    expect(settleOrder(order, [leg('COMPLETED'), waited], context)).toMatchObject({ outcome: 'REPLAN' });
  });
});

describe('settling an order whose legs have ended', () => {
  it('fulfils when every line was carried', () => {
    expect(settleOrder(inState('FULFILLING'), [leg('COMPLETED')], context)).toMatchObject({
      outcome: 'FULFILLED',
      order: { lifecycle: { state: 'FULFILLED' } },
    });
  });

  it('fulfils what is PLANNED, too, when what was yet to be handed out was cancelled', () => {
    expect(settleOrder(inState('PLANNED'), [leg('COMPLETED')], context)).toMatchObject({
      outcome: 'FULFILLED',
      order: { lifecycle: { state: 'FULFILLED' } },
    });
  });

  it('plans again without the one who refused', () => {
    const result = settleOrder(inState('FULFILLING', { attempts: 1 }), [leg('REJECTED')], context);
    expect(result).toMatchObject({
      outcome: 'REPLAN',
      order: { lifecycle: { state: 'CONFIRMED', refusedBy: ['WH-HZ'] } },
    });
    expect(openLines(result.order, [leg('REJECTED')])).toHaveLength(1);
    // Asked again because the answer was lost.
    expect(settleOrder(result.order, [leg('REJECTED')], context)).toMatchObject({ outcome: 'REPLAN', events: [] });
  });

  it('asks a person after the last attempt, and asks everybody again when released', () => {
    const { outcome, order } = settleOrder(
      inState('FULFILLING', { attempts: MAX_ATTEMPTS }),
      [leg('REJECTED')],
      context,
    );
    expect([outcome, order.holds[0]?.type]).toEqual(['HELD', 'ATTEMPTS_EXHAUSTED']);
    const [hold] = order.holds;
    if (!hold) throw new Error('a held order has a hold');
    expect(liftHold(unchanged(order), hold, 'person:a', context).order.lifecycle).toMatchObject({
      attempts: 0,
      refusedBy: [],
    });
  });

  it('does not send again what the channel cancelled meanwhile', () => {
    const order = inState('FULFILLING', { attempts: 1 });
    const calledOff: Order = { ...order, channelView: { ...order.channelView, status: 'CANCELLED' } };
    for (const state of ['REJECTED', 'FAILED', 'CANCELLED'] as const)
      expect(settleOrder(calledOff, [leg(state)], context)).toMatchObject({
        outcome: 'CANCELLED',
        order: { lifecycle: { state: 'CANCELLED', cancelReason: 'CANCELLED_BY_CHANNEL' } },
      });
    expect(settleOrder(calledOff, [leg('COMPLETED')], context).outcome).toBe('FULFILLED');
  });

  it('does not send again what the channel holds since its legs were handed out', () => {
    const risk = { type: 'PLATFORM_RISK' as const, reason: 'under review' };
    const news = {
      ...givenChannelOrder({ status: 'PAID_HOLD', holds: [risk] }),
      saidAt: { status: at('2026-06-01T05:00:00.000Z') },
    };
    const told = recordChannelOrder(
      { channelOrder: news, pushEventId: null, traceId: 't', color: 'default' },
      inState('FULFILLING', { attempts: 1 }),
      context,
    );
    if ('kind' in told) throw new Error('a hold is news');
    expect(told.order).toMatchObject({ holds: [], conflicts: [{ code: 'HELD_AFTER_DISPATCH' }] });
    const again = settleOrder(told.order, [leg('REJECTED')], context);
    expect(again).toMatchObject({
      outcome: 'HELD',
      order: { lifecycle: { state: 'ON_HOLD', refusedBy: ['WH-HZ'] }, holds: [{ type: 'PLATFORM_RISK' }] },
    });
    const failed = settleOrder(told.order, [leg('FAILED')], context);
    expect(failed.order.holds.map(({ type }) => type)).toEqual(['LEG_FAILED', 'PLATFORM_RISK']);
    expect(settleOrder(told.order, [leg('COMPLETED')], context).outcome).toBe('FULFILLED');
  });

  it('never calls an order fulfilled while a leg has no end', () => {
    for (const state of [null, 'DISPATCHED', 'ACCEPTED', 'IN_PROGRESS', 'FAILED', 'CANCELLED'] as const)
      expect(settleOrder(inState('FULFILLING'), [leg(state)], context)).toMatchObject({
        outcome: 'HELD',
        order: { holds: [{ type: 'LEG_FAILED' }] },
      });
  });

  it('does not look at legs of an earlier plan', () => {
    const earlier = leg('FAILED', { planId: 'pln_00000000000000000000000009' as PlanId });
    const now = leg('COMPLETED', { legId: 'leg_00000000000000000000000002' as LegId });
    expect(settleOrder(inState('FULFILLING'), [earlier, now], context).outcome).toBe('FULFILLED');
  });
});

const refusalToCancel = (order: Order, legs: readonly Leg[]): string | null =>
  foresee({ order, legs }, { kind: 'CANCEL', quantities: { '1': 0 } }).refusals[0]?.reason.en ?? null;

describe('cancelling', () => {
  it('is refused once goods have left, with the cure', () => {
    expect(refusalToCancel(inState('FULFILLING'), [leg('IN_PROGRESS', { stock: 'SHIPPED' })])).toContain(
      'or request a return',
    );
    expect(refusalToCancel(inState('FULFILLED'), [])).toContain('FULFILLED');
    expect(refusalToCancel(inState('CANCELLED'), [])).toBeNull();
  });

  it('is possible when the goods that left are lost or back: nothing is on its way any more', () => {
    expect(refusalToCancel(inState('ON_HOLD'), [leg('FAILED', { stock: 'SHIPPED' })])).toBeNull();
    expect(
      refusalToCancel(inState('ON_HOLD'), [
        leg('FAILED', { stock: 'SHIPPED' }),
        leg('COMPLETED', { stock: 'SHIPPED' }),
      ]),
    ).toContain('request a return');
  });

  it('gives back what is held, once', () => {
    const order = cancel(unchanged(inState('PLANNED')), { reason: 'CUSTOMER', by: 'person:a' }, context).order;
    const withdrawal = withdrawPlan(order, [leg(null)], 'CUSTOMER', context);
    expect(withdrawal.events.map(({ type }) => type)).toEqual(['StockReleased', 'PlanCompensated']);
    expect(withdrawal.legs[0]).toMatchObject({ state: 'CANCELLED', stock: 'RELEASED' });
    expect(withdrawPlan(withdrawal.order, withdrawal.legs, 'CUSTOMER', context)).toMatchObject({
      events: [],
      givenBack: [],
    });
  });

  it('leaves shipped stock alone', () => {
    expect(
      withdrawPlan(inState('CANCELLED'), [leg('COMPLETED', { stock: 'SHIPPED' })], 'x', context).givenBack,
    ).toEqual([]);
  });
});

describe('a fault', () => {
  it('puts an open order on hold with the error, and leaves an ended one alone', () => {
    const fault = { error: 'Runtime.HandlerError', cause: 'boom' };
    expect(recordFault(inState('PLANNED'), fault, context).order).toMatchObject({
      lifecycle: { state: 'ON_HOLD' },
      holds: [{ type: 'SYSTEM_FAULT', reason: expect.stringContaining('boom') }],
    });
    for (const state of ['FULFILLED', 'CLOSED', 'CANCELLED'] as const)
      expect(recordFault(inState(state), fault, context).events).toEqual([]);
  });
});

describe('driving executions by events', () => {
  it('knows what each moving event moves', () => {
    for (const type of MOVING_EVENTS)
      expect(
        movementOf(type, { legId: 'leg_1', remaining: 0, type: 'MANUAL', compensationId: 'cmp_1' }),
      ).not.toBeNull();
    expect(movementOf('PlanCommitted', {})).toBeNull();
  });

  it('waits while another hold stands', () => {
    expect(movementOf('OrderReleased', { remaining: 1, type: 'MANUAL' })).toBeNull();
  });

  it('wakes only the leg that ended', () => {
    const movement = movementOf('LegRejected', { legId: 'leg_1' });
    expect([
      movement?.outcome,
      movement?.wake?.('leg_1'),
      movement?.wake?.('leg_2'),
      movement?.wake?.('release'),
    ]).toEqual(['REJECTED', true, false, false]);
  });
});
