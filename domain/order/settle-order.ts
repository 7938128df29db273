import { isLegEnded, type Leg } from '../fulfillment/leg.ts';
import { isWithdrawn } from '../fulfillment/withdraw-legs.ts';
import type { Outcome } from '../outcome.ts';
import { deliveredLines } from './bundle.ts';
import { cancel } from './cancel-order.ts';
import { because, type Change, type Context, unchanged } from './change.ts';
import { OrderFulfilled } from './events.ts';
import { addHold, type HoldWish, inState, lateHolds } from './holds.ts';
import type { Order } from './order.ts';
import { onHold } from './screen-order.ts';

/** Attempts before a person is asked: the first plan and two replans. */
export const MAX_ATTEMPTS = 3;

const GIVEN_UP: ReadonlySet<Leg['state']> = new Set(['REJECTED', 'FAILED', 'CANCELLED']);

/** Pieces of each line that completed or running legs carry. */
export const carriedPieces = (legs: readonly Leg[]): ReadonlyMap<string, number> => {
  const carried = new Map<string, number>();
  for (const { state, lines } of legs)
    if (!GIVEN_UP.has(state))
      for (const { lineId, quantity } of lines) carried.set(lineId, quantity + (carried.get(lineId) ?? 0));
  return carried;
};

/** What of the goods no completed or running leg carries, with as many pieces as are missing: what a plan still has to serve. */
export const openLines = (order: Order, legs: readonly Leg[]): Order['deliverables'] => {
  const carried = carriedPieces(legs);
  return deliveredLines(order).flatMap((line) => {
    const known = carried.get(line.lineId);
    if (line.kind !== 'GOODS' || (known !== undefined && known >= line.quantity)) return [];
    return [known === undefined ? line : { ...line, quantity: line.quantity - known }];
  });
};

/** Services and subscriptions that somebody here delivers, and no completed or running leg does. */
export const openServices = (order: Order, legs: readonly Leg[]): Order['deliverables'] => {
  const { unserved = [] } = order;
  const carried = carriedPieces(legs);
  return deliveredLines(order).filter(
    ({ kind, lineId, quantity }) =>
      kind !== 'GOODS' && quantity > 0 && !carried.has(lineId) && !unserved.includes(lineId),
  );
};

/** Every deliverable of the order has a leg that delivered it. */
const isAllDelivered = (order: Order, legs: readonly Leg[]): boolean =>
  openLines(order, legs).length === 0 && openServices(order, legs).length === 0;

/** All legs of the plan have ended: is the order fulfilled, to be planned again, or a person's? */
export const settleOrder = (
  order: Order,
  legs: readonly Leg[],
  context: Context,
): Change & { readonly outcome: Outcome } => {
  const { state } = order.lifecycle;
  if (state === 'CANCELLED') return { ...unchanged(order), outcome: 'CANCELLED' };
  if (state === 'FULFILLED' || state === 'CLOSED') return { ...unchanged(order), outcome: 'FULFILLED' };
  // Its plan is being replaced: whoever does that says when it goes on.
  if (order.compensation) return { ...unchanged(order), outcome: 'HELD' };
  if (order.holds.length > 0) return { ...onHold(unchanged(order), context), outcome: 'HELD' };
  // It was settled before, and the answer was lost.
  if (state === 'CONFIRMED') return { ...unchanged(order), outcome: 'REPLAN' };
  const carrying = legs.filter((leg) => !GIVEN_UP.has(leg.state));
  if (carrying.length > 0 && carrying.every((leg) => leg.state === 'COMPLETED') && isAllDelivered(order, legs))
    return { ...fulfilled(order, carrying, context), outcome: 'FULFILLED' };
  return heldByChannel(retry(order, legs, context), context);
};

/** A leg that ended without delivery, by nobody's wish; one that runs on while the order is planned again is not lost. */
const isLost = (leg: Leg, { lifecycle }: Order): boolean => {
  if (leg.state === 'COMPLETED' || leg.state === 'REJECTED' || isWithdrawn(leg)) return false;
  // What only waited for stock went wrong for nobody: it is planned again, and waits again.
  if (leg.waitsFor) return false;
  return !lifecycle.planAgain || (leg.state !== null && isLegEnded(leg.state));
};

/** Refused legs are planned again without the refuser; failed ones and too many refusals are a person's. */
const retry = (order: Order, legs: readonly Leg[], context: Context): Change & { readonly outcome: Outcome } => {
  if (order.channelView.status === 'CANCELLED' && !legs.some(({ state }) => state === 'COMPLETED'))
    return { ...calledOff(order, context), outcome: 'CANCELLED' };
  const current = legs.filter(({ planId }) => planId === order.planId);
  const lost = current.filter((leg) => isLost(leg, order));
  if (lost.length > 0) {
    const list = lost.map(({ legId, endReason }) => `${legId} (${endReason ?? 'no end reported'})`).join(', ');
    const reason = `legs ended without delivery: ${list}: release the hold to send again, or cancel`;
    return held(order, { type: 'LEG_FAILED', reason }, context);
  }
  const refused = current.filter(({ state }) => state === 'REJECTED').map(({ node }) => node);
  const refusedBy = [...new Set([...order.lifecycle.refusedBy, ...refused])];
  const { attempts, attemptsExcused = 0, planAgain } = order.lifecycle;
  if (attempts - attemptsExcused >= MAX_ATTEMPTS && !planAgain) {
    const reason = `refused ${attempts - attemptsExcused} times, by ${refusedBy.join(', ')}: release the hold to ask all of them again, or cancel`;
    return held(order, { type: 'ATTEMPTS_EXHAUSTED', reason }, context);
  }
  const lifecycle = { ...inState(order, 'CONFIRMED', context), refusedBy };
  return { order: { ...order, lifecycle }, events: [], outcome: 'REPLAN' };
};

/** The channel said "must not ship" while legs were out: what would be sent again waits for its word. */
const heldByChannel = (
  result: Change & { readonly outcome: Outcome },
  context: Context,
): Change & { readonly outcome: Outcome } => {
  const late = result.outcome === 'CANCELLED' ? [] : lateHolds(result.order);
  if (late.length === 0) return result;
  const change = late.reduce<Change>((acc, wish) => addHold(acc, wish, wish.actor, context), result);
  return { ...onHold(change, context), outcome: 'HELD' };
};

/** The channel cancelled while legs were out; none of them came to anything, so its word can be followed after all. */
const calledOff = (order: Order, context: Context): Change =>
  cancel(unchanged(order), { reason: 'CANCELLED_BY_CHANNEL', by: `channel:${order.channel}` }, context);

const held = (order: Order, wish: HoldWish, context: Context): Change & { readonly outcome: Outcome } => ({
  ...onHold(addHold(unchanged(order), wish, 'system:settle-order', context), context),
  outcome: 'HELD',
});

/** What was yet to be handed out was cancelled meanwhile, and all the rest has been delivered: nothing is PLANNED any more. */
const underWay = (order: Order, context: Context): Order =>
  order.lifecycle.state === 'PLANNED' ? { ...order, lifecycle: inState(order, 'FULFILLING', context) } : order;

const fulfilled = (asked: Order, completed: readonly Leg[], context: Context): Change => {
  const order = underWay(asked, context);
  const { promiseAt } = order;
  const onTime = promiseAt ? completed.every(({ since }) => since <= promiseAt) : null;
  return because(
    unchanged(order),
    OrderFulfilled,
    { legs: completed.length, onTime },
    { lifecycle: inState(order, 'FULFILLED', context) },
    context,
  );
};
