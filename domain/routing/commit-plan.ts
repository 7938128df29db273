import { isLegEnded, type Leg } from '../fulfillment/leg.ts';
import { type LegId, newId, type PlanId } from '../id.ts';
import { cancel } from '../order/cancel-order.ts';
import { because, type Change, type Context, unchanged } from '../order/change.ts';
import { OrderBackordered } from '../order/events.ts';
import { addHold, inState } from '../order/holds.ts';
import type { Backorder, Line, Order } from '../order/order.ts';
import { onHold } from '../order/screen-order.ts';
import type { Outcome } from '../outcome.ts';
import { fromIso, type Instant } from '../time.ts';
import { backorderOf, filled, type Queueing, waitingLegs } from './await-stock.ts';
import { PlanCommitted } from './events.ts';
import type { Plan, PlanAnswer, PlanLeg } from './plan.ts';

export type PlanDecision = Change & {
  readonly outcome: Outcome;
  readonly legs: readonly Leg[];
};

/** Legs nobody has ended: handed out, or about to be. */
export const runningLegs = (legs: readonly Leg[]): Leg[] =>
  legs.filter(({ state }) => state === null || !isLegEnded(state));

/** Legs that ended while their execution was stopped or lost: their stock is still to be given back. */
export const unreleasedLegs = (legs: readonly Leg[]): Leg[] =>
  legs.filter(({ state, stock }) => state !== null && isLegEnded(state) && state !== 'COMPLETED' && stock === 'HELD');

/**
 * A decision that was taken before, or that planning must not be tried for; null when planning is due. Legs that ended while no
 * execution ran are settled first: a failed one is a person's, a refuser is not asked again.
 */
export const standingPlan = (
  { lifecycle: { state, planAgain }, planId, compensation }: Order,
  legs: readonly Leg[],
): Pick<PlanDecision, 'outcome' | 'legs'> | null => {
  if (state === 'CANCELLED') return { outcome: 'CANCELLED', legs: [] };
  // An execution that took over late has nothing left to send.
  if (state === 'FULFILLED' || state === 'CLOSED') return { outcome: 'COMMITTED', legs: [] };
  const running = runningLegs(legs);
  // What is open is planned by whoever replaces the plan; legs that go on are driven all the same.
  if (compensation && compensation.state !== 'REPLACED')
    return running.length > 0 ? { outcome: 'COMMITTED', legs: running } : { outcome: 'HELD', legs: [] };
  if (planAgain) return null;
  const isOut = state === 'FULFILLING' && legs.some((leg) => leg.planId === planId);
  const stands = isOut || (['PLANNED', 'FULFILLING'].includes(state) && running.length > 0);
  return stands ? { outcome: 'COMMITTED', legs: running } : null;
};

/** Major units of the network's currency to minor: costs are estimates, so rounding is to the nearest. */
const minor = (cost: number): number => Math.round(cost * 100);

/** Lines of a plan leg name SKUs; legs name order lines, so that two lines of one SKU stay apart. */
const takeLines = (leg: PlanLeg, open: Order['deliverables'][number][]): Leg['lines'] =>
  leg.lines.flatMap(({ sku, quantity, insteadOf = sku }) => {
    const index = open.findIndex((line) => line.sku === insteadOf && line.quantity === quantity);
    const [line] = index < 0 ? [] : open.splice(index, 1);
    return line ? [{ lineId: line.lineId, sku, quantity }] : [];
  });

/** The legs of a plan, not yet handed out. @param lines what it was made for */
export const legsOf = (order: Order, plan: Plan, lines: Order['deliverables'], { now, nextUlid }: Context): Leg[] => {
  const open = [...lines];
  return plan.legs.map((leg) => ({
    legId: newId('leg', nextUlid),
    orderId: order.orderId,
    planId: plan.planId as PlanId,
    state: null,
    since: now,
    node: leg.node,
    lane: leg.lane,
    carrier: leg.carrier,
    mode: leg.mode,
    lines: takeLines(leg, open),
    costMinor: minor(leg.cost),
    etaAt: fromIso(leg.etaAt),
    etaLatestAt: fromIso(leg.etaLatestAt),
    acceptBy: null,
    waybill: null,
    stock: 'HELD',
    progress: 'created',
    endReason: null,
    ...(plan.handling ? { handling: plan.handling } : {}),
    ...(leg.route ? { route: leg.route } : {}),
    ...(leg.departures ? { departures: leg.departures } : {}),
    ...(leg.consolidatesAt ? { consolidatesAt: leg.consolidatesAt } : {}),
    ...(leg.pace ? { pace: leg.pace } : {}),
  }));
};

