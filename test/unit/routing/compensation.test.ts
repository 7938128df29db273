import { describe, expect, test } from '@jest/globals';
import type { Leg } from '#domain/fulfillment/leg.ts';
import { recallLeg } from '#domain/fulfillment/recall-leg.ts';
import { recordAction } from '#domain/fulfillment/record-action.ts';
import { movableLegs, wayBack } from '#domain/fulfillment/take-back.ts';
import type { LegId, PlanId } from '#domain/id.ts';
import { unchanged } from '#domain/order/change.ts';
import { changeOrder, foresee } from '#domain/order/change-order.ts';
import type { Order } from '#domain/order/order.ts';
import type { OrderRecord } from '#domain/order/order-store.ts';
import { settleOrder } from '#domain/order/settle-order.ts';
import { closeCompensation, escalateCompensation, reinstateLegs } from '#domain/routing/end-compensation.ts';
import type { Plan } from '#domain/routing/plan.ts';
import { changesSince, seenOf } from '#domain/routing/plan-override.ts';
import { MAX_TRIES, planReplacement, scopeToReplan, whenShort } from '#domain/routing/plan-replacement.ts';
import { planAround, reallocateOpenLines, takeShortPick } from '#domain/routing/reallocate.ts';
import { replaceLegs } from '#domain/routing/replace-legs.ts';
import { differenceOf, replacementOf, scopeOf } from '#domain/routing/replacement.ts';
import { overridePlan, startCompensation } from '#domain/routing/start-compensation.ts';
import { withdrawPlan } from '#domain/routing/withdraw-plan.ts';
import { countingUlids, givenContext, givenLine } from '../../support/given.ts';
import { placedOrder } from '../api/given.ts';
import { given, givenLeg, NOW } from '../fulfillment/given.ts';

const context = givenContext(NOW, countingUlids(5000));
const second = 'leg_01JTGN5W00000000000000000B' as LegId;

const order: Order = placedOrder('FULFILLING', {
  deliverables: [givenLine({ sku: 'TEA-100', quantity: 2 }), givenLine({ lineId: '2', sku: 'CUP-1', quantity: 1 })],
  planId: givenLeg().planId,
}).order;
const tea = (part: Partial<Leg> = {}): Leg => givenLeg({ orderId: order.orderId, ...part });
const cup = (part: Partial<Leg> = {}): Leg =>
  tea({ legId: second, node: 'wh-suzhou', lines: [{ lineId: '2', sku: 'CUP-1', quantity: 1 }], ...part });

const planOf = (...legs: { node: string; lane?: string; sku: string; quantity: number }[]): Plan => ({
  planId: 'pln_00000000000000000000000009' as PlanId,
  recommended: true,
  cost: 10 * legs.length,
  successProbability: 0.9,
  legs: legs.map(({ node, lane = `${node}-chengdu`, sku, quantity }) => ({
    node,
    lane,
    carrier: 'ZTO',
    mode: 'ROAD',
    lines: [{ sku, quantity }],
    cost: 10,
    successProbability: 0.95,
    etaAt: '2026-05-08T00:00:00Z',
    etaLatestAt: '2026-05-09T00:00:00Z',
  })),
  explanation: [],
});
const ELSEWHERE = planOf(
  { node: 'wh-wuhan', sku: 'TEA-100', quantity: 2 },
  { node: 'wh-suzhou', lane: cup().lane, sku: 'CUP-1', quantity: 1 },
);

