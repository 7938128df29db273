import { LegFailed, LegReinstated } from '../fulfillment/events.ts';
import { isLegEnded, type Leg } from '../fulfillment/leg.ts';
import { because, type Change, type Context, unchanged } from '../order/change.ts';
import { flag } from '../order/conflicts.ts';
import { addHold } from '../order/holds.ts';
import type { Order } from '../order/order.ts';
import type { OrderRecord } from '../order/order-store.ts';
import { withoutPendingChange } from '../order/pending-change.ts';
import { openLines } from '../order/settle-order.ts';
import type { Outcome } from '../outcome.ts';
import type { Compensation } from './compensation.ts';
import { CompensationUndone, PlanCompensated } from './events.ts';

/** The order when no plan of it is being replaced any more: what waited for it is made by then, or is not. */
export const withoutCompensation = ({ compensation: _ended, ...order }: Order): Order => withoutPendingChange(order);

const ended = (change: Change): Change => ({ ...change, order: withoutCompensation(change.order) });

/** Tells everybody what became of a replaced plan. Doing it again changes nothing. */
export const closeCompensation = ({ order }: OrderRecord, context: Context): Change & { readonly outcome: Outcome } => {
  const { compensation } = order;
  if (!compensation) return { ...unchanged(order), outcome: 'COMPENSATED' };
  const { compensationId, cause, actor, reason, takenBack, added, difference } = compensation;
  const facts = { planId: order.planId, reason, legs: takenBack, compensationId, cause, actor, added, difference };
  return { ...ended(because(unchanged(order), PlanCompensated, facts, {}, context)), outcome: 'COMPENSATED' };
};

export type Undone = Change & { readonly outcome: Outcome; readonly legs: readonly Leg[] };

const withoutRecall = ({ recall: _ended, ...leg }: Leg): Leg => leg;

/** Goods that a carrier already turned round cannot be sent on: their leg has failed, for a person to see to. */
const turnedRound = (change: Change, leg: Leg, context: Context): { change: Change; leg: Leg } => {
  const { legId, node, carrier } = leg;
  const reason = 'INTERCEPTED';
  const facts = { legId, node, carrier, action: 'exception.intercepted', reason, failedAt: context.now } as const;
  return {
    change: because(change, LegFailed, facts, {}, context),
    leg: { ...withoutRecall(leg), state: 'FAILED', since: context.now, progress: 'returning', endReason: reason },
  };
};

const reinstated = (change: Change, leg: Leg, context: Context): { change: Change; leg: Leg } => {
  if (leg.recall?.way === 'INTERCEPT' && leg.recall.answer === 'GRANTED') return turnedRound(change, leg, context);
  // Whoever refused has kept it all along.
  if (leg.recall?.answer === 'REFUSED') return { change, leg: withoutRecall(leg) };
  const { legId, node, carrier } = leg;
  const facts = { legId, node, carrier, reason: 'the plan stays' };
  return { change: because(change, LegReinstated, facts, {}, context), leg: withoutRecall(leg) };
};

const reinstateAll = (change: Change, legs: readonly Leg[], { compensationId }: Compensation, context: Context) => {
  const asked = legs.filter(
    ({ recall, state }) => recall?.compensationId === compensationId && state !== null && !isLegEnded(state),
  );
  return asked.reduce<{ change: Change; legs: Leg[] }>(
    (acc, each) => {
      const { change: next, leg } = reinstated(acc.change, each, context);
      return { change: next, legs: [...acc.legs, leg] };
    },
    { change, legs: [] },
  );
};

/** Who looks again: the person who asked, else whoever operates. */
const ownerOf = ({ actor }: Compensation): string => (actor.startsWith('person:') ? actor : 'role:operator');

/** Lines that nobody carries wait for a person; where every leg goes on, the order says that its plan was not replaced. */
const toPerson = (
  change: Change,
  legs: readonly Leg[],
  { cause }: Compensation,
  why: string,
  context: Context,
): Change => {
  const open = openLines(change.order, legs).map(({ lineId }) => lineId);
  if (open.length > 0 && (cause === 'REJECTED' || cause === 'SHORT_PICK')) {
    const reason = `lines ${open.join(', ')} are carried by nobody: ${why}: release the hold to plan them again, or cancel`;
    return addHold(change, { type: 'NO_ROUTE', reason }, 'system:compensation', context);
  }
  const values = [cause, why];
  const chosenBy = 'the legs go on as before; ask again, or leave it so';
  return flag(change, [{ code: 'PLAN_NOT_REPLACED', field: 'planId', values, since: context.now, chosenBy }], context);
};

/**
 * Undoes what a compensation did so far, all of it at once: legs that were asked back go on. After the point of no return there is
 * nothing to undo (REPLACED): the only way is on. Doing it again changes nothing.
 */
export const reinstateLegs = ({ order, legs }: OrderRecord, why: string, context: Context): Undone => {
  const { compensation } = order;
  if (!compensation) return { ...unchanged(order), outcome: 'UNDONE', legs: [] };
  if (compensation.state === 'REPLACED') return { ...unchanged(order), outcome: 'REPLACED', legs: [] };
  const back = reinstateAll(unchanged(order), legs, compensation, context);
  const { compensationId, cause, actor, reason } = compensation;
  const facts = { compensationId, cause, actor, reason, why, owner: ownerOf(compensation) };
  const told = because(back.change, CompensationUndone, facts, {}, context);
  const after = legs.map((leg) => back.legs.find(({ legId }) => legId === leg.legId) ?? leg);
  return { ...ended(toPerson(told, after, compensation, why, context)), outcome: 'UNDONE', legs: back.legs };
};

/** Neither on nor back: the order waits for a person, who lifts the hold to have it go on from where it stopped. */
export const escalateCompensation = (
  order: Order,
  fault: { readonly error: string; readonly cause: string },
  context: Context,
): Change => {
  const { compensation } = order;
  if (!compensation || order.holds.some(({ type }) => type === 'COMPENSATION_STUCK')) return unchanged(order);
  const reason = `${compensation.compensationId} stopped while ${compensation.state}: ${fault.error}: ${fault.cause.slice(0, 300)}: release the hold to go on from there`;
  return addHold(unchanged(order), { type: 'COMPENSATION_STUCK', reason }, `system:compensation`, context);
};
