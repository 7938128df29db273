import { isWithdrawn, LegHasLeft, withdrawLegs } from '#domain/fulfillment/withdraw-legs.ts';
import type { LegId } from '#domain/id.ts';
import { unchanged } from '#domain/order/change.ts';
import { openLines, settleOrder } from '#domain/order/settle-order.ts';
import { standingPlan, takenOver } from '#domain/routing/commit-plan.ts';
import { givenContext, givenLine } from '../../support/given.ts';
import { placedOrder } from '../api/given.ts';
import { givenLeg } from './given.ts';

const other = 'leg_01JTGN5W00000000000000000B' as LegId;
const { order } = placedOrder('FULFILLING', {
  deliverables: [givenLine({ quantity: 2, sku: 'TEA-100' }), givenLine({ lineId: '2', sku: 'CUP-1' })],
  planId: givenLeg().planId,
});
const handedOut = givenLeg();
const beside = givenLeg({ legId: other, lines: [{ lineId: '2', sku: 'CUP-1', quantity: 1 }], stock: 'SHIPPED' });

describe('withdrawing legs', () => {
  it('ends what is open, gives its stock back, and tells the partner', () => {
    const withdrawn = withdrawLegs(unchanged(order), [handedOut], 'AMENDED', givenContext());
    expect(withdrawn.events.map(({ type }) => type)).toEqual(['LegWithdrawn', 'StockReleased']);
    expect(withdrawn.legs).toMatchObject([{ state: 'CANCELLED', stock: 'RELEASED', endReason: 'WITHDRAWN: AMENDED' }]);
    expect(withdrawn.givenBack).toEqual([handedOut]);
  });

  it('changes nothing the second time', () => {
    const once = withdrawLegs(unchanged(order), [handedOut], 'AMENDED', givenContext());
    const twice = withdrawLegs(unchanged(once.order), once.legs, 'AMENDED', givenContext());
    expect([twice.events, twice.legs, twice.givenBack]).toEqual([[], [], []]);
  });

  it('refuses a leg whose goods have left', () => {
    expect(() => withdrawLegs(unchanged(order), [beside], 'AMENDED', givenContext())).toThrow(LegHasLeft);
  });

  it('has its lines planned again while the other leg runs on, and no person asked', () => {
    const { legs } = withdrawLegs(unchanged(order), [handedOut], 'AMENDED', givenContext());
    const now = [...legs, beside];
    const again = { ...order, lifecycle: { ...order.lifecycle, planAgain: true as const } };
    expect(legs.every(isWithdrawn)).toBe(true);
    expect(openLines(order, now).map(({ lineId, quantity }) => [lineId, quantity])).toEqual([['1', 2]]);
    expect(standingPlan(again, now)).toBeNull();
    expect(standingPlan(order, now)).toMatchObject({ outcome: 'COMMITTED' });
    expect(settleOrder(again, now, givenContext())).toMatchObject({ outcome: 'REPLAN', order: { holds: [] } });
  });

  it('makes the leg that ran on part of the plan that took over', () => {
    const next = { ...order, planId: 'pln_01JTGN5W00000000000000000Z' as never };
    expect(takenOver([beside], next)).toEqual([{ ...beside, planId: next.planId }]);
    expect(takenOver([beside], order)).toEqual([]);
  });
});

describe('open lines', () => {
  it('are the pieces no leg carries', () => {
    const more = { ...order, deliverables: [givenLine({ quantity: 5, sku: 'TEA-100' })] };
    expect(openLines(more, [handedOut])).toMatchObject([{ lineId: '1', quantity: 3 }]);
    expect(openLines(more, [{ ...handedOut, state: 'REJECTED' }])).toMatchObject([{ lineId: '1', quantity: 5 }]);
    expect(openLines({ ...order, deliverables: [givenLine({ quantity: 1 })] }, [handedOut])).toEqual([]);
  });
});