const overridden = (legs: readonly Leg[], plan = ELSEWHERE, intercept = false): OrderRecord => {
  const record = { order, legs };
  const scope = scopeOf(record, { intercept });
  const replacement = replacementOf(order, plan, scope, context);
  const difference = differenceOf(order, plan, scope, replacement, []);
  const override = { wish: { nodes: { avoided: ['wh-hangzhou'] } }, reason: 'flood', intercept };
  const change = overridePlan(
    unchanged(order),
    { override, by: 'person:a', plan, scope, replacement, difference },
    context,
  );
  return { order: change.order, legs };
};
const changedBy = (
  record: OrderRecord,
  { order: next, legs = [] }: { order: Order; legs?: readonly Leg[] },
): OrderRecord => ({
  order: next,
  legs: [
    ...record.legs.map((leg) => legs.find(({ legId }) => legId === leg.legId) ?? leg),
    ...legs.filter(({ legId }) => !record.legs.some((leg) => leg.legId === legId)),
  ],
});
const types = ({ events }: { events: readonly { type: string }[] }) => events.map(({ type }) => type);
const answered = (
  record: OrderRecord,
  action: 'leg.recalled' | 'leg.recall_refused' | 'exception.intercepted',
): OrderRecord => {
  const [leg] = record.legs;
  const recorded = recordAction(
    { action: given(action, 3, { legId: (leg as Leg).legId }), waybill: null },
    leg as Leg,
    leg?.stock === 'SHIPPED' ? [given('pickup.collected', 2)] : [given('leg.accepted', 1)],
    { now: NOW, promiseAt: null },
  );
  if (recorded.kind !== 'RECORDED') throw new Error(JSON.stringify(recorded));
  return { ...record, legs: [recorded.leg, ...record.legs.slice(1)] };
};

describe('a leg is taken back', () => {
  test.each<[Partial<Leg>, string | null]>([
    [{ state: null }, 'RELEASE'],
    [{ state: 'DISPATCHED' }, 'RELEASE'],
    [{ state: 'ACCEPTED' }, 'RECALL'],
    [{ state: 'IN_PROGRESS', stock: 'SHIPPED' }, 'INTERCEPT'],
    [{ state: 'COMPLETED', stock: 'SHIPPED' }, null],
    [{ state: 'REJECTED' }, null],
  ])('as far as it is: %j by %s', (part, way) => {
    expect(wayBack(tea(part))).toBe(way);
  });

  test('only where its carrier is asked once the goods have left', () => {
    const legs = [tea({ state: 'IN_PROGRESS', stock: 'SHIPPED' })];
    expect(movableLegs(legs, { intercept: false })).toEqual([]);
    expect(movableLegs(legs, { intercept: true })).toEqual(legs);
  });
});

describe('overriding a plan', () => {
  test('keeps the leg that goes the same way, and takes back the other', () => {
    const { order: next } = overridden([tea(), cup()]);
    expect(next.compensation).toMatchObject({ state: 'PLANNED', takenBack: [tea().legId], cause: 'OVERRIDE' });
    expect(next.compensation?.difference?.legs).toMatchObject({
      kept: [{ node: 'wh-suzhou' }],
      gone: [{ node: 'wh-hangzhou' }],
      fresh: [{ node: 'wh-wuhan' }],
    });
  });

  test('is refused by name when something changed since the dry run, and by nothing else', () => {
    const look = (legs: readonly Leg[], plan = ELSEWHERE, of = order) => {
      const record = { order: of, legs };
      const scope = scopeOf(record, { intercept: false });
      const replacement = replacementOf(of, plan, scope, context);
      const difference = differenceOf(of, plan, scope, replacement, []);
      return seenOf({ ...record, override: { wish: {}, intercept: false }, plan, difference });
    };
    const seen = look([tea(), cup()]);
    expect(changesSince(seen, look([tea(), cup()]))).toEqual([]);
    expect(changesSince(seen, look([tea({ state: 'ACCEPTED' }), cup()]))).toEqual([
      `leg ${tea().legId}: was DISPATCHED, is ACCEPTED`,
    ]);
    const fewer = {
      ...order,
      deliverables: [givenLine({ sku: 'TEA-100', quantity: 1 }), ...order.deliverables.slice(1)],
    };
    expect(changesSince(seen, look([tea(), cup()], ELSEWHERE, fewer))).toEqual([
      'line 1: was 2 × TEA-100, is 1 × TEA-100',
    ]);
    expect(changesSince(seen, look([tea(), cup()], { ...ELSEWHERE, successProbability: 0.7 }))).toEqual([
      'success: was 0.9, is 0.7',
    ]);
  });
});

