import { type Instant, plusSeconds } from '../time.ts';
import { type Action, type ActionName, factsOf } from './action.ts';
import type { Eta } from './eta.ts';
import type { Leg } from './leg.ts';
import { isVisit } from './leg-kind.ts';

const OF_VISITS = /^(appointment|service)\./;
/** Of whoever holds the leg, whatever it is; and what can go wrong with anything. */
const OF_BOTH = /^(leg\.(accepted|rejected|failed)|exception\.)/;

/** Whether an action can happen to a leg: a parcel keeps no appointment, a visit is in no hub. */
export const isOfKind = (action: ActionName, leg: Pick<Leg, 'kind'>): boolean =>
  factsOf(action).lane === 'meta' || OF_BOTH.test(action) || OF_VISITS.test(action) === isVisit(leg);

const BOOKED: ReadonlySet<ActionName> = new Set(['appointment.confirmed', 'appointment.rescheduled']);
const UNBOOKED: ReadonlySet<ActionName> = new Set(['appointment.cancelled', 'service.no_show']);

/** When a visit is agreed for, by what happened last; null: nothing is agreed, or it came to nothing. */
export const appointmentOf = (effective: readonly Action[]): Instant | null => {
  const last = effective.findLast(({ action }) => BOOKED.has(action) || UNBOOKED.has(action));
  return last && BOOKED.has(last.action) ? last.etaAt : null;
};

/** A visit as its actions leave it: agreed for a time, or not; expected to end when it takes as long as it should. */
export const visited = (leg: Leg, effective: readonly Action[], planned: Pick<Eta, 'etaAt' | 'etaLatestAt'>): Leg => {
  if (!leg.service) return leg;
  const { bookedFor: _before, ...service } = leg.service;
  const at = appointmentOf(effective);
  if (at === null) return { ...leg, service, etaAt: planned.etaAt, etaLatestAt: planned.etaLatestAt };
  const end = plusSeconds(at, service.minutes * 60);
  return { ...leg, service: { ...service, bookedFor: at }, etaAt: end, etaLatestAt: end };
};
