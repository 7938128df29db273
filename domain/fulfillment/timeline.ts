import * as z from 'zod';
import { ACTION_TITLES } from '../lineage/action-titles.ts';
import { Wording } from '../lineage/sla.ts';
import { hoursBetween, Instant, laterOf, plusHours, secondsBetween } from '../time.ts';
import { type Action, ActionName, type ActionName as Name, ProgressLane } from './action.ts';
import { type Eta, estimateArrival, etaFrom, milestonesIn } from './eta.ts';
import { exactly, type Hours, logNormal, plus } from './hours.ts';
import { isLegEnded, type Leg, LegState } from './leg.ts';
import { isCarried } from './leg-kind.ts';
import { rowOf } from './pace.ts';
import { effectiveActions, progressOf } from './project-actions.ts';
import { type Course, courseOf, type Standing, standingsOf, stretchAfter } from './standing.ts';
import { storyOf } from './timeline-story.ts';

/** One thing that happened. */
export const TimelineEntry = z.object({
  actionId: z.string(),
  action: ActionName,
  title: Wording,
  at: Instant,
  /** Where: the place as its source names it, and its code. */
  place: z.string().nullable(),
  placeCode: z.string().nullable(),
  lonLat: z.tuple([z.number(), z.number()]).nullable(),
  source: z.string(),
  confidence: z.enum(['exact', 'remark', 'coarse']),
  reason: z.string().nullable(),
  /** Hours from when it happened until it was told here. */
  toldAfterHours: z.number(),
  /** Its source took it back. */
  retracted: z.boolean(),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;

/** One thing that is still to come: P10, P50 and P90. */
export const ExpectedEntry = z.object({
  action: ActionName,
  title: Wording,
  /** The node or region where it is to happen. */
  place: z.string().nullable(),
  earliestAt: Instant,
  at: Instant,
  latestAt: Instant,
  /** Half of the time from P10 to P90. */
  plusMinusMinutes: z.number(),
  /** It should have been reported by then, with nine chances in ten; null while it may still come in time. */
  overdueSince: Instant.nullable(),
});
export type ExpectedEntry = z.infer<typeof ExpectedEntry>;

/** What happened to a leg, and what is still to come: the answer of `GET /legs/{id}/timeline`. */
export const LegTimeline = z.object({
  legId: z.string(),
  state: LegState.nullable(),
  progress: ProgressLane,
  happened: z.array(TimelineEntry),
  /** Empty when the leg has ended, is not handed out, or is a visit. */
  expected: z.array(ExpectedEntry),
  eta: z.object({ etaEarliestAt: Instant, etaAt: Instant, etaLatestAt: Instant }).nullable(),
  /** Hours since the newest report; null before the first, and after the end. */
  silentHours: z.number().nullable(),
  /** The newest reports and what comes next, in a line: times are of Asia/Shanghai. */
  story: Wording,
});
export type LegTimeline = z.infer<typeof LegTimeline>;

const entryOf = (action: Action, effective: ReadonlySet<string>): TimelineEntry => ({
  actionId: action.actionId,
  action: action.action,
  title: ACTION_TITLES[action.action],
  at: action.occurredAt,
  place: action.location?.name ?? null,
  placeCode: action.location?.code ?? null,
  lonLat: action.location?.lonLat ?? null,
  source: action.source,
  confidence: action.confidence,
  reason: action.reason,
  toldAfterHours: Math.round(100 * hoursBetween(action.occurredAt, action.receivedAt)) / 100,
  retracted:
    !effective.has(action.actionId) && !['eta.updated', 'event.retracted', 'event.unmapped'].includes(action.action),
});

type Station = { readonly action: Name; readonly place: string | null; readonly after: Hours };

/** Stations on the way from where the goods are, each with the hours until it. */
const stationsFrom = (standing: Standing, course: Course, silentHours: number): Station[] => {
  const { route } = course;
  const last = route.length - 1;
  const stations: Station[] = [];
  let sofar = exactly(0);
  for (let step = standing.step; step <= last; step += 1) {
    const { node, to, handling, travel } = route[step] as Course['route'][number];
    const isNow = step === standing.step;
    if (!isNow || (standing.part === 'HANDLING' && standing.base === null)) {
      sofar = plus(sofar, isNow ? stretchAfter(standing, course, silentHours) : logNormal(handling));
      stations.push({ action: step === 0 ? 'pickup.collected' : 'hub.departed', place: node, after: sofar });
      sofar = plus(sofar, logNormal(travel, travel.shiftHours));
    } else sofar = stretchAfter(standing, course, silentHours);
    // What is known of the whole rest says nothing of the hubs before its end.
    if (step < last && !standing.whole) stations.push({ action: 'hub.arrived', place: to, after: sofar });
  }
  return stations;
};

const isAtTheDoor = ({ milestone }: Standing): boolean => milestone.startsWith('delivery.');

const expectation = (action: Name, place: string | null, eta: Eta, overdueSince: Instant | null): ExpectedEntry => ({
  action,
  title: ACTION_TITLES[action],
  place,
  earliestAt: eta.etaEarliestAt,
  at: eta.etaAt,
  latestAt: eta.etaLatestAt,
  plusMinusMinutes: Math.round(secondsBetween(eta.etaEarliestAt, eta.etaLatestAt) / 120),
  overdueSince,
});

/** Out for delivery comes so long before the door as rounds have taken. */
const outBefore = ({ etaEarliestAt, etaAt, etaLatestAt }: Eta, course: Course, now: Instant): Eta => {
  const round = Math.exp(rowOf(course.pace, 'delivery.out').bias);
  const before = (at: Instant): Instant => laterOf(plusHours(at, -round), now);
  return { etaEarliestAt: before(etaEarliestAt), etaAt: before(etaAt), etaLatestAt: before(etaLatestAt) };
};

const expectedOf = (leg: Leg, actions: readonly Action[], eta: Eta, now: Instant): ExpectedEntry[] => {
  const course = courseOf(leg);
  const standing = standingsOf(course, milestonesIn(actions)).at(-1) as Standing;
  const passed = (due: Instant): Instant | null => (due < now ? due : null);
  const unheard = stationsFrom(standing, course, 0);
  const silentHours = Math.max(0, hoursBetween(standing.at, now));
  const stations = stationsFrom(standing, course, silentHours).map(({ action, place, after }, index) => {
    const due = etaFrom(standing.at, (unheard[index] as Station).after).etaLatestAt;
    return expectation(action, place, etaFrom(standing.at, after), passed(due));
  });
  const destination = course.route.at(-1)?.to || null;
  const out = expectation('delivery.out', destination, outBefore(eta, course, now), null);
  const due = estimateArrival(leg, actions).etaLatestAt;
  const arrival = expectation('delivery.signed', destination, eta, passed(due));
  return [...stations, ...(isAtTheDoor(standing) ? [] : [out]), arrival];
};

/** @param actions all that was reported on the leg, in any order */
export const timelineOf = (leg: Leg, actions: readonly Action[], now: Instant): LegTimeline => {
  const own = actions.filter(({ legId }) => legId === leg.legId);
  const effective = effectiveActions(own);
  const known = new Set(effective.map(({ actionId }) => actionId));
  const happened = [...own]
    .sort((a, b) => (a.occurredAt === b.occurredAt ? 0 : a.occurredAt < b.occurredAt ? -1 : 1))
    .map((action) => entryOf(action, known));
  const isUnderWay = leg.state !== null && !isLegEnded(leg.state);
  // A visit is agreed, not carried: what is known of its time is in the leg.
  const eta = isUnderWay && isCarried(leg) ? estimateArrival(leg, own, now) : null;
  const expected = eta ? expectedOf(leg, own, eta, now) : [];
  const newest = effective.at(-1)?.occurredAt ?? null;
  return {
    legId: leg.legId,
    state: leg.state,
    progress: progressOf(effective),
    happened,
    expected,
    eta,
    silentHours: isUnderWay && newest ? Math.round(100 * Math.max(0, hoursBetween(newest, now))) / 100 : null,
    story: storyOf(happened, expected, now),
  };
};