describe('asking a leg back', () => {
  test('asks a partner that took it on, once, and waits', () => {
    const record = overridden([tea({ state: 'ACCEPTED' }), cup()]);
    const asked = recallLeg(record, tea().legId, 'RECALL', context);
    expect([types(asked), asked.answer]).toEqual([['LegRecallAsked'], null]);
    const again = recallLeg(changedBy(record, asked), tea().legId, 'RECALL', context);
    expect([types(again), again.answer]).toEqual([[], null]);
  });

  test('asks nobody for a leg that nobody took on', () => {
    expect(recallLeg(overridden([tea(), cup()]), tea().legId, 'RECALL', context)).toMatchObject({
      answer: 'RECALLED',
      events: [],
    });
  });

  test('turns to the carrier only where that was wished', () => {
    const left = tea({ state: 'IN_PROGRESS', stock: 'SHIPPED' });
    expect(recallLeg(overridden([left, cup()], ELSEWHERE, true), left.legId, 'RECALL', context).answer).toBe('LEFT');
    const without = { ...overridden([tea(), cup()]), legs: [left, cup()] };
    expect(recallLeg(without, left.legId, 'RECALL', context).answer).toBe('REFUSED');
  });

  test('hears the answer in a report, and refuses one that nobody asked for', () => {
    const record = overridden([tea({ state: 'ACCEPTED' }), cup()]);
    const asked = changedBy(record, recallLeg(record, tea().legId, 'RECALL', context));
    expect(answered(asked, 'leg.recalled').legs[0]?.recall?.answer).toBe('GRANTED');
    expect(answered(asked, 'leg.recall_refused').legs[0]?.recall?.answer).toBe('REFUSED');
    expect(() => answered(record, 'leg.recalled')).toThrow('NOT_RECALLED');
  });

  test('takes goods that leave meanwhile for a refusal', () => {
    const record = overridden([tea({ state: 'ACCEPTED' }), cup()]);
    const asked = changedBy(record, recallLeg(record, tea().legId, 'RECALL', context));
    const recorded = recordAction({ action: given('pickup.collected', 3), waybill: null }, asked.legs[0] as Leg, [], {
      now: NOW,
      promiseAt: null,
    });
    expect(recorded.kind === 'RECORDED' && recorded.facts.map(({ definition }) => definition.type)).toContain(
      'LegRecallAnswered',
    );
    expect(recorded.kind === 'RECORDED' && recorded.leg.recall?.answer).toBe('REFUSED');
  });
});

describe('replacing legs', () => {
  test('ends the old, makes the new, and moves the stock in one change; once', () => {
    const record = overridden([tea(), cup()]);
    const replaced = replaceLegs(record, context);
    expect(replaced).toMatchObject({
      outcome: 'REPLACED',
      givenBack: [{ node: 'wh-hangzhou' }],
      added: [{ node: 'wh-wuhan', state: null, stock: 'HELD' }],
    });
    expect(types(replaced)).toEqual(['LegWithdrawn', 'StockReleased', 'PlanCommitted', 'StockReserved']);
    const now = changedBy(record, replaced);
    expect(now.legs.map(({ state, node }) => [node, state])).toEqual([
      ['wh-hangzhou', 'CANCELLED'],
      ['wh-suzhou', 'DISPATCHED'],
      ['wh-wuhan', null],
    ]);
    expect(new Set(now.legs.slice(1).map(({ planId }) => planId))).toEqual(new Set([ELSEWHERE.planId]));
    expect(replaceLegs(now, context)).toMatchObject({ outcome: 'REPLACED', events: [], legs: [] });
  });

  test('does not count as a failed attempt when a person wished it', () => {
    const { lifecycle } = replaceLegs(overridden([tea(), cup()]), context).order;
    expect(lifecycle.attempts - (lifecycle.attemptsExcused ?? 0)).toBe(order.lifecycle.attempts);
  });

  test('refuses while a partner keeps its leg, and while it has not answered', () => {
    const record = overridden([tea({ state: 'ACCEPTED' }), cup()]);
    const asked = changedBy(record, recallLeg(record, tea().legId, 'RECALL', context));
    expect(replaceLegs(asked, context)).toMatchObject({
      outcome: 'REFUSED',
      why: expect.stringContaining('nobody answered'),
    });
    expect(replaceLegs(answered(asked, 'leg.recall_refused'), context)).toMatchObject({
      outcome: 'REFUSED',
      why: expect.stringContaining('was refused'),
    });
    expect(replaceLegs(answered(asked, 'leg.recalled'), context).outcome).toBe('REPLACED');
  });

  test('refuses when the order changed since the plan was made', () => {
    const record = overridden([tea(), cup()]);
    const changed = { ...record, order: { ...record.order, deliverables: order.deliverables.slice(0, 1) } };
    expect(replaceLegs(changed, context)).toMatchObject({
      outcome: 'REFUSED',
      why: 'the order changed since the plan was made',
    });
  });

  test('sends again what its carrier turned round, its stock on the way back', () => {
    const record = overridden([tea({ state: 'IN_PROGRESS', stock: 'SHIPPED' }), cup()], ELSEWHERE, true);
    const asked = changedBy(record, recallLeg(record, tea().legId, 'INTERCEPT', context));
    const replaced = replaceLegs(answered(asked, 'exception.intercepted'), context);
    expect(replaced).toMatchObject({ outcome: 'REPLACED', givenBack: [], added: [{ node: 'wh-wuhan' }] });
    expect(changedBy(asked, replaced).legs[0]).toMatchObject({ state: 'CANCELLED', stock: 'SHIPPED' });
  });

  test('ends with what it was for', () => {
    const record = overridden([tea(), cup()]);
    const now = changedBy(record, replaceLegs(record, context));
    const closed = closeCompensation(now, context);
    expect(closed.events[0]?.detail.data).toMatchObject({
      cause: 'OVERRIDE',
      actor: 'person:a',
      reason: 'flood',
      legs: [tea().legId],
      difference: expect.anything(),
    });
    expect(closed.order.compensation).toBeUndefined();
    expect(closeCompensation({ ...now, order: closed.order }, context).events).toEqual([]);
  });
});