/** @throws Error where a planning answer has no plan and does not say why */
export const recommendedOf = ({ plans }: Extract<PlanAnswer, { plans: unknown }>): Plan => {
  const plan = plans.find(({ recommended }) => recommended) ?? plans[0];
  if (!plan) throw new Error('a planning answer without plans must say why it is unroutable');
  return plan;
};

/** Lines that wait for stock while the answer's go, and how the order queues for what it waits for. */
export type Short = {
  readonly waiting?: readonly Line[];
  readonly queueing?: Queueing;
  /** When its legs are handed out; null: at once. */
  readonly handOutAt?: Instant | null;
};

/** Takes the recommended plan: the order is PLANNED and its legs exist, not yet handed out. Without a plan: backordered or held, with the reasons. */
export const decidePlan = (
  asked: Order,
  answer: PlanAnswer,
  lines: Order['deliverables'],
  context: Context,
  { waiting = [], queueing, handOutAt = null }: Short = {},
): PlanDecision => {
  const order = readyToPlan(asked, context);
  if ('unroutable' in answer) return withoutPlan(order, answer, backorderOf(order, lines, queueing, context), context);
  const plan = recommendedOf(answer);
  const legs = legsOf(order, plan, lines, context);
  const change = because(
    unchanged(order),
    PlanCommitted,
    {
      planId: plan.planId as PlanId,
      attempt: order.lifecycle.attempts + 1,
      costMinor: minor(plan.cost),
      currency: 'CNY',
      successProbability: plan.successProbability,
      alternatives: answer.plans.length - 1,
      explanation: plan.explanation,
      ...(order.promiseAt ? { promiseAt: order.promiseAt } : {}),
      legs: legs.map(({ legId, node, lane, carrier, lines: carried, etaAt }) => ({
        legId,
        node,
        lane,
        carrier,
        lines: carried,
        etaAt,
      })),
    },
    {
      planId: plan.planId as PlanId,
      lifecycle: {
        ...withoutPlanAgain(inState(order, 'PLANNED', context)),
        attempts: order.lifecycle.attempts + 1,
        ...(handOutAt ? { handOutAt } : {}),
      },
      fulfillers: [...order.fulfillers, ...legs.flatMap(fulfillersOf)],
    },
    context,
  );
  const taken = filled(change, new Set(lines.map(({ lineId }) => lineId)), context);
  if (waiting.length === 0) return { ...taken, outcome: 'COMMITTED', legs };
  const backorder = backorderOf(taken.order, waiting, queueing, context);
  return {
    ...taken,
    order: { ...taken.order, backorder },
    outcome: 'COMMITTED',
    legs: [...legs, ...waitingLegs(order, plan.planId as PlanId, waiting, context)],
  };
};

/** An execution that takes over after a lost one may find the order further on: planning starts from CONFIRMED. */
const readyToPlan = (order: Order, context: Context): Order =>
  order.lifecycle.state === 'CONFIRMED' ? order : { ...order, lifecycle: inState(order, 'CONFIRMED', context) };

/** Services of which nobody is left who would do them: a person finds somebody. */
export const nobodyLeft = (order: Order, lines: readonly Line[], context: Context): PlanDecision => {
  const list = lines.map(({ lineId, title }) => `${title} (line ${lineId})`).join(', ');
  const reason = `deliverables: nobody of the service catalogue does ${list} there, or all have refused: add a partner and release the hold, or cancel`;
  const held = addHold(unchanged(order), { type: 'NO_ROUTE', reason }, 'system:commit-plan', context);
  return { ...onHold(held, context), outcome: 'HELD', legs: [] };
};

