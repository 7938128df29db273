import { LegWithdrawn, StockReserved } from '../fulfillment/events.ts';
import { isLegEnded, type Leg } from '../fulfillment/leg.ts';
import { wayBack } from '../fulfillment/take-back.ts';
import { WITHDRAWN, withdrawLegs } from '../fulfillment/withdraw-legs.ts';
import type { PlanId } from '../id.ts';
import { deliveredLines } from '../order/bundle.ts';
import { because, type Change, type Context, unchanged } from '../order/change.ts';
import { canonical } from '../order/merge.ts';
import type { Order } from '../order/order.ts';
import type { OrderRecord } from '../order/order-store.ts';
import { asChanged, faultOfPendingChange, makePendingChange } from '../order/pending-change.ts';
import { openLines } from '../order/settle-order.ts';
import type { Outcome } from '../outcome.ts';
import { fulfillersOf, runningLegs, takenOver } from './commit-plan.ts';
import type { Compensation } from './compensation.ts';
import { PlanCommitted } from './events.ts';
import type { Plan } from './plan.ts';
import { replacementOf } from './replacement.ts';
import { type Reshaped, withPointers } from './reshape-legs.ts';
import { withWish } from './standing-wish.ts';
import { wantedOf } from './start-compensation.ts';

export type LegsReplaced = Change & {
  readonly outcome: Outcome;
  /** Why not, for a person. */
  readonly why: string;
  /** Every leg this changes or adds. */
  readonly legs: readonly Leg[];
  /** Legs whose stock goes back, and legs that take theirs, with this change. */
  readonly givenBack: readonly Leg[];
  readonly added: readonly Leg[];
};

/** Whether a leg makes room: nobody took it on, it was given back, or it has ended undelivered. */
const isGivenBack = (leg: Leg, { compensationId }: Compensation): boolean => {
  const way = wayBack(leg);
  if (way === null) return isEnded(leg.state) && leg.state !== 'COMPLETED';
  if (way === 'RELEASE') return true;
  const { recall } = leg;
  return recall?.compensationId === compensationId && recall.answer === 'GRANTED' && recall.way === way;
};

/** What keeps the plan from being carried out now; null when nothing does. */
const obstacle = ({ order: standing, legs }: OrderRecord, compensation: Compensation): string | null => {
  const fault = faultOfPendingChange(standing);
  if (fault) return fault;
  const order = asChanged(standing);
  const { takenBack, movable, planned } = compensation;
  const kept = legs.filter(({ legId }) => takenBack.includes(legId)).find((leg) => !isGivenBack(leg, compensation));
  if (kept)
    return `${kept.node} keeps ${kept.legId}: ${kept.state === 'COMPLETED' ? 'it is delivered' : answerOf(kept)}`;
  const over = compensation.reshape && legs.find(({ legId, state }) => takenBack.includes(legId) && isEnded(state));
  if (over) return `${over.legId} ended as ${over.state} before its parcels were made`;
  if (canonical(wantedOf(order)) !== canonical(compensation.wanted)) return 'the order changed since the plan was made';
  const others = legs.filter(({ legId }) => !movable.includes(legId));
  const open = new Map(openLines(order, others).map(({ lineId, quantity }) => [lineId, quantity]));
  const taken = planned.find(({ lineId, quantity }) => (open.get(lineId) ?? 0) < quantity);
  if (taken) return `line ${taken.lineId} is carried by another leg by now`;
  const gone = legs.find(
    ({ legId, state }) =>
      movable.includes(legId) &&
      !takenBack.includes(legId) &&
      state !== null &&
      isLegEnded(state) &&
      state !== 'COMPLETED',
  );
  return gone ? `${gone.legId}, which was to stay, ended as ${gone.state}` : null;
};

const answerOf = ({ recall }: Leg): string =>
  recall?.answer === 'REFUSED' ? 'it was refused' : 'nobody answered in time, or the goods have left';

/** Goods that their carrier brings back: the leg ends, its stock is on its way. */
const intercepted = (change: Change, legs: readonly Leg[], reason: string, context: Context) => ({
  change: legs.reduce(
    (acc, { legId, node, carrier }) =>
      because(acc, LegWithdrawn, { legId, node, carrier, reason, wasHandedOut: true }, {}, context),
    change,
  ),
  legs: legs.map((leg) => ({
    ...leg,
    state: 'CANCELLED' as const,
    since: context.now,
    progress: 'returning',
    endReason: `${WITHDRAWN}: ${reason}`,
  })),
});

/** Nobody refused anything. */
const EXCUSED: readonly Compensation['cause'][] = ['OVERRIDE', 'ADDRESS', 'CLOSED'];

/** A replacement that no partner caused does not count towards giving up. */
const lifecycleAfter = ({ lifecycle }: Order, { cause }: Compensation): Order['lifecycle'] => ({
  ...lifecycle,
  attempts: lifecycle.attempts + 1,
  ...(EXCUSED.includes(cause) ? { attemptsExcused: (lifecycle.attemptsExcused ?? 0) + 1 } : {}),
});