describe('a replacement that cannot be', () => {
  test('is undone whole: whoever was asked goes on, and the order says so', () => {
    const record = overridden([tea({ state: 'ACCEPTED' }), cup()]);
    const asked = changedBy(record, recallLeg(record, tea().legId, 'RECALL', context));
    const undone = reinstateLegs(answered(asked, 'leg.recalled'), 'the stock is gone', context);
    expect(types(undone)).toEqual(['LegReinstated', 'CompensationUndone', 'ConflictFlagged']);
    expect(undone.events[1]?.detail.data).toMatchObject({ why: 'the stock is gone', owner: 'person:a' });
    expect(undone.legs).toMatchObject([{ state: 'ACCEPTED', stock: 'HELD' }]);
    expect(undone.legs[0]?.recall).toBeUndefined();
    expect(undone.order.compensation).toBeUndefined();
    expect(reinstateLegs(changedBy(asked, undone), 'again', context).events).toEqual([]);
  });

  test('fails a leg that its carrier already turned round, for a person to see', () => {
    const record = overridden([tea({ state: 'IN_PROGRESS', stock: 'SHIPPED' }), cup()], ELSEWHERE, true);
    const asked = changedBy(record, recallLeg(record, tea().legId, 'INTERCEPT', context));
    const undone = reinstateLegs(answered(asked, 'exception.intercepted'), 'boom', context);
    expect(types(undone)).toContain('LegFailed');
    expect(undone.legs).toMatchObject([{ state: 'FAILED', endReason: 'INTERCEPTED' }]);
  });

  test('is not undone after the point of no return', () => {
    const record = overridden([tea(), cup()]);
    const now = changedBy(record, replaceLegs(record, context));
    expect(reinstateLegs(now, 'late', context)).toMatchObject({ outcome: 'REPLACED', events: [] });
  });

  test('holds the order with cause and cure when neither on nor back is possible; once', () => {
    const { order: next } = overridden([tea(), cup()]);
    const held = escalateCompensation(next, { error: 'Boom', cause: 'it broke' }, context);
    expect(held.order.holds).toMatchObject([
      { type: 'COMPENSATION_STUCK', releaseCondition: 'PERSON', reason: expect.stringContaining('release the hold') },
    ]);
    expect(held.order.compensation).toBeDefined();
    expect(escalateCompensation(held.order, { error: 'Boom', cause: '' }, context).events).toEqual([]);
  });

  test('goes with an order that is cancelled', () => {
    const { order: next, legs } = overridden([tea(), cup()]);
    const cancelled = { ...next, lifecycle: { ...next.lifecycle, state: 'CANCELLED' as const } };
    expect(replaceLegs({ order: cancelled, legs }, context).outcome).toBe('CANCELLED');
    expect(withdrawPlan(cancelled, legs, 'CANCELLED', context).order.compensation).toBeUndefined();
  });

  test('keeps the order’s own machine from planning meanwhile', () => {
    const { order: next } = overridden([tea(), cup()]);
    const ended = [tea({ state: 'REJECTED' }), cup({ state: 'COMPLETED', stock: 'SHIPPED' })];
    expect(settleOrder(next, ended, context)).toMatchObject({
      outcome: 'HELD',
      order: { lifecycle: { state: 'FULFILLING' } },
    });
  });

  test('of a person is that plan or none; others are planned once more when the stock is gone, a few times', () => {
    expect(whenShort(overridden([tea(), cup()])).outcome).toBe('REFUSED');
    const opened = startCompensation(
      unchanged(order),
      { cause: 'CLOSED', actor: 'system:network', reason: 'flood', intercept: false, movable: [tea().legId] },
      context,
    ).order;
    const plan = (compensated: Order) => {
      const record = { order: compensated, legs: [tea(), cup()] };
      const compensation = compensated.compensation;
      if (!compensation) throw new Error('it was opened');
      const scope = scopeToReplan(record, compensation);
      return planReplacement(
        record,
        compensation,
        { orderId: order.orderId, plans: [planOf({ node: 'wh-wuhan', sku: 'TEA-100', quantity: 2 })], rejected: [] },
        scope,
        [],
        context,
      );
    };
    let now = opened;
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const planned = plan(now);
      expect(planned.outcome).toBe('PLANNED');
      const short = whenShort({ order: planned.order, legs: [] });
      expect(short.outcome).toBe('SHORT');
      now = short.order;
    }
    expect(plan(now).outcome).toBe('UNROUTABLE');
  });
});

