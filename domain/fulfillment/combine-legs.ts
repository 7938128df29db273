import type { LegId, ParcelId } from '../id.ts';
import { allocate } from '../money.ts';
import { because, type Change, type Context, unchanged } from '../order/change.ts';
import type { Order } from '../order/order.ts';
import type { PlanLeg } from '../routing/plan.ts';
import { fromIso, type Instant } from '../time.ts';
import { isClaimed } from './booking.ts';
import { LegCombined, LegParted } from './events.ts';
import { isLegEnded, type Leg, type SharedParcel } from './leg.ts';
import { wayBack } from './take-back.ts';
import { hasLeft } from './withdraw-legs.ts';

/** A leg and the order it is of. */
export type Member = { readonly order: Order; readonly leg: Leg };

/** Why legs cannot be put into one parcel, or taken out of it; null: of all of them. */
export type ParcelRefusal = {
  readonly legId: LegId | null;
  readonly rule: string;
  readonly reason: { readonly en: string; readonly zh: string };
};

const refusal = (legId: LegId | null, rule: string, en: string, zh: string): ParcelRefusal => ({
  legId,
  rule,
  reason: { en, zh },
});

const UNDER_WAY: readonly Order['lifecycle']['state'][] = ['PLANNED', 'FULFILLING'];

/** The legs that travel with this one, itself first. */
export const parcelLegs = ({ legId, parcel }: Pick<Leg, 'legId' | 'parcel'>): LegId[] => [
  legId,
  ...(parcel?.with ?? []).map((other) => other.legId),
];

/** What happens to a parcel happens to every leg in it whose goods are in it. */
export const isInParcel = ({ parcel, state, stock }: Leg, parcelId: ParcelId): boolean =>
  parcel?.parcelId === parcelId &&
  (state === null || !isLegEnded(state) || state === 'COMPLETED' || stock === 'SHIPPED');

const refusalsOfLeg = ({ order, leg }: Member, now: Instant): ParcelRefusal[] => {
  const { legId, booking, parcel } = leg;
  const { state } = order.lifecycle;
  if (!UNDER_WAY.includes(state) || order.holds.length > 0)
    return [
      refusal(
        legId,
        'ORDER',
        `its order is ${order.holds.length > 0 ? 'held' : state}: release it first`,
        '订单未在履约中',
      ),
    ];
  if (order.compensation)
    return [refusal(legId, 'REPLACED', 'its plan is being replaced: wait until that has ended', '方案正在改派')];
  if (parcel)
    return [
      refusal(legId, 'SHARED', `it is in ${parcel.parcelId} already: take it out first`, '已在其他合包中，请先拆出'),
    ];
  const way = wayBack(leg);
  if (way !== 'RELEASE' && way !== 'RECALL')
    return [
      refusal(legId, 'LEFT', 'it is being packed, has left, has ended, or is no parcel', '已在打包、已出库或已结束'),
    ];
  if (booking && isClaimed(booking, now))
    return [
      refusal(
        legId,
        'BOOKING',
        'its carriage is being ordered right now: ask again in a minute',
        '正在下单，请稍后再试',
      ),
    ];
  return [];
};

const sameOf = <T>(members: readonly Member[], of: (member: Member) => T): boolean => new Set(members.map(of)).size < 2;

/** Why these legs cannot travel in one parcel; empty: they can, if a way takes them. */
export const refusalsToCombine = (members: readonly Member[], now: Instant): ParcelRefusal[] => {
  const all = members.flatMap((member) => refusalsOfLeg(member, now));
  if (all.length > 0) return all;
  if (new Set(members.map(({ order }) => order.orderId)).size < members.length)
    return [
      refusal(
        null,
        'ONE_ORDER',
        'legs of one order are put together by "merge" of its plan-override',
        '同一订单请用并包',
      ),
    ];
  if (!sameOf(members, ({ leg }) => leg.node))
    return [refusal(null, 'NODES', `they leave from ${members.map(({ leg }) => leg.node).join(', ')}`, '发货节点不同')];
  const to = ({ order }: Member) => order.destination?.addressDigest ?? order.orderId;
  if (!sameOf(members, to) || !sameOf(members, ({ order }) => order.initiator.customerId))
    return [refusal(null, 'ADDRESSES', 'they go to other buyers or addresses', '买家或收货地址不同')];
  return [];
};

