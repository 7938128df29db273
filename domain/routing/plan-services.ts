import type { Leg } from '../fulfillment/leg.ts';
import { isVisit, type LegKind } from '../fulfillment/leg-kind.ts';
import { matchesLine, partiesFor, type ServiceOffer, type Station } from '../fulfillment/service-offer.ts';
import { newId, type PlanId } from '../id.ts';
import { because, type Change, type Context } from '../order/change.ts';
import { inState } from '../order/holds.ts';
import type { Line, Order } from '../order/order.ts';
import { type Instant, laterOf, plusHours } from '../time.ts';
import { PlanCommitted } from './events.ts';

/** An offer of the service catalogue in the version that decides. */
export type VersionedOffer = { readonly offer: ServiceOffer; readonly version: number };

export type ServiceFacts = {
  readonly offers: readonly VersionedOffer[];
  readonly stations: readonly Station[];
  /** Region of the network the destination resolves to. */
  readonly region: string | null;
  /** Whether terms of subscription are released for a line. */
  readonly isSubscribed: (line: Line) => boolean;
};

/** What services an order's lines need, and who is asked. */
export type Staffed = {
  readonly lines: readonly { readonly line: Line; readonly offered: VersionedOffer; readonly party: string }[];
  /** Subscriptions: nobody is asked, their orders come one by one. */
  readonly recurring: readonly Line[];
  /** Lines that no document knows: they are nobody's here. */
  readonly unserved: readonly Line[];
  /** Lines of which all who could do it have refused, or nobody can at that place. */
  readonly unstaffed: readonly Line[];
};

/** Finds who does each line: the offer of the lowest rank, the first of its partners that did not refuse this order. */
export const staffServices = (
  lines: readonly Line[],
  { offers, stations, region, isSubscribed }: ServiceFacts,
  refusedBy: readonly string[],
): Staffed => {
  const inRank = offers.toSorted((a, b) => a.offer.rank - b.offer.rank || (a.offer.id < b.offer.id ? -1 : 1));
  const subscriptions = lines.filter(({ kind }) => kind === 'SUBSCRIPTION');
  const found = lines
    .filter(({ kind }) => kind !== 'SUBSCRIPTION')
    .map((line) => {
      const offered = inRank.find(({ offer }) => matchesLine(offer.match, line)) ?? null;
      const parties = offered ? partiesFor(offered.offer, region ?? '', stations) : [];
      return { line, offered, party: parties.find((party) => !refusedBy.includes(party)) ?? null };
    });
  return {
    lines: found.flatMap(({ line, offered, party }) => (offered && party !== null ? [{ line, offered, party }] : [])),
    recurring: subscriptions.filter(isSubscribed),
    unserved: [
      ...found.flatMap(({ line, offered }) => (offered ? [] : [line])),
      ...subscriptions.filter((line) => !isSubscribed(line)),
    ],
    unstaffed: found.flatMap(({ line, offered, party }) => (offered && party === null ? [line] : [])),
  };
};

/** A visit's lane and mode: no carrier's way, so no statistics of lanes are kept of it. */
export const VISIT = 'visit';
const NOBODY = '';

const legBase = (order: Order, planId: PlanId, { lineId, sku, quantity }: Line, { now, nextUlid }: Context) => ({
  legId: newId('leg', nextUlid),
  orderId: order.orderId,
  planId,
  state: null,
  since: now,
  lines: [{ lineId, sku, quantity }],
  costMinor: 0,
  acceptBy: null,
  waybill: null,
  stock: 'NONE' as const,
  progress: 'created',
  endReason: null,
});