const committed = (change: Change, plan: Plan, compensation: Compensation, added: readonly Leg[], context: Context) => {
  const { order } = change;
  const told = because(
    change,
    PlanCommitted,
    {
      planId: plan.planId as PlanId,
      attempt: order.lifecycle.attempts + 1,
      costMinor: added.reduce((sum, { costMinor }) => sum + costMinor, 0),
      currency: 'CNY',
      successProbability: plan.successProbability,
      alternatives: 0,
      explanation: plan.explanation,
      legs: added.map(({ legId, node, lane, carrier, lines, etaAt }) => ({ legId, node, lane, carrier, lines, etaAt })),
    },
    {
      planId: plan.planId as PlanId,
      lifecycle: lifecycleAfter(order, compensation),
      fulfillers: [...order.fulfillers, ...added.flatMap(fulfillersOf)],
    },
    context,
  );
  return added.reduce(
    (acc, { legId, node, lines }) =>
      because(
        acc,
        StockReserved,
        { legId, node, lines: lines.map(({ sku, quantity }) => ({ sku, quantity })) },
        {},
        context,
      ),
    told,
  );
};

const as = (order: Order, outcome: Outcome, why = ''): LegsReplaced => ({
  ...unchanged(order),
  outcome,
  why,
  legs: [],
  givenBack: [],
  added: [],
});

/** Says of which lots and rows legs take their pieces, and when their nodes have room for them. @throws StockGone */
export type ReadyLegs = (legs: readonly Leg[]) => readonly Leg[];

/** The legs that come into being now: those of the plan that no standing leg carries. */
const addedLegs = (
  { order, legs }: OrderRecord,
  { movable, takenBack, planned }: Compensation,
  plan: Plan,
  { ready, context }: { readonly ready: ReadyLegs; readonly context: Context },
): readonly Leg[] => {
  const stays = legs.filter(({ legId }) => movable.includes(legId) && !takenBack.includes(legId));
  const lines = planned.flatMap(({ lineId, quantity }) =>
    deliveredLines(order)
      .filter((line) => line.lineId === lineId)
      .map((line) => ({ ...line, quantity })),
  );
  return ready(replacementOf(order, plan, { lines, movable: stays }, context).added);
};

/**
 * The point of no return: the legs that were given back end, the plan's legs are the order's, and stock changes hands, all in one
 * change. Before it everything can be undone; after it the only way is on. Doing it again changes nothing.
 * @param ready makes the new legs ready to take their stock
 * @throws StockGone when other orders took what the plan was made with
 */
export const replaceLegs = (record: OrderRecord, context: Context, ready: ReadyLegs = (legs) => legs): LegsReplaced => {
  const { order, legs } = record;
  const { compensation } = order;
  if (order.lifecycle.state === 'CANCELLED' || !compensation) return as(order, 'CANCELLED');
  if (compensation.state === 'REPLACED') return as(order, 'REPLACED');
  const why = obstacle(record, compensation);
  if (why !== null || compensation.plan === null) return as(order, 'REFUSED', why ?? 'it was not planned');
  const targets = legs.filter(({ legId, state }) => compensation.takenBack.includes(legId) && !isEnded(state));
  const away = targets.filter((leg) => wayBack(leg) === 'INTERCEPT');
  const { actor: by, reason } = compensation;
  const changed = makePendingChange(unchanged(order), { by, reason }, context);
  const withdrawn = withdrawLegs(
    changed,
    targets.filter((leg) => !away.includes(leg)),
    compensation.reshape ?? compensation.cause,
    context,
  );
  const stopped = intercepted(withdrawn, away, compensation.cause, context);
  const proposed = addedLegs({ order: changed.order, legs }, compensation, compensation.plan, { ready, context });
  const told =
    proposed.length > 0
      ? committed(stopped.change, compensation.plan, compensation, proposed, context)
      : stopped.change;
  const { change, old, added } = reshaped(told, compensation, { old: withdrawn.legs, added: proposed }, context);
  const others = runningLegs(legs).filter((leg) => !targets.includes(leg));
  const replaced: Compensation = { ...compensation, state: 'REPLACED', added: added.map(({ legId }) => legId) };
  return {
    events: change.events,
    order: { ...withWish(change.order, compensation, context), compensation: replaced },
    outcome: 'REPLACED',
    why: '',
    legs: [...old, ...stopped.legs, ...takenOver(others, change.order), ...added],
    givenBack: withdrawn.givenBack,
    added,
  };
};

/** Of legs that a person divided or put together: which became which. */
const reshaped = (
  change: Change,
  { reshape }: Compensation,
  legs: Omit<Reshaped, 'change'>,
  context: Context,
): Reshaped => (reshape ? withPointers(change, reshape, legs, context) : { change, ...legs });

const isEnded = (state: Leg['state']): boolean => state !== null && isLegEnded(state);
