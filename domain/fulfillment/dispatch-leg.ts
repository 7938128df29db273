import type { LegId } from '../id.ts';
import { because, type Change, type Context, unchanged } from '../order/change.ts';
import { inState } from '../order/holds.ts';
import type { ConstraintType, Order } from '../order/order.ts';
import type { OrderRecord } from '../order/order-store.ts';
import type { Outcome } from '../outcome.ts';
import { type Instant, laterOf, plusHours } from '../time.ts';
import { LegDispatched } from './events.ts';
import { isLegEnded, type Leg, type LegState } from './leg.ts';
import { medianHoursOf, partiesOf, type Route } from './route.ts';

/** A warehouse that has not answered in two hours of its day would miss the day's collection. */
export const ACCEPT_WITHIN_HOURS = 2;

/** Goods of which nobody has told the end for a week, and two days after they were surely expected, are lost to us: a person looks. */
export const END_WITHIN_HOURS = 7 * 24;
const LATE_HOURS = 48;

export class LegNotFound extends Error {
  override name = 'LegNotFound';
  constructor(legId: string) {
    super(`there is no leg ${legId}`);
  }
}

/** @throws LegNotFound */
export const legOf = ({ legs }: Pick<OrderRecord, 'legs'>, legId: LegId): Leg => {
  const leg = legs.find((each) => each.legId === legId);
  if (!leg) throw new LegNotFound(legId);
  return leg;
};

export type Dispatch = Change & {
  readonly legs: readonly Leg[];
  /** The leg as it stands now. */
  readonly leg: Leg;
  /** Nobody needs to be waited for: the leg has ended or must not be handed out. */
  readonly answer: Outcome | null;
};

const ENDED: Readonly<Partial<Record<LegState, Outcome>>> = {
  COMPLETED: 'COMPLETED',
  REJECTED: 'REJECTED',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
};

/** Hands a leg out, once. Asked again it changes nothing and says whether somebody still has to answer. */
export const dispatchLeg = ({ order, legs }: OrderRecord, legId: LegId, context: Context): Dispatch => {
  const leg = legOf({ legs }, legId);
  const as = (answer: Outcome | null): Dispatch => ({ ...unchanged(order), legs: [], leg, answer });
  if (leg.state !== null) return as(isLegEnded(leg.state) ? (ENDED[leg.state] ?? 'FAILED') : null);
  if (order.lifecycle.state === 'CANCELLED') return as('CANCELLED');
  // Paid but must not ship: nothing is handed out while a hold stands. The leg goes; the order waits, and is planned again.
  if (order.holds.length > 0) return as('CANCELLED');
  if (leg.waitsFor) return as(null);
  const { now } = context;
  const handedOut: Leg = {
    ...leg,
    state: 'DISPATCHED',
    since: now,
    acceptBy: plusHours(now, leg.service?.acceptWithinHours ?? ACCEPT_WITHIN_HOURS),
    endBy: leg.service?.doneBy ?? laterOf(plusHours(now, END_WITHIN_HOURS), plusHours(leg.etaLatestAt, LATE_HOURS)),
    planned: { from: now, etaAt: leg.etaAt, etaLatestAt: leg.etaLatestAt },
  };
  const lifecycle = order.lifecycle.state === 'FULFILLING' ? order.lifecycle : inState(order, 'FULFILLING', context);
  const change = because(
    unchanged(order),
    LegDispatched,
    { ...factsOf(handedOut, order.destination), ...shippingTimes(order) },
    { lifecycle },
    context,
  );
  return { ...change, legs: [handedOut], leg: handedOut, answer: null };
};

type Place = { readonly country: string; readonly province: string; readonly city: string; readonly district: string };

/** The tightest of what channel and remarks ask. */
const shippingTimes = ({ constraints }: Order) => {
  const times = (wanted: ConstraintType): Instant[] =>
    constraints.flatMap(({ type, value }) => (type === wanted && typeof value === 'string' ? [value as Instant] : []));
  const [latest] = times('NOT_BEFORE').toSorted().reverse();
  const [first] = times('SHIP_BY').toSorted();
  return { ...(latest ? { shipNotBefore: latest } : {}), ...(first ? { shipBy: first } : {}) };
};

const factsOf = (leg: Leg, destination: Place | null) => ({
  legId: leg.legId,
  node: leg.node,
  carrier: leg.carrier,
  lane: leg.lane,
  mode: leg.mode,
  lines: leg.lines,
  // Named one by one: the destination also holds masked personal data.
  destination: destination && {
    country: destination.country,
    province: destination.province,
    city: destination.city,
    district: destination.district,
  },
  etaAt: leg.etaAt,
  etaLatestAt: leg.etaLatestAt,
  acceptBy: leg.acceptBy ?? leg.since,
  ...(leg.kind ? { kind: leg.kind } : {}),
  ...(leg.service ? { service: leg.service } : {}),
  ...(leg.consolidatesAt ? { consolidatesAt: leg.consolidatesAt } : {}),
  ...(leg.route ? { route: stepsOf(leg.route, leg.since), parties: partiesOf(leg) } : {}),
});

const stepsOf = (route: Route, from: Instant) => {
  const hours = medianHoursOf(route);
  return route.map(({ node, to, lane, carrier, mode }, step) => ({
    node,
    to,
    lane,
    carrier,
    mode,
    etaAt: plusHours(from, hours[step] ?? 0),
  }));
};