describe('another address', () => {
  const elsewhere = {
    ...(order.destination as NonNullable<Order['destination']>),
    city: '宁波市',
    addressDigest: 'new',
  };
  const asked = (legs: readonly Leg[]): OrderRecord => {
    const record = { order, legs };
    const foreseen = foresee(record, { kind: 'AMEND', destination: elsewhere });
    return changedBy(record, changeOrder(record, foreseen, { by: 'person:a', reason: 'moved' }, context));
  };
  const planned = (record: OrderRecord): OrderRecord => {
    const { compensation } = record.order;
    if (!compensation) throw new Error('it was opened');
    const answer = { orderId: order.orderId, plans: [SAME_WAY], rejected: [] };
    const scope = scopeToReplan(record, compensation);
    return changedBy(record, planReplacement(record, compensation, answer, scope, [], context));
  };
  const SAME_WAY = planOf(
    { node: tea().node, lane: tea().lane, sku: 'TEA-100', quantity: 2 },
    { node: cup().node, lane: cup().lane, sku: 'CUP-1', quantity: 1 },
  );

  test('counts when the legs for the old one were given back, in one change with those for the new one', () => {
    const record = planned(asked([tea(), cup()]));
    expect([record.order.destination, record.order.compensation?.takenBack]).toEqual([
      order.destination,
      [tea().legId, second],
    ]);
    const replaced = replaceLegs(record, context);
    expect(types(replaced).slice(0, 2)).toEqual(['OrderAmended', 'LegWithdrawn']);
    expect(replaced).toMatchObject({ outcome: 'REPLACED', order: { destination: { city: '宁波市' } } });
    // The same way as before, and handed out anew all the same: their partners have the old address.
    expect(replaced.added.map(({ node }) => node)).toEqual([tea().node, cup().node]);
    const now = changedBy(record, replaced);
    expect(now.order.pendingChange).toBeUndefined();
    expect(replaceLegs(now, context)).toMatchObject({ outcome: 'REPLACED', events: [] });
    const { attempts, attemptsExcused = 0 } = now.order.lifecycle;
    expect(attempts - attemptsExcused).toBe(order.lifecycle.attempts);
  });

  test('does not count when a partner keeps its leg: everything goes on as before, and the order says so', () => {
    const record = planned(asked([tea({ state: 'ACCEPTED' }), cup()]));
    const waiting = changedBy(record, recallLeg(record, tea().legId, 'RECALL', context));
    const kept = answered(waiting, 'leg.recall_refused');
    const refused = replaceLegs(kept, context);
    expect(refused).toMatchObject({ outcome: 'REFUSED', events: [] });
    const undone = reinstateLegs(kept, refused.why, context);
    expect(undone.order.destination).toEqual(order.destination);
    expect(undone.order.pendingChange).toBeUndefined();
    expect(types(undone)).toEqual(['CompensationUndone', 'ConflictFlagged']);
    expect(undone.events[0]?.detail.data).toMatchObject({ owner: 'person:a', cause: 'ADDRESS' });
  });
});

