import { newId } from '#domain/id.ts';
import type { Context } from '#domain/order/change.ts';
import type { Constraint, Order } from '#domain/order/order.ts';
import { proposeGuidedPlans } from '#domain/routing/guided-plans.ts';
import type { StockLevel } from '#domain/routing/network.ts';
import type { PlanAnswer } from '#domain/routing/plan.ts';
import { deadlineHoursOf, planRequestOf } from '#domain/routing/plan-request.ts';
import { planningFacts } from '#domain/routing/planning-facts.ts';
import { guidanceFrom } from '#domain/routing/planning-guidance.ts';
import { firstServed } from '#domain/routing/relaxed-orders.ts';
import { resolveRegion } from '#domain/routing/resolve-region.ts';
import { withRoutes } from '#domain/routing/routed-plans.ts';
import { stockViewOf } from '#domain/routing/stock-view.ts';
import { nextUlid } from './clock.ts';
import { locksOf, type StockLock, stockOf } from './dynamo-stock-store.ts';
import { planningNetwork } from './planning-network.ts';
import { askPolicies } from './policy-library.ts';

/** Times the channel or the customer asked for: kept when possible, given up before giving up the order. */
const TIMES = ['DELIVER_BY', 'DELIVERY_WINDOW', 'SHIP_BY'];

export type Proposal = {
  readonly answer: PlanAnswer;
  /** Hours from now by which everything was asked to be there: what the plans' chances are about. */
  readonly deadlineHours: number;
  /** Versions of the policies that were asked, by `policy/<id>`: the order stays on them. */
  readonly pinned: Readonly<Record<string, string>>;
  /** Carriers that remarks wish and no plan keeps. */
  readonly unkept: readonly Constraint[];
  /** What was kept for it: its own to take. */
  readonly locks: readonly StockLock[];
};

/** Stock as this order sees it: what is kept for it is not taken. */
const levelsFor = async (lines: Order['deliverables'], locks: readonly StockLock[]): Promise<StockLevel[]> =>
  (await stockOf(lines.map(({ sku }) => sku))).map((level) => {
    const own = locks.filter(({ sku, node }) => sku === level.sku && node === level.node);
    return { ...level, reserved: own.reduce((sum, { quantity }) => sum - quantity, level.reserved) };
  });

/**
 * Plans what is open of an order as the released policies say.
 * @param rehearsal nothing will come of it
 */
export const proposeFor = async (
  order: Order,
  lines: Order['deliverables'],
  { now }: Context,
  { rehearsal = false } = {},
): Promise<Proposal> => {
  const { prepared, closed } = await planningNetwork(now);
  const region = order.destination ? resolveRegion(order.destination, [...prepared.regions.values()]) : null;
  const skuOf = (sku: string) => prepared.skus.get(sku)?.sku;
  const facts = planningFacts(order, lines, { region, skuOf, now });
  const { verdicts, pinned } = await askPolicies('planning', facts, {
    color: order.color,
    key: `${order.channel}#${order.channelOrderId}`,
    pinned: order.pinned,
    rehearsal,
  });
  const guidance = guidanceFrom(verdicts);
  const locks = await locksOf(order.orderId);
  // Time runs from now, not from when the order was placed: it may have been on hold for days.
  const due = { ...order, placedAt: now };
  const guided = {
    network: prepared,
    stock: stockViewOf(await levelsFor(lines, locks)),
    nextPlanId: () => newId('pln', nextUlid),
  };
  const requestFor = (asked: Order) => planRequestOf(asked, region ?? 'unknown', guidance, lines, closed);
  const withoutTimes = (asked: Order): Order => ({
    ...asked,
    promiseAt: null,
    constraints: asked.constraints.filter(({ type }) => !TIMES.includes(type)),
  });
  const answerFor = (asked: Order): PlanAnswer =>
    proposeGuidedPlans(requestFor(asked), requestFor(withoutTimes(asked)), guidance, guided);
  const served = firstServed(due, answerFor);
  const gaveTime = 'plans' in served.answer && served.answer.yielded?.includes('DEADLINE');
  const deadlineHours = deadlineHoursOf(requestFor(gaveTime ? withoutTimes(due) : due));
  return { ...served, answer: withRoutes(served.answer, prepared), pinned, deadlineHours, locks };
};
