import { isLegEnded, type Leg, type LegLine } from '../fulfillment/leg.ts';
import { wayBack } from '../fulfillment/take-back.ts';
import type { LegId } from '../id.ts';
import { type Change, type Context, unchanged } from '../order/change.ts';
import { addHold } from '../order/holds.ts';
import type { Order } from '../order/order.ts';
import type { OrderRecord } from '../order/order-store.ts';
import { MAX_ATTEMPTS, openLines } from '../order/settle-order.ts';
import { runningLegs } from './commit-plan.ts';
import type { CompensationCause } from './compensation.ts';
import { canCompensate, startCompensation } from './start-compensation.ts';

/** Events after which an order may have lines that nobody carries while other legs go on. */
export const REALLOCATING_EVENTS = [
  'LegRejected',
  'LegShortPicked',
  'OrderReleased',
  'PlanCompensated',
  'CompensationUndone',
] as const;

/** A line that nobody carries and a person was told of waits for that person. */
const isWithPerson = ({ holds }: Order): boolean => holds.length > 0;

const remembered = (order: Order, parties: readonly string[]): Order => ({
  ...order,
  lifecycle: { ...order.lifecycle, refusedBy: [...new Set([...order.lifecycle.refusedBy, ...parties])] },
});

/** Who refused, of the legs of the plan under way. */
const refusers = ({ order, legs }: OrderRecord): string[] =>
  legs.filter(({ planId, state }) => planId === order.planId && state === 'REJECTED').map(({ node }) => node);

type Lost = { readonly cause: Extract<CompensationCause, 'REJECTED' | 'SHORT_PICK'>; readonly by: readonly string[] };

/** Lost lines are planned again, without those who lost them, so often and no more: then a person is asked. */
const planAgain = (change: Change, { cause, by }: Lost, context: Context): Change => {
  const order = remembered(change.order, by);
  const { attempts, attemptsExcused = 0, refusedBy } = order.lifecycle;
  const known = { ...change, order };
  if (attempts - attemptsExcused >= MAX_ATTEMPTS) {
    const reason = `lines are carried by nobody after ${attempts - attemptsExcused} attempts, refused by ${refusedBy.join(', ')}: release the hold to ask all of them again, or cancel`;
    return addHold(known, { type: 'ATTEMPTS_EXHAUSTED', reason }, 'system:compensation', context);
  }
  const actor = by.length === 1 ? `node:${by[0]}` : 'system:compensation';
  const reason = cause === 'REJECTED' ? `refused by ${by.join(', ')}` : `too little was found at ${by.join(', ')}`;
  return startCompensation(known, { cause, actor, reason, intercept: false, movable: [] }, context);
};

/**
 * Lines that nobody carries are planned at once while other legs of the order go on; when none does, the order's own machine settles
 * and plans. An order that is held, or whose plan is being replaced, is looked at again when that has ended.
 */
export const reallocateOpenLines = (record: OrderRecord, context: Context): Change => {
  const { order, legs } = record;
  const by = refusers(record);
  const isDue =
    canCompensate(order) &&
    !isWithPerson(order) &&
    by.length > 0 &&
    runningLegs(legs).length > 0 &&
    openLines(order, legs).length > 0;
  return isDue ? planAgain(unchanged(order), { cause: 'REJECTED', by }, context) : unchanged(order);
};

export type ShortTaken = Change & {
  /** The leg as it was, and with what was found; null when nothing is short of it any more. */
  readonly shortened: { readonly before: Leg; readonly after: Leg } | null;
};

/** A line with fewer pieces: the last places it was to be taken from are the ones that lack them. */
const shortened = (line: LegLine, quantity: number): LegLine => {
  const { from, ...rest } = { ...line, quantity };
  if (!from) return rest;
  let left = quantity;
  const found = from.flatMap((place) => {
    const pieces = Math.min(left, place.quantity);
    left -= pieces;
    return pieces > 0 ? [{ ...place, quantity: pieces }] : [];
  });
  return { ...rest, from: found };
};

/**
 * Takes a short pick as it is: the leg goes on with what was found, what is missing is planned from elsewhere. While the plan is being
 * replaced nothing changes: it is looked at again then.
 */
export const takeShortPick = ({ order, legs }: OrderRecord, legId: LegId, context: Context): ShortTaken => {
  const before = legs.find((leg) => leg.legId === legId);
  const isOver = before === undefined || before.stock !== 'HELD' || before.state === null || isLegEnded(before.state);
  if (isOver || before.short === undefined || !canCompensate(order)) return { ...unchanged(order), shortened: null };
  const { short, ...leg } = before;
  const found = new Map(short.map(({ lineId, picked }) => [lineId, picked]));
  const lines = leg.lines
    .map((line) => shortened(line, Math.min(line.quantity, found.get(line.lineId) ?? line.quantity)))
    .filter(({ quantity }) => quantity > 0);
  if (lines.length === 0) return { ...unchanged(order), shortened: null };
  const change = isWithPerson(order)
    ? unchanged(remembered(order, [before.node]))
    : planAgain(unchanged(order), { cause: 'SHORT_PICK', by: [before.node] }, context);
  return { ...change, shortened: { before, after: { ...leg, lines } } };
};

/** What is closed now. */
export type Closed = { readonly nodes: ReadonlySet<string>; readonly isOpenLane: (lane: string) => boolean };

/** Legs that cannot go as planned and whose goods have not left. */
export const legsHit = (legs: readonly Leg[], { nodes, isOpenLane }: Closed): Leg[] =>
  legs.filter((leg) => {
    const way = wayBack(leg);
    return way !== null && way !== 'INTERCEPT' && (nodes.has(leg.node) || !isOpenLane(leg.lane));
  });

/** What is closed is planned around, where goods have not left. */
export const planAround = ({ order, legs }: OrderRecord, closed: Closed, reason: string, context: Context): Change => {
  const hit = legsHit(legs, closed).map(({ legId }) => legId);
  if (hit.length === 0 || !canCompensate(order) || isWithPerson(order)) return unchanged(order);
  const opening = { cause: 'CLOSED', actor: 'system:network', reason, intercept: false, movable: hit } as const;
  return startCompensation(unchanged(order), opening, context);
};