/** Why legs cannot be taken out of their parcel; empty: they can. @param members all legs of the parcel of the first that is asked for */
export const refusalsToPart = (
  members: readonly Member[],
  gone: readonly Member[],
  asked: readonly LegId[],
): ParcelRefusal[] => {
  if (members.length < 2)
    return asked.map((legId) => refusal(legId, 'NOT_SHARED', 'it travels by itself', '未与其他订单合包'));
  const others = asked.filter((legId) => !gone.some(({ leg }) => leg.legId === legId));
  if (others.length > 0)
    return others.map((legId) =>
      refusal(legId, 'OTHER_PARCEL', 'it is in another parcel: ask for it by itself', '不在同一合包'),
    );
  return members
    .filter(({ leg }) => hasLeft(leg) || leg.state === 'IN_PROGRESS')
    .map(({ leg }) => refusal(leg.legId, 'LEFT', 'the parcel is being packed, or has left', '已在打包或已出库'));
};

const isOrdered = ({ leg: { waybill, booking } }: Member): boolean =>
  waybill !== null || (booking?.step === 'BOOK' && (booking.outcome === 'ASKED' || booking.outcome === 'DONE'));

/** Whose number the parcel gets: that of a leg whose carriage is ordered already, else of the first. */
export const leadOf = (members: readonly Member[]): Member | undefined => members.find(isOrdered) ?? members[0];

/** Ways the parcel may go: that of its label where it has one, else any of its legs'. */
export const waysFor = (members: readonly Member[]): Leg[] => {
  const lead = leadOf(members);
  return lead && isOrdered(lead) ? [lead.leg] : members.map(({ leg }) => leg);
};

/** A leg's way, as a plan says it. */
const onWay = (leg: Leg, way: PlanLeg, costMinor: number): Leg => {
  const { route: _route, pace: _pace, ...rest } = leg;
  return {
    ...rest,
    lane: way.lane,
    carrier: way.carrier,
    mode: way.mode,
    etaAt: fromIso(way.etaAt),
    etaLatestAt: fromIso(way.etaLatestAt),
    costMinor,
    ...(way.route ? { route: way.route } : {}),
    ...(way.pace ? { pace: way.pace } : {}),
  };
};

/** Under the parcel's number; it is still found by a label printed for it alone. */
const under = (leg: Leg, waybill: Leg['waybill']): Leg => {
  if (waybill === null || leg.waybill?.number === waybill.number) return { ...leg, waybill: waybill ?? leg.waybill };
  const { formerWaybills = [] } = leg;
  return { ...leg, waybill, ...(leg.waybill ? { formerWaybills: [...formerWaybills, leg.waybill] } : {}) };
};

/** The carrier that answers for a leg, as its order names it. */
const fulfillersWith = ({ fulfillers }: Order, { legId, carrier }: Leg): Order['fulfillers'] =>
  fulfillers.map((each) => (each.legId === legId && each.role === 'CARRIER' ? { ...each, party: carrier } : each));

export type Combining = { readonly by: string; readonly reason: string };
export type Combined = Change & { readonly legs: readonly Leg[] };

const inChargeOf = ({ legId, node, carrier }: Leg) => ({ legId, node, carrier });

const sharedBy = (members: readonly Member[], parcelId: ParcelId, lead: LegId, own: LegId): SharedParcel => ({
  parcelId,
  lead,
  with: members
    .filter(({ leg }) => leg.legId !== own)
    .map(({ order, leg }) => ({ orderId: order.orderId, legId: leg.legId })),
});

const combined = (
  { order, leg }: Member,
  parcel: SharedParcel,
  { by, reason }: Combining,
  context: Context,
): Combined => {
  const { parcelId, lead, with: others } = parcel;
  const { lane, costMinor, etaAt } = leg;
  const facts = { ...inChargeOf(leg), parcelId, lead, with: others, lane, costMinor, etaAt, by, reason };
  const change = because(unchanged(order), LegCombined, facts, { fulfillers: fulfillersWith(order, leg) }, context);
  return { ...change, legs: [{ ...leg, parcel }] };
};

/** What the parcel costs, by largest remainder of what its legs cost alone. */
const sharesOf = (members: readonly Member[], costMinor: number): number[] =>
  allocate(
    costMinor,
    members.map(({ leg }) => leg.costMinor),
  );