const visitLeg = (
  order: Order,
  planId: PlanId,
  { line, offered: { offer, version }, party }: Staffed['lines'][number],
  goodsAt: Instant,
  context: Context,
): Leg => {
  const earliestAt = offer.after === 'GOODS' ? laterOf(goodsAt, context.now) : context.now;
  const doneBy = plusHours(earliestAt, offer.doneWithinHours);
  return {
    ...legBase(order, planId, line, context),
    kind: line.kind as LegKind,
    node: party,
    lane: VISIT,
    carrier: party,
    mode: 'SERVICE',
    etaAt: plusHours(earliestAt, offer.bookWithinHours),
    etaLatestAt: doneBy,
    service: {
      offer: offer.id,
      version,
      at: offer.at,
      minutes: offer.minutes * line.quantity,
      acceptWithinHours: offer.acceptWithinHours,
      earliestAt,
      bookBy: plusHours(earliestAt, offer.bookWithinHours),
      doneBy,
    },
  };
};

const recurringLeg = (order: Order, planId: PlanId, line: Line, context: Context): Leg => ({
  ...legBase(order, planId, line, context),
  kind: 'RECURRING',
  node: NOBODY,
  lane: NOBODY,
  carrier: NOBODY,
  mode: NOBODY,
  etaAt: context.now,
  etaLatestAt: context.now,
  waitsFor: 'SERIES',
});

/** A leg for each service and subscription. What needs the goods comes after them. */
export const serviceLegs = (
  order: Order,
  planId: PlanId,
  { lines, recurring }: Staffed,
  goods: readonly Leg[],
  context: Context,
): Leg[] => {
  const goodsAt = goods.reduce((latest, { etaLatestAt }) => laterOf(latest, etaLatestAt), context.now);
  return [
    ...lines.map((each) => visitLeg(order, planId, each, goodsAt, context)),
    ...recurring.map((line) => recurringLeg(order, planId, line, context)),
  ];
};

const partnersOf = (legs: readonly Leg[]): Order['fulfillers'] =>
  legs.filter(isVisit).map(({ legId, node }) => ({ legId, role: 'SERVICE_PARTNER', party: node }));

/** The order with its service legs beside those of its goods; lines that nobody here serves are noted. */
export const withServices = (change: Change, legs: readonly Leg[], { lines, unserved }: Staffed): Change => {
  const { order } = change;
  const noted = unserved.map(({ lineId }) => lineId);
  const pins = lines.map(({ offered: { offer, version } }) => [`service/${offer.id}`, String(version)]);
  const isKnown = noted.every((lineId) => order.unserved?.includes(lineId));
  if (legs.length === 0 && isKnown) return change;
  return {
    ...change,
    order: {
      ...order,
      fulfillers: [...order.fulfillers, ...partnersOf(legs)],
      pinned: { ...order.pinned, ...Object.fromEntries(pins) },
      ...(isKnown ? {} : { unserved: [...new Set([...(order.unserved ?? []), ...noted])] }),
    },
  };
};

/** An order, or what is left of it, of services only: planned without a parcel. */
export const planServicesOnly = (change: Change, planId: PlanId, legs: readonly Leg[], context: Context): Change => {
  const { order } = change;
  const confirmed =
    order.lifecycle.state === 'CONFIRMED' ? order : { ...order, lifecycle: inState(order, 'CONFIRMED', context) };
  return because(
    { ...change, order: confirmed },
    PlanCommitted,
    {
      planId,
      attempt: order.lifecycle.attempts + 1,
      costMinor: 0,
      currency: 'CNY',
      successProbability: 1,
      alternatives: 0,
      explanation: legs.map(({ node, lines }) =>
        node === NOBODY
          ? `line ${lines[0]?.lineId} comes in orders of its own`
          : `${node} is the first that does line ${lines[0]?.lineId} there and has not refused it`,
      ),
      legs: legs.map(({ legId, node, lane, carrier, lines, etaAt }) => ({ legId, node, lane, carrier, lines, etaAt })),
    },
    {
      planId,
      lifecycle: { ...inState(confirmed, 'PLANNED', context), attempts: order.lifecycle.attempts + 1 },
    },
    context,
  );
};
