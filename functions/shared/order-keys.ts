import type { Waybill } from '#domain/fulfillment/leg.ts';
import type { EventId, LegId, OrderId, ReturnId, ReviewId, SeriesId } from '#domain/id.ts';

/*
 * Table `orders`. Nobody else writes these keys.
 *
 * | question                                   | access                                                        |
 * |--------------------------------------------|---------------------------------------------------------------|
 * | the order with its legs                    | pk ORDER#id, sk between LEG# and ORDER                         |
 * | its events, in order (the outbox)          | pk ORDER#id, sk EVENT#000001 …                                 |
 * | its actions, by leg and time               | pk ORDER#id, sk ACTION#leg#occurredAt#key                      |
 * | its returns                                | pk ORDER#id, sk RETURN#id                                      |
 * | orders it brings about                     | pk ORDER#id, sk SERIES#id                                      |
 * | executions that wait on it                 | pk ORDER#id, sk CALLBACK#name                                  |
 * | which execution carries it on?             | pk ORDER#id, sk RUN                                            |
 * | is this channel order known?               | pk CHANNEL#channel#channelOrderId, sk ORDER                    |
 * | whose leg, whose waybill is this?          | pk LEG#id / WAYBILL#carrier#number, sk POINTER                 |
 * | plans proposed for it                      | pk ORDER#id, sk PLAN#attempt                                   |
 * | what does a claim for a leg rest on?       | pk ORDER#id, sk EVIDENCE#leg                                  |
 * | was this deadline told?                    | pk ORDER#id, sk SLA#event#phase                               |
 * | was this event reacted to?                 | pk ORDER#id, sk REACTION#event#reaction#rule#sku               |
 * | readings of remarks that wait for a person | pk REMARK-REVIEWS, sk OPEN#id, oldest first                    |
 * | readings that were judged                  | pk REMARK-REVIEWS, sk JUDGED#id                                |
 * | what is a SKU usually sold for in a shop?  | pk PRICE#channel#shop#sku, sk PRICE                            |
 * | events of no order, on their way (outbox)  | pk SHOP-NEWS#eventId, CUSTOMER-NEWS#eventId, sk NEWS           |
 * | orders in a state / of a customer / channel| indexes by-state, by-customer, by-channel-order                |
 * | orders of a channel as they came           | index by-arrival (channelKey, pk), with `carries`             |
 * | orders that carry an attribute, how many   | the same, filtered by `carries`: reads the channel's orders   |
 * | orders with a value of an attribute, a tag, a SKU, a waybill, a return | pk FOUND-BY#name=value, sk ORDER#id, newest first |
 * | orders with events not yet on the bus      | index by-outbox (sparse)                                       |
 */
export const orderPk = (id: OrderId): string => `ORDER#${id}`;
export const HEAD = 'ORDER';
export const headKey = (id: OrderId) => ({ pk: orderPk(id), sk: HEAD });
export const EVENTS = 'EVENT#';
export const eventSk = (version: number): string => `${EVENTS}${String(version).padStart(6, '0')}`;
export const LEGS = 'LEG#';
export const legSk = (id: LegId): string => `${LEGS}${id}`;
export const ACTIONS = 'ACTION#';
export const actionSk = (legId: LegId, occurredAt: string, key: string): string =>
  `${ACTIONS}${legId}#${occurredAt}#${key}`;
export const RETURNS = 'RETURN#';
export const returnSk = (id: ReturnId): string => `${RETURNS}${id}`;
export const SERIES = 'SERIES#';
export const seriesSk = (id: SeriesId): string => `${SERIES}${id}`;
export const CALLBACKS = 'CALLBACK#';
export const callbackSk = (name: string): string => `${CALLBACKS}${name}`;
export const runKey = (id: OrderId) => ({ pk: orderPk(id), sk: 'RUN' });
export const PLANS = 'PLAN#';
export const planSk = (attempt: number): string => `${PLANS}${String(attempt).padStart(3, '0')}`;
export const channelOrderKey = (channel: string, channelOrderId: string) => ({
  pk: `CHANNEL#${channel}#${channelOrderId}`,
  sk: HEAD,
});
export const legPointerKey = (id: LegId) => ({ pk: `LEG#${id}`, sk: 'POINTER' });
const WAYBILLS = 'WAYBILL#';
export const waybillPointerKey = (carrier: string, number: string) => ({
  pk: `${WAYBILLS}${carrier}#${number}`,
  sk: 'POINTER',
});
/** A number has no `#` in it, whatever a carrier is called. */
export const waybillOfPointer = (pk: string): Waybill => {
  const cut = pk.lastIndexOf('#');
  return { carrier: pk.slice(WAYBILLS.length, cut), number: pk.slice(cut + 1) };
};
/** Taken once: of one event, by one rule of a reaction, for one SKU. */
export const reactionKey = (
  orderId: OrderId | null,
  eventId: EventId,
  reaction: string,
  rule: string,
  sku: string,
) => ({
  pk: orderId === null ? `SHOP-NEWS#${eventId}` : orderPk(orderId),
  sk: `REACTION#${eventId}#${reaction}#${rule}#${sku}`,
});
/** Taken once: a deadline was told to be at risk, or missed. */
export const slaToldKey = (orderId: OrderId, nodeId: EventId, phase: string) => ({
  pk: orderPk(orderId),
  sk: `SLA#${nodeId}#${phase}`,
});
/** What a claim for an ended leg rests on, as it was first asked for. */
export const evidenceKey = (orderId: OrderId, legId: LegId) => ({ pk: orderPk(orderId), sk: `EVIDENCE#${legId}` });
export const foundByPk = (term: string): string => `FOUND-BY#${term}`;
export const foundByKey = (term: string, id: OrderId) => ({ pk: foundByPk(term), sk: orderPk(id) });
export const customerNewsKey = (eventId: EventId) => ({ pk: `CUSTOMER-NEWS#${eventId}`, sk: 'NEWS' });
export const shopNewsKey = (eventId: EventId) => ({ pk: `SHOP-NEWS#${eventId}`, sk: 'NEWS' });
const REVIEWS = 'REMARK-REVIEWS';
export const REVIEW_STATES = ['OPEN', 'JUDGED'] as const;
export type ReviewState = (typeof REVIEW_STATES)[number];
export const reviewPrefix = (state: ReviewState) => ({ pk: REVIEWS, prefix: `${state}#` });
export const reviewKey = (state: ReviewState, id: ReviewId) => ({ pk: REVIEWS, sk: `${state}#${id}` });
export const priceKey = (channel: string, shopId: string, sku: string) => ({
  pk: `PRICE#${channel}#${shopId}#${sku}`,
  sk: 'PRICE',
});
