import type { Leg } from '../fulfillment/leg.ts';
import { newId, type PlanId } from '../id.ts';
import { because, type Change, type Context } from '../order/change.ts';
import { BackorderFilled } from '../order/events.ts';
import type { Backorder, Line, Order } from '../order/order.ts';
import { plusHours } from '../time.ts';
import type { PlanningGuidance } from './planning-guidance.ts';

/** How an order stands in the queue when goods are short. */
export type Queueing = Pick<Backorder, 'priority' | 'divisible'>;

/** Lines may go one by one where a policy or the buyer says so, and nobody wants them together. */
export const queueingOf = (
  { constraints, bundles = [] }: Order,
  { sendPart, keepTogether, priority }: Pick<PlanningGuidance, 'sendPart' | 'keepTogether' | 'priority'>,
): Queueing => {
  const asks = (type: string): boolean => constraints.some((each) => each.type === type && each.value !== false);
  const splits = bundles.some(({ whenShort }) => whenShort === 'SPLIT');
  return { priority, divisible: (sendPart || asks('SPLIT') || splits) && !keepTogether && !asks('SHIP_TOGETHER') };
};

/** What an order waits for; it keeps the place it had. */
export const backorderOf = (
  order: Order,
  lines: readonly Line[],
  queueing: Queueing | undefined,
  { now }: Context,
): Backorder => ({
  since: order.backorder?.since ?? now,
  priority: 0,
  divisible: false,
  ...queueing,
  lines: lines.map(({ lineId, sku, quantity }) => ({ lineId, sku, quantity })),
});

/** Nobody knows when goods come that are nowhere: shown as the end of the wait. */
const LONGEST_WAIT_HOURS = 30 * 24;
const NOBODY = '';

/** A leg for each line that waits while the others go: its execution starts with theirs, and waits with it. */
export const waitingLegs = (
  { orderId }: Order,
  planId: PlanId,
  lines: readonly Line[],
  { now, nextUlid }: Context,
): Leg[] =>
  lines.map(({ lineId, sku, quantity }) => ({
    legId: newId('leg', nextUlid),
    orderId,
    planId,
    state: null,
    since: now,
    node: NOBODY,
    lane: NOBODY,
    carrier: NOBODY,
    mode: NOBODY,
    lines: [{ lineId, sku, quantity }],
    costMinor: 0,
    etaAt: plusHours(now, LONGEST_WAIT_HOURS),
    etaLatestAt: plusHours(now, LONGEST_WAIT_HOURS),
    acceptBy: null,
    waybill: null,
    stock: 'NONE',
    progress: 'created',
    endReason: null,
    waitsFor: 'STOCK',
  }));

/** Legs that wait for stock and may still get it. */
export const legsAwaitingStock = (legs: readonly Leg[]): Leg[] =>
  legs.filter(({ waitsFor, state }) => waitsFor === 'STOCK' && state === null);

/** The order after stock was taken for lines it waited for. */
export const filled = (change: Change, taken: ReadonlySet<string>, context: Context): Change => {
  const { backorder } = change.order;
  if (!backorder) return change;
  const remaining = backorder.lines.filter(({ lineId }) => !taken.has(lineId));
  const lines = backorder.lines.filter(({ lineId }) => taken.has(lineId));
  const { backorder: _done, ...rest } = change.order;
  const order: Order = remaining.length === 0 ? rest : { ...rest, backorder: { ...backorder, lines: remaining } };
  const { priority, since } = backorder;
  return because({ ...change, order }, BackorderFilled, { lines, remaining, priority, since }, {}, context);
};

/** How a leg that waited is served, once stock has come: the only leg of the plan made for its line. */
export const sourced = (leg: Leg, plan: Leg): Leg => {
  const { waitsFor: _nothing, ...rest } = leg;
  const { node, lane, carrier, mode, lines, costMinor, etaAt, etaLatestAt, stock, handling, route } = plan;
  return {
    ...rest,
    node,
    lane,
    carrier,
    mode,
    lines,
    costMinor,
    etaAt,
    etaLatestAt,
    stock,
    ...(handling ? { handling } : {}),
    ...(route ? { route } : {}),
  };
};
