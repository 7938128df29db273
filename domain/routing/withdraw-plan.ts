import { StockReleased } from '../fulfillment/events.ts';
import { isLegEnded, type Leg } from '../fulfillment/leg.ts';
import { because, type Change, type Context, unchanged } from '../order/change.ts';
import type { Order } from '../order/order.ts';
import { withoutCompensation } from './end-compensation.ts';
import { PlanCompensated } from './events.ts';

export type Withdrawal = Change & {
  readonly legs: readonly Leg[];
  /** Legs whose stock goes back with this change. */
  readonly givenBack: readonly Leg[];
};

/** The undo of a committed plan: stock still held is given back, legs not ended are cancelled. Doing it again changes nothing. */
export const withdrawPlan = (asked: Order, legs: readonly Leg[], reason: string, context: Context): Withdrawal => {
  const order = asked.compensation ? withoutCompensation(asked) : asked;
  const givenBack = legs.filter(({ stock }) => stock === 'HELD');
  const open = legs.filter(({ state }) => state === null || !isLegEnded(state));
  const touched = [...new Set([...givenBack, ...open])];
  if (touched.length === 0) return { ...unchanged(order), legs: [], givenBack: [] };
  const released = givenBack.reduce(
    (change, { legId, node, lines }) =>
      because(
        change,
        StockReleased,
        { legId, node, lines: lines.map(({ sku, quantity }) => ({ sku, quantity })), reason },
        {},
        context,
      ),
    unchanged(order),
  );
  const change = because(
    released,
    PlanCompensated,
    { planId: order.planId, reason, legs: touched.map(({ legId }) => legId) },
    {},
    context,
  );
  return {
    ...change,
    givenBack,
    legs: touched.map((leg) => ({
      ...leg,
      ...(open.includes(leg)
        ? { state: 'CANCELLED' as const, since: context.now, progress: 'closed', endReason: reason }
        : {}),
      ...(givenBack.includes(leg) ? { stock: 'RELEASED' as const } : {}),
    })),
  };
};