/**
 * Puts legs of several orders into one parcel: each goes its way and under its number, and knows the others. Orders, lines and stock are
 * as they were; each leg bears a share of the parcel's cost.
 * @param members without refusals, at least two
 * @param costMinor of the whole parcel
 */
export const combineLegs = (
  members: readonly Member[],
  way: PlanLeg,
  costMinor: number,
  { parcelId, ...combining }: Combining & { readonly parcelId: ParcelId },
  context: Context,
): Combined[] => {
  const lead = leadOf(members)?.leg;
  const shares = sharesOf(members, costMinor);
  return members.map(({ order, leg }, index) =>
    combined(
      { order, leg: under(onWay(leg, way, shares[index] ?? 0), lead?.waybill ?? null) },
      sharedBy(members, parcelId, lead?.legId ?? leg.legId, leg.legId),
      combining,
      context,
    ),
  );
};

const alone = ({ parcel: _parcel, ...leg }: Leg): Leg => leg;

const parted = ({ order, leg }: Member, { by, reason }: Combining, context: Context): Combined => {
  if (!leg.parcel) return { ...unchanged(order), legs: [] };
  const facts = { ...inChargeOf(leg), parcelId: leg.parcel.parcelId, by, reason };
  return { ...because(unchanged(order), LegParted, facts, {}, context), legs: [alone(leg)] };
};

/** Label and carriage are the parcel's: whoever is taken out of it has them no more. */
const withoutNumber = (leg: Leg): Leg => {
  const { booking, ...rest } = leg;
  const keeps = booking && booking.outcome !== 'DONE' ? { booking } : {};
  return { ...rest, ...keeps, waybill: null };
};

/** The parcel's carriage goes over to another of its legs. */
const heir = (leg: Leg, former: Leg | undefined): Leg =>
  former?.booking?.outcome === 'DONE' && former.booking.step === 'BOOK'
    ? { ...leg, booking: { ...former.booking, askedAs: former.booking.askedAs ?? former.legId } }
    : leg;

/** Goods of these are not in the parcel: their legs ended before it left. */
export const droppedOut = (members: readonly Member[]): Member[] =>
  members.filter(
    ({ leg }) => leg.state !== null && isLegEnded(leg.state) && leg.state !== 'COMPLETED' && !hasLeft(leg),
  );

/**
 * Takes legs out of their parcel; what is left of it goes on under its number, and a last one is by itself again.
 * @param members all legs of the parcel
 * @param gone those that are taken out
 */
export const partLegs = (
  members: readonly Member[],
  gone: readonly Member[],
  parting: Combining,
  context: Context,
): Combined[] => {
  const staying = members.filter((member) => !gone.includes(member));
  const [former] = members.filter(({ leg }) => leg.parcel?.lead === leg.legId);
  const first = staying.find(({ leg }) => leg.booking?.outcome !== 'ASKED') ?? staying[0];
  const lead = former && staying.includes(former) ? former : first;
  const out = gone.map((member) =>
    parted(staying.length > 0 ? { ...member, leg: withoutNumber(member.leg) } : member, parting, context),
  );
  const left = staying.map((member) =>
    member === lead && former && lead !== former ? { ...member, leg: heir(member.leg, former.leg) } : member,
  );
  if (left.length < 2) return [...out, ...left.map((member) => parted(member, parting, context))];
  return [
    ...out,
    ...left.map((member) => {
      const { legId, parcel } = member.leg;
      if (!parcel || !lead) return { ...unchanged(member.order), legs: [] };
      return combined(member, sharedBy(left, parcel.parcelId, lead.leg.legId, legId), parting, context);
    }),
  ];
};

/** A leg that goes by itself again, by a way and at a cost of its own. */
export const onItsOwn = ({ order, leg }: Member, way: PlanLeg, costMinor: number): Member => ({
  order,
  leg: onWay(leg, way, costMinor),
});

/** A parcel that goes on with fewer legs costs less. */
export const withCosts = (members: readonly Member[], costMinor: number): Member[] => {
  const shares = sharesOf(members, costMinor);
  return members.map(({ order, leg }, index) => ({
    order,
    leg: { ...leg, costMinor: shares[index] ?? leg.costMinor },
  }));
};