/** Vouchers and services that no document of the service catalogue knows: a person sees to them. */
export const nothingToShip = (order: Order, context: Context): PlanDecision => {
  const kinds = [...new Set(order.deliverables.map(({ kind }) => kind))].join(', ');
  const reason = `deliverables: ${kinds || 'none'}, no goods to ship: see to it by hand, then cancel the order here`;
  const held = addHold(unchanged(order), { type: 'NO_ROUTE', reason }, 'system:commit-plan', context);
  return { ...onHold(held, context), outcome: 'HELD', legs: [] };
};

/** What the last plan left on it is no longer so. */
const withoutPlanAgain = ({
  planAgain: _planAgain,
  handOutAt: _handOutAt,
  ...lifecycle
}: Order['lifecycle']): Order['lifecycle'] => lifecycle;

/** Its legs are not to be handed out yet. */
export const isWaitingForHandOut = ({ lifecycle: { state, handOutAt } }: Order, now: Instant): boolean =>
  state === 'PLANNED' && handOutAt !== undefined && handOutAt > now;

/** Legs that run on under a plan that was made beside them are part of it: how they end is its end. */
export const takenOver = (legs: readonly Leg[], { planId }: Order): Leg[] =>
  planId === null ? [] : legs.filter((leg) => leg.planId !== planId).map((leg) => ({ ...leg, planId }));

/** A later execution finds every line carried already, after a fault was released, say: it goes on with the legs there are. */
export const takeUpPlan = (asked: Order, context: Context): Change =>
  goOnWithLegs(asked.lifecycle.planAgain ? { ...asked, lifecycle: withoutPlanAgain(asked.lifecycle) } : asked, context);

/** A late event may bring an execution to an order that another one has brought to its end meanwhile: that is settled again. */
const ON_ITS_WAY: readonly Order['lifecycle']['state'][] = ['FULFILLING', 'FULFILLED', 'CLOSED'];

/** Legs are driven on, also where the order was confirmed anew after a hold while its plan is being replaced. */
export const goOnWithLegs = (order: Order, context: Context): Change => {
  if (ON_ITS_WAY.includes(order.lifecycle.state)) return unchanged(order);
  const planned =
    order.lifecycle.state === 'PLANNED' ? order : { ...order, lifecycle: inState(order, 'PLANNED', context) };
  return unchanged({ ...planned, lifecycle: inState(planned, 'FULFILLING', context) });
};

/** Who is responsible for a leg. */
export const fulfillersOf = ({ legId, node, carrier }: Leg): Order['fulfillers'] => [
  { legId: legId as LegId, role: 'WAREHOUSE', party: node },
  { legId: legId as LegId, role: 'CARRIER', party: carrier },
];

/** Nothing of it was ever sent, and a policy would rather end it than wait. */
const cancelledShort = (order: Order, context: Context): PlanDecision => ({
  ...cancel(unchanged(order), { reason: 'OUT_OF_STOCK', by: 'system:commit-plan' }, context),
  outcome: 'CANCELLED',
  legs: [],
});

type Unroutable = Extract<PlanAnswer, { unroutable: unknown }>;

const withoutPlan = (
  order: Order,
  { unroutable, whenShort }: Unroutable,
  backorder: Backorder,
  context: Context,
): PlanDecision => {
  const text = unroutable.map(({ reason }) => reason).join('; ');
  const isShort = unroutable.every(({ code }) => code === 'OUT_OF_STOCK');
  if (isShort && whenShort === 'CANCEL' && order.lifecycle.attempts === 0) return cancelledShort(order, context);
  if (isShort && whenShort !== 'HOLD') {
    const missing = unroutable.map(({ sku, reason }) => ({ sku: sku ?? '', reason }));
    const change = because(
      unchanged(order),
      OrderBackordered,
      { missing, since: backorder.since, priority: backorder.priority },
      { lifecycle: inState(order, 'BACKORDERED', context), backorder },
      context,
    );
    return { ...change, outcome: 'BACKORDERED', legs: [] };
  }
  const held = addHold(
    unchanged(order),
    { type: 'NO_ROUTE', reason: `no plan serves the order: ${text}` },
    'system:commit-plan',
    context,
  );
  return { ...onHold(held, context), outcome: 'HELD', legs: [] };
};
