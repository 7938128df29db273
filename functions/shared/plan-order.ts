import { StockGone } from '#domain/fulfillment/allocate-stock.ts';
import { StockReserved } from '#domain/fulfillment/events.ts';
import type { Leg } from '#domain/fulfillment/leg.ts';
import { type LegId, newId, type OrderId } from '#domain/id.ts';
import { because, type Context, unchanged } from '#domain/order/change.ts';
import { flag } from '#domain/order/conflicts.ts';
import { type OrderRecord, VersionConflict } from '#domain/order/order-store.ts';
import { onHold } from '#domain/order/screen-order.ts';
import { openLines, openServices } from '#domain/order/settle-order.ts';
import type { Outcome } from '#domain/outcome.ts';
import {
  decidePlan,
  goOnWithLegs,
  isWaitingForHandOut,
  nobodyLeft,
  nothingToShip,
  type PlanDecision,
  runningLegs,
  standingPlan,
  takenOver,
  takeUpPlan,
  unreleasedLegs,
} from '#domain/routing/commit-plan.ts';
import { demandIn } from '#domain/routing/plan-request.ts';
import { planServicesOnly, type Staffed, serviceLegs, withServices } from '#domain/routing/plan-services.ts';
import { unkeptWishes } from '#domain/routing/unkept-wishes.ts';
import { contextNow } from './decide.ts';
import { TransactionRefused } from './dynamo.ts';
import { backorderRows } from './dynamo-backorder-store.ts';
import { demandRow } from './dynamo-demand-store.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { planRow } from './dynamo-plan-store.ts';
import { reserveStock } from './dynamo-stock-store.ts';
import { proposeFor } from './propose-for-order.ts';
import { staffFor } from './staff-services.ts';

const orders = dynamoOrderStore();

/** Stock or the order moved between reading and writing: read again. With contention this often the machine's retry waits longer. */
const TRIES = 5;

/** Somebody was faster: what was read is not so any more. */
export const hasMoved = (error: unknown): boolean =>
  error instanceof VersionConflict || error instanceof TransactionRefused || error instanceof StockGone;

export type PlanningResult = { readonly outcome: Outcome; readonly legs: readonly { readonly legId: LegId }[] };

const idsOf = (legs: readonly Leg[]): PlanningResult['legs'] => legs.map(({ legId }) => ({ legId }));

const takesStock = ({ stock }: Leg): boolean => stock === 'HELD';

const withReservations = (decision: PlanDecision, context: Context): PlanDecision => {
  const reserved = decision.legs
    .filter(takesStock)
    .reduce(
      (change, { legId, node, lines }) =>
        because(
          change,
          StockReserved,
          { legId, node, lines: lines.map(({ sku, quantity }) => ({ sku, quantity })) },
          {},
          context,
        ),
      { order: decision.order, events: decision.events },
    );
  return { ...decision, ...reserved };
};

/** The goods' plan with the services that go with it; without a plan for the goods nobody is sent for them. */
const beside = (decision: PlanDecision, staffed: Staffed, context: Context): PlanDecision => {
  const { planId } = decision.order;
  if (decision.outcome !== 'COMMITTED' || planId === null) return decision;
  const legs = serviceLegs(decision.order, planId, staffed, decision.legs, context);
  return { ...decision, ...withServices(decision, legs, staffed), legs: [...decision.legs, ...legs] };
};

/** No goods are left to plan: services alone, or legs that stand already, or nothing that anybody here delivers. */
const commitWithoutGoods = async (
  { order, legs: known }: OrderRecord,
  running: readonly Leg[],
  staffed: Staffed,
  context: Context,
): Promise<PlanningResult> => {
  const planId = newId('pln', context.nextUlid);
  const legs = serviceLegs(order, planId, staffed, known, context);
  const noted = withServices(unchanged(order), legs, staffed);
  if (legs.length > 0) {
    const planned = planServicesOnly(noted, planId, legs, context);
    await orders.commit({ before: order, ...planned, legs: [...legs, ...takenOver(running, planned.order)] });
    return { outcome: 'COMMITTED', legs: idsOf([...running, ...legs]) };
  }
  if (staffed.unstaffed.length > 0 && running.length === 0) {
    await orders.commit({ before: order, ...nobodyLeft(order, staffed.unstaffed, context) });
    return { outcome: 'HELD', legs: [] };
  }
  if (known.length === 0) {
    await orders.commit({ before: order, ...nothingToShip(order, context) });
    return { outcome: 'HELD', legs: [] };
  }
  await orders.commit({ before: order, ...takeUpPlan(noted.order, context) });
  return { outcome: 'COMMITTED', legs: idsOf(running) };
};

