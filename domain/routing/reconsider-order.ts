import { StockReserved } from '../fulfillment/events.ts';
import type { Leg } from '../fulfillment/leg.ts';
import { withdrawLegs } from '../fulfillment/withdraw-legs.ts';
import type { PlanId } from '../id.ts';
import { deliveredLines } from '../order/bundle.ts';
import { because, type Change, type Context, unchanged } from '../order/change.ts';
import type { Line } from '../order/order.ts';
import type { OrderRecord } from '../order/order-store.ts';
import { type Instant, plusSeconds } from '../time.ts';
import { fulfillersOf, isWaitingForHandOut, legsOf, runningLegs } from './commit-plan.ts';
import { PlanCommitted, PlanReconsidered } from './events.ts';
import type { Plan } from './plan.ts';

/** Closer to the hand-out a plan stays as it is: its execution may read its legs while the exchange is written. */
const LEAST_SECONDS_LEFT = 5;

/** Why a leg was taken back. */
export const RECONSIDERED = 'RECONSIDERED';

/** Nothing but goods that are all there, not handed out, and nobody has anything else in mind with the order. */
export const isOpenToExchange = ({ order, legs }: OrderRecord, now: Instant): boolean => {
  const { lifecycle, holds, compensation, wish, planId } = order;
  if (!isWaitingForHandOut(order, plusSeconds(now, LEAST_SECONDS_LEFT))) return false;
  // A person's wish is not exchanged for what is better for others.
  if (holds.length > 0 || compensation || wish || lifecycle.planAgain) return false;
  const running = runningLegs(legs);
  return running.length > 0 && running.every((leg) => leg.planId === planId && isMovable(leg));
};

const isMovable = ({ state, stock, kind = 'GOODS', waitsFor }: Leg): boolean =>
  state === null && stock === 'HELD' && kind === 'GOODS' && waitsFor === undefined;

/** What its open plan delivers: the lines of its legs. */
export const plannedLines = ({ order, legs }: OrderRecord): Line[] => {
  const carried = new Set(runningLegs(legs).flatMap(({ lines }) => lines.map(({ lineId }) => lineId)));
  return deliveredLines(order).filter(({ lineId }) => carried.has(lineId));
};

/** What an exchange gained, for all orders that took part in it. */
export type Gain = { readonly savedMinor: number; readonly orders: number };

export type OrderReconsidered = Change & {
  /** Every leg this changes or adds. */
  readonly legs: readonly Leg[];
  readonly givenBack: readonly Leg[];
  readonly added: readonly Leg[];
};

const costOf = (legs: readonly Leg[]): number => legs.reduce((sum, { costMinor }) => sum + costMinor, 0);

/**
 * Puts another plan in the place of one that nobody has begun to carry out, because all open orders together are better served so. It
 * is no attempt that failed: the order's patience with refusals stays as it was.
 */
export const reconsiderOrder = (record: OrderRecord, plan: Plan, gain: Gain, context: Context): OrderReconsidered => {
  const { order } = record;
  const before = runningLegs(record.legs);
  const planId = plan.planId as PlanId;
  const added = legsOf(order, plan, plannedLines(record), context);
  const costMinor = { before: costOf(before), after: costOf(added) };
  const nodes = { before: before.map(({ node }) => node), after: added.map(({ node }) => node) };
  const told = because(
    unchanged(order),
    PlanReconsidered,
    { from: order.planId, planId, costMinor, nodes, ...gain },
    {},
    context,
  );
  const withdrawn = withdrawLegs(told, before, RECONSIDERED, context);
  const { lifecycle } = withdrawn.order;
  const committed = because(
    withdrawn,
    PlanCommitted,
    {
      planId,
      attempt: lifecycle.attempts + 1,
      costMinor: costMinor.after,
      currency: 'CNY',
      successProbability: plan.successProbability,
      alternatives: 0,
      explanation: plan.explanation,
      ...(order.promiseAt ? { promiseAt: order.promiseAt } : {}),
      legs: added.map(({ legId, node, lane, carrier, lines, etaAt }) => ({ legId, node, lane, carrier, lines, etaAt })),
    },
    {
      planId,
      lifecycle: {
        ...lifecycle,
        attempts: lifecycle.attempts + 1,
        attemptsExcused: (lifecycle.attemptsExcused ?? 0) + 1,
      },
      fulfillers: [...order.fulfillers, ...added.flatMap(fulfillersOf)],
    },
    context,
  );
  const reserved = added.reduce<Change>(
    (change, { legId, node, lines }) =>
      because(
        change,
        StockReserved,
        { legId, node, lines: lines.map(({ sku, quantity }) => ({ sku, quantity })) },
        {},
        context,
      ),
    committed,
  );
  return { ...reserved, legs: [...withdrawn.legs, ...added], givenBack: withdrawn.givenBack, added };
};
