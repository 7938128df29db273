import { describe, expect, test } from '@jest/globals';
import type { Leg } from '#domain/fulfillment/leg.ts';
import type { PlanId } from '#domain/id.ts';
import type { Order } from '#domain/order/order.ts';
import type { Plan } from '#domain/routing/plan.ts';
import { guidanceFrom } from '#domain/routing/planning-guidance.ts';
import { isOpenToExchange, plannedLines, reconsiderOrder } from '#domain/routing/reconsider-order.ts';
import { plusSeconds } from '#domain/time.ts';
import { countingUlids, givenContext, givenLine } from '../../support/given.ts';
import { placedOrder } from '../api/given.ts';
import { givenLeg, NOW } from '../fulfillment/given.ts';

const context = givenContext(NOW, countingUlids(7000));

const orderWaiting = (seconds: number, part: Partial<Order> = {}): Order => {
  const { order } = placedOrder('PLANNED', {
    deliverables: [givenLine({ sku: 'TEA-100', quantity: 2 })],
    planId: givenLeg().planId,
    ...part,
  });
  return { ...order, lifecycle: { ...order.lifecycle, attempts: 1, handOutAt: plusSeconds(NOW, seconds) } };
};
const legNotOut = (part: Partial<Leg> = {}): Leg => givenLeg({ state: null, stock: 'HELD', ...part });

/** A plan id that tells which node's it is by its length. */
const idOf = (node: string): PlanId => `pln_${String(node.length).padStart(26, '0')}` as PlanId;

const planFrom = (node: string, sku = 'TEA-100'): Plan => ({
  planId: idOf(node),
  recommended: true,
  cost: 10,
  successProbability: 0.9,
  legs: [
    {
      node,
      lane: `${node}-chengdu`,
      carrier: 'ZTO',
      mode: 'ROAD',
      lines: [{ sku, quantity: 2 }],
      cost: 10,
      successProbability: 0.95,
      etaAt: '2026-05-08T00:00:00Z',
      etaLatestAt: '2026-05-09T00:00:00Z',
    },
  ],
  explanation: ['cheapest'],
});

describe('an order that waits for its hand-out', () => {
  test('may change its plan until shortly before, while nobody else has anything in mind with it', () => {
    const order = orderWaiting(600);
    expect(isOpenToExchange({ order, legs: [legNotOut()] }, NOW)).toBe(true);
    expect(isOpenToExchange({ order: orderWaiting(3), legs: [legNotOut()] }, NOW)).toBe(false);
    expect(isOpenToExchange({ order, legs: [legNotOut({ state: 'DISPATCHED' })] }, NOW)).toBe(false);
    expect(isOpenToExchange({ order, legs: [legNotOut({ waitsFor: 'STOCK', stock: 'NONE' })] }, NOW)).toBe(false);
    const again = { ...order, lifecycle: { ...order.lifecycle, planAgain: true as const } };
    expect(isOpenToExchange({ order: again, legs: [legNotOut()] }, NOW)).toBe(false);
  });

  test('takes the other plan whole: old legs end and give back what they hold, new ones hold theirs, and lineage says what it saves', () => {
    const record = { order: orderWaiting(600), legs: [legNotOut()] };
    const { order, events, legs, givenBack, added } = reconsiderOrder(
      record,
      planFrom('wh-wuhan'),
      { savedMinor: 1250, orders: 2 },
      context,
    );
    expect(events.map(({ type }) => type)).toEqual([
      'PlanReconsidered',
      'LegWithdrawn',
      'StockReleased',
      'PlanCommitted',
      'StockReserved',
    ]);
    expect(events[0]?.detail.data).toMatchObject({ savedMinor: 1250, orders: 2, nodes: { after: ['wh-wuhan'] } });
    expect(givenBack).toEqual(record.legs);
    expect(added).toMatchObject([{ node: 'wh-wuhan', state: null, stock: 'HELD' }]);
    expect(legs).toMatchObject([{ state: 'CANCELLED', stock: 'RELEASED' }, { node: 'wh-wuhan' }]);
    expect(order).toMatchObject({
      planId: idOf('wh-wuhan'),
      lifecycle: { state: 'PLANNED', attempts: 2, attemptsExcused: 1, handOutAt: record.order.lifecycle.handOutAt },
    });
    expect(plannedLines({ order, legs })).toEqual(order.deliverables);
    expect(isOpenToExchange({ order, legs }, NOW)).toBe(true);
  });
});

describe('policies that let plans wait', () => {
  const verdict = (minutes: number) => ({
    policy: `wait-${minutes}`,
    version: 1,
    rule: 'any',
    description: '',
    says: { handOutAfterMinutes: minutes },
  });

  test('are kept no longer than the most impatient of them asks; without one nothing waits', () => {
    expect(guidanceFrom([]).handOutAfterMinutes).toBe(0);
    expect(guidanceFrom([verdict(30), verdict(10)]).handOutAfterMinutes).toBe(10);
  });
});
