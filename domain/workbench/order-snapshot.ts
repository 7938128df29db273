import * as z from 'zod';
import { WriteBack } from '../channel/write-back.ts';
import { Action } from '../fulfillment/action.ts';
import { estimateArrival } from '../fulfillment/eta.ts';
import { isLegEnded, type Leg, ShownLeg, withoutLabel } from '../fulfillment/leg.ts';
import { isCarried, stageOf } from '../fulfillment/leg-kind.ts';
import { CustomerId, LegId, OrderId } from '../id.ts';
import { OrderState } from '../order/lifecycle.ts';
import { Amendment, Destination, Hold, HoldType, Order } from '../order/order.ts';
import { Series } from '../order/series.ts';
import { Return } from '../service/return.ts';
import { Instant } from '../time.ts';
import { etaOf, Health, healthOf } from './order-health.ts';
import { ProgressStep, progressOf } from './order-progress.ts';
import { ShownAttribute } from './shown-attributes.ts';

/** The order without what only our own code needs: the channel's raw view, locks and digests. */
export const ShownOrder = Order.omit({
  channelView: true,
  lastEventId: true,
  version: true,
  revision: true,
  holds: true,
  asked: true,
  foundBy: true,
  amended: true,
  keyed: true,
}).extend({
  destination: Destination.omit({ addressDigest: true }).nullable(),
  pendingChange: Amendment.extend({ destination: Destination.omit({ addressDigest: true }).optional() }).optional(),
});

/** A return without what only its merge needs. */
export const ShownReturn = Return.omit({ saidAt: true, orderId: true });

/** What the platform was told, or is about to be. */
export const ShownWriteBack = WriteBack.omit({ claimedUntil: true, causedBy: true, traceId: true });
export type ShownWriteBack = z.infer<typeof ShownWriteBack>;

/** Everything about one order at one moment. */
export const OrderSnapshot = z.object({
  order: ShownOrder,
  legs: z.array(ShownLeg),
  /** Where each leg stands, in the words of what it delivers. */
  stages: z.record(LegId, z.object({ zh: z.string(), en: z.string() })),
  /** What was reported, per leg, by the time it happened. */
  actions: z.record(LegId, z.array(Action)),
  eta: z.object({ etaAt: Instant, etaLatestAt: Instant }).nullable(),
  health: Health,
  /** Why it is not OK, for a person. */
  healthReason: z.string().nullable(),
  holds: z.array(Hold),
  /** What the buyer wants back, by when it was first heard of. */
  returns: z.array(ShownReturn),
  /** The orders it brings about: of its subscriptions, of its follow-up. */
  series: z.array(Series),
  /** What the channel and second sources add, with titles and units of the attribute set that decided. */
  attributes: z.array(ShownAttribute),
  progress: z.array(ProgressStep),
  /** Told to the platform one after another, in this order. */
  writeBacks: z.array(ShownWriteBack),
  links: z.object({ self: z.string(), plans: z.string(), lineage: z.string(), legs: z.array(z.string()) }),
});
export type OrderSnapshot = z.infer<typeof OrderSnapshot>;

export const OrderSummary = z.object({
  orderId: OrderId,
  channel: z.string(),
  shopId: z.string(),
  channelOrderId: z.string(),
  customerId: CustomerId,
  state: OrderState,
  since: Instant,
  holds: z.array(HoldType),
  placedAt: Instant,
  promiseAt: Instant.nullable(),
  currency: z.string(),
  totalMinor: z.number().int(),
  lines: z.number().int(),
});
export type OrderSummary = z.infer<typeof OrderSummary>;

const byOccurrence = (a: Action, b: Action): number => {
  if (a.occurredAt !== b.occurredAt) return a.occurredAt < b.occurredAt ? -1 : 1;
  return a.actionId < b.actionId ? -1 : 1;
};

const actionsByLeg = (legs: readonly Leg[], actions: readonly Action[]): OrderSnapshot['actions'] =>
  Object.fromEntries(
    legs.map(({ legId }) => [legId, actions.filter((action) => action.legId === legId).sort(byOccurrence)]),
  );

/** A leg under way as it is expected now: what was not reported until now counts. */
const asExpectedNow = (leg: Leg, actions: readonly Action[], now: Instant): Leg => {
  if (leg.state === null || isLegEnded(leg.state) || !isCarried(leg)) return leg;
  const own = actions.filter(({ legId }) => legId === leg.legId);
  return { ...leg, ...estimateArrival(leg, own, now) };
};

/** What `GET /orders/{id}` tells: only the fields of `OrderSnapshot` leave the house. */
export const snapshotOf = (
  order: Order,
  stored: readonly Leg[],
  actions: readonly Action[],
  returns: readonly Return[],
  now: Instant,
  writeBacks: readonly WriteBack[] = [],
  attributes: readonly ShownAttribute[] = [],
  series: readonly Series[] = [],
): OrderSnapshot => {
  const legs = stored.map((leg) => asExpectedNow(leg, actions, now));
  const { health, reason } = healthOf(order, legs, now);
  const self = `/orders/${order.orderId}`;
  return {
    order: ShownOrder.parse(order),
    legs: legs.map(withoutLabel),
    stages: Object.fromEntries(legs.map((leg) => [leg.legId, stageOf(leg)])),
    actions: actionsByLeg(legs, actions),
    eta: etaOf(legs),
    health,
    healthReason: reason,
    holds: order.holds,
    returns: returns.map((each) => ShownReturn.parse(each)),
    series: [...series],
    attributes: [...attributes],
    progress: progressOf(order, legs),
    writeBacks: writeBacks.map((each) => ShownWriteBack.parse(each)),
    links: {
      self,
      plans: `${self}/plans`,
      lineage: `${self}/lineage`,
      legs: legs.map(({ legId }) => `/legs/${legId}`),
    },
  };
};

/** A line of `GET /orders`. */
export const summaryOf = (order: Order): OrderSummary => ({
  orderId: order.orderId,
  channel: order.channel,
  shopId: order.shopId,
  channelOrderId: order.channelOrderId,
  customerId: order.initiator.customerId,
  state: order.lifecycle.state,
  since: order.lifecycle.since,
  holds: order.holds.map(({ type }) => type),
  placedAt: order.placedAt,
  promiseAt: order.promiseAt,
  currency: order.currency,
  totalMinor: order.amounts.totalMinor,
  lines: order.deliverables.length,
});