describe('lines that nobody carries', () => {
  const rejected = [tea({ state: 'REJECTED', stock: 'RELEASED' }), cup()];

  test('are planned at once beside the legs that go on, and the refuser is remembered', () => {
    const change = reallocateOpenLines({ order, legs: rejected }, context);
    expect(types(change)).toEqual(['CompensationStarted']);
    expect(change.order.lifecycle.refusedBy).toEqual(['wh-hangzhou']);
    expect(change.order.compensation).toMatchObject({ cause: 'REJECTED', actor: 'node:wh-hangzhou', movable: [] });
    expect(reallocateOpenLines({ order: change.order, legs: rejected }, context).events).toEqual([]);
  });

  test('are left to the order’s own machine when no other leg goes on', () => {
    expect(reallocateOpenLines({ order, legs: [tea({ state: 'REJECTED' })] }, context).events).toEqual([]);
  });

  test('are a person’s after three attempts', () => {
    const tired = { ...order, lifecycle: { ...order.lifecycle, attempts: 3 } };
    const change = reallocateOpenLines({ order: tired, legs: rejected }, context);
    expect(change.order.holds).toMatchObject([
      { type: 'ATTEMPTS_EXHAUSTED', reason: expect.stringContaining('wh-hangzhou') },
    ]);
    expect(reallocateOpenLines({ order: change.order, legs: rejected }, context).events).toEqual([]);
  });

  test('are a person’s when no plan serves them', () => {
    const { order: opened } = reallocateOpenLines({ order, legs: rejected }, context);
    const undone = reinstateLegs({ order: opened, legs: rejected }, 'nothing is in stock', context);
    expect(undone.order.holds).toMatchObject([
      { type: 'NO_ROUTE', reason: expect.stringContaining('lines 1 are carried by nobody: nothing is in stock') },
    ]);
  });
});

describe('a short pick', () => {
  const short = tea({ state: 'ACCEPTED', short: [{ lineId: '1', sku: 'TEA-100', quantity: 2, picked: 1 }] });

  test('lets the leg go on with what was found and has the rest planned without that node', () => {
    const taken = takeShortPick({ order, legs: [short, cup()] }, short.legId, context);
    expect(taken.shortened?.after).toMatchObject({ lines: [{ lineId: '1', quantity: 1 }] });
    expect(taken.order.compensation).toMatchObject({ cause: 'SHORT_PICK' });
    expect(taken.order.lifecycle.refusedBy).toEqual(['wh-hangzhou']);
    const record = { order: taken.order, legs: [taken.shortened?.after as Leg, cup()] };
    const { compensation } = taken.order;
    expect(compensation && scopeToReplan(record, compensation).lines).toMatchObject([{ lineId: '1', quantity: 1 }]);
  });

  test('is taken once', () => {
    const taken = takeShortPick({ order, legs: [short, cup()] }, short.legId, context);
    const again = takeShortPick(
      { order: taken.order, legs: [taken.shortened?.after as Leg, cup()] },
      short.legId,
      context,
    );
    expect([again.events, again.shortened]).toEqual([[], null]);
  });
});

describe('a closure', () => {
  const closed = { nodes: new Set(['wh-hangzhou']), isOpenLane: () => true };

  test('has the legs it hits planned anew, where goods have not left', () => {
    const change = planAround({ order, legs: [tea({ state: 'ACCEPTED' }), cup()] }, closed, 'flood', context);
    expect(change.order.compensation).toMatchObject({ cause: 'CLOSED', movable: [tea().legId], reason: 'flood' });
    const gone = [tea({ state: 'IN_PROGRESS', stock: 'SHIPPED' }), cup()];
    expect(planAround({ order, legs: gone }, closed, 'flood', context).events).toEqual([]);
  });

  test('of a lane hits the legs that go by it', () => {
    const lane = { nodes: new Set<string>(), isOpenLane: (id: string) => id !== tea().lane };
    expect(planAround({ order, legs: [tea()] }, lane, 'ice', context).order.compensation?.movable).toEqual([
      tea().legId,
    ]);
  });
});