const WAITS_ON: PlanningResult = { outcome: 'BACKORDERED', legs: [] };

const commitOnce = async (record: OrderRecord, { fromQueue }: Planning): Promise<PlanningResult> => {
  const { order } = record;
  const context = contextNow();
  if (order.holds.length > 0) {
    await orders.commit({ before: order, ...onHold(unchanged(order), context) });
    return { outcome: 'HELD', legs: [] };
  }
  const lines = openLines(order, record.legs);
  const running = runningLegs(record.legs);
  const staffed = await staffFor(order, openServices(order, record.legs), context.now);
  if (lines.length === 0) return commitWithoutGoods(record, running, staffed, context);
  const proposal = await proposeFor(order, lines, context, { mayWait: !fromQueue && order.lifecycle.attempts === 0 });
  const asked = { ...order, pinned: { ...order.pinned, ...proposal.pinned } };
  const served = lines.filter((line) => !proposal.waiting.includes(line));
  const decided = decidePlan(asked, proposal.answer, served, context, proposal);
  const planned = { ...decided, legs: await proposal.settle(decided.legs) };
  // Nothing came of its turn: it waits as before, and nobody is told again.
  if (fromQueue && planned.outcome !== 'COMMITTED') return WAITS_ON;
  const flagged = { ...planned, ...flag(planned, unkeptWishes(proposal.unkept, planned.legs, context), context) };
  const told = beside(flagged, staffed, context);
  const decision = withReservations(told, context);
  const committed = decision.outcome === 'COMMITTED';
  await orders.commit({
    before: order,
    ...decision,
    legs: [...decision.legs, ...(committed ? takenOver(running, decision.order) : [])],
    also: [
      ...(decision.legs.length > 0
        ? reserveStock(decision.legs.filter(takesStock), proposal.locks, proposal.floors)
        : []),
      ...backorderRows(order, decision.order),
      planRow(decision.order, proposal.answer, context.now, proposal.deadlineHours),
      // Planned again it asks for nothing new.
      ...(order.lifecycle.attempts === 0 ? [demandRow(demandIn(proposal.request), context.now)] : []),
    ],
  });
  const legs = committed ? [...running, ...decision.legs] : [];
  const waits = committed && isWaitingForHandOut(decision.order, context.now);
  return { outcome: waits ? 'PLANNED' : decision.outcome, legs: idsOf(legs) };
};

/** Executions of legs are handed on with the others: what they have not given back, they give back. */
const withUnreleased = (result: PlanningResult, legs: readonly Leg[]): PlanningResult =>
  result.outcome === 'COMMITTED' ? { ...result, legs: [...result.legs, ...idsOf(unreleasedLegs(legs))] } : result;

/** What was decided before is carried on; an order that was confirmed anew meanwhile is under way again. */
const takeStanding = async (
  { order }: OrderRecord,
  { outcome, legs }: NonNullable<ReturnType<typeof standingPlan>>,
): Promise<PlanningResult> => {
  if (outcome === 'COMMITTED' && order.lifecycle.state === 'CONFIRMED')
    await orders.commit({ before: order, ...goOnWithLegs(order, contextNow()) });
  const waits = outcome === 'COMMITTED' && isWaitingForHandOut(order, contextNow().now);
  return { outcome: waits ? 'PLANNED' : outcome, legs: idsOf(legs) };
};

/** Planned because it is its turn in the queue for stock, not because its execution asks. */
type Planning = { readonly fromQueue: boolean };

/** Nobody else is at work on it: an order that is being looked at, or held, is planned by its execution. */
const isItsTurn = ({ order: { lifecycle, holds } }: OrderRecord): boolean =>
  lifecycle.state === 'BACKORDERED' && holds.length === 0;

/**
 * Plans what is still open of an order and takes the stock, in one transaction with the order itself: a plan without stock or
 * stock without a plan cannot be. Asking again gives the plan that stands.
 * @returns PLANNED where its legs are not to be handed out yet
 */
export const planOrder = async (
  orderId: OrderId,
  planning: Planning = { fromQueue: false },
): Promise<PlanningResult> => {
  for (let attempt = 1; ; attempt += 1) {
    const record = await orders.get(orderId);
    const before = standingPlan(record.order, record.legs);
    if (!before && planning.fromQueue && !isItsTurn(record)) return WAITS_ON;
    try {
      if (before) return withUnreleased(await takeStanding(record, before), record.legs);
      return withUnreleased(await commitOnce(record, planning), record.legs);
    } catch (error) {
      if (!hasMoved(error) || attempt === TRIES) throw error;
    }
  }
};
