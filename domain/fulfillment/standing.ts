import { hoursBetween, type Instant } from '../time.ts';
import type { Action, ActionName } from './action.ts';
import {
  beyond,
  exactly,
  type Hours,
  hoursAt,
  type LogNormal,
  logNormal,
  normalQuantile,
  plus,
  unended,
} from './hours.ts';
import type { Leg } from './leg.ts';
import { baseOf, type Milestone, type Pace, type PaceRow, paceKey, rowOf } from './pace.ts';
import { hoursOf, hubOf, type Route } from './route.ts';

/** What a leg's times are reckoned from: when it was handed out, its way, and what milestones say. */
export type Course = { readonly from: Instant; readonly route: Route; readonly pace: Pace };

/** So many ends of a stretch go unscanned. */
const UNSAID = 0.05;
/** A leg planned before ways were kept spends about so much of its time at the node. */
const HANDLING_SHARE = 0.15;
const Z90 = 1.2815515655446004;

type Planned = Pick<Leg, 'node' | 'lane' | 'carrier' | 'mode' | 'planned' | 'since' | 'etaAt' | 'etaLatestAt'>;

/** One lane with the plan's own P50 and P90, where that is all the plan said. */
const routeFrom = ({ node, lane, carrier, mode, planned, ...leg }: Planned): Route => {
  const { from, etaAt, etaLatestAt } = planned ?? { from: leg.since, etaAt: leg.etaAt, etaLatestAt: leg.etaLatestAt };
  const median = Math.max(hoursBetween(from, etaAt), 0.1);
  const late = Math.max(hoursBetween(from, etaLatestAt), median);
  const sigma = Math.log(late / median) / Z90;
  const part = (share: number): LogNormal => ({ mu: Math.log(median * share), sigma });
  return [
    {
      node,
      to: '',
      lane,
      carrier,
      mode,
      handling: part(HANDLING_SHARE),
      travel: { ...part(1 - HANDLING_SHARE), shiftHours: 0 },
    },
  ];
};

export const courseOf = (leg: Planned & Pick<Leg, 'route' | 'pace'>): Course => ({
  from: leg.planned?.from ?? leg.since,
  route: leg.route ?? routeFrom(leg),
  pace: leg.pace ?? {},
});

/** What the newest milestone says: where the goods are, and how long it takes from there. */
export type Standing = {
  readonly milestone: Milestone;
  readonly at: Instant;
  /** Of the route; `part` of the step that goes on. */
  readonly step: number;
  readonly part: 'HANDLING' | 'TRAVEL';
  /** When the step's lane was begun; null while it is not known. */
  readonly travelFrom: Instant | null;
  /** What the rest of the step is measured by, in hours; null at a moment between two parts. */
  readonly base: number | null;
  /** The measure covers all that remains, not the rest of its step alone. */
  readonly whole: boolean;
  /** The source is sure to so many hours, before and after. */
  readonly tolerance: number | null;
};

const medianTravel = (route: Route, step: number): number => {
  const travel = route[step]?.travel;
  return travel ? travel.shiftHours + Math.exp(travel.mu) : 0;
};

/** ln of the time on the lane so far over its median; null where the beginning is not known. */
export const elapsedOf = ({ travelFrom, at, step }: Standing, { route }: Course): number | null =>
  travelFrom === null ? null : Math.log(Math.max(hoursBetween(travelFrom, at), 0.1) / medianTravel(route, step));

/** A standard normal in points of equal weight. */
const evenly = Array.from({ length: 21 }, (_, point) => normalQuantile((point + 0.5) / 21));

const none = exactly(0);
const laterSteps = (route: Route, step: number): Hours =>
  route.slice(step + 1).reduce((sum, each) => plus(sum, hoursOf(each)), none);

/** Which row of the pace speaks of it. */
export const keyOf = ({ milestone, step, whole }: Standing, { route }: Course): string =>
  paceKey(milestone, whole ? 0 : route.length - 1 - step);

/** The lognormal of a milestone's own remaining time. */
export const spreadAfter = (standing: Standing, course: Course): LogNormal => {
  const row: PaceRow = rowOf(course.pace, keyOf(standing, course));
  const e = elapsedOf(standing, course);
  const bias = row.bias + row.slope * ((e ?? row.pivot) - row.pivot);
  return { mu: Math.log(Math.max(standing.base ?? 1, 0.05)) + bias, sigma: row.spread };
};

/** What the stretch that goes on takes from the standing's moment, nothing having been heard of its end for some hours. */
export const stretchAfter = (standing: Standing, course: Course, silentHours: number): Hours => {
  const { base, step, part, tolerance } = standing;
  if (base !== null && tolerance !== null)
    return evenly.map((middle) => Math.max(0, base + (tolerance / Z90) * middle));
  if (base !== null) return unended(spreadAfter(standing, course), 0, silentHours, UNSAID);
  const { handling, travel } = course.route[step] as Route[number];
  if (part === 'HANDLING') return unended(handling, 0, silentHours, UNSAID);
  return unended(travel, travel.shiftHours, silentHours, UNSAID);
};

/** Hours from the standing's moment to arrival, when nothing was heard for `silentHours` since. */
export const remainingAfter = (standing: Standing, course: Course, silentHours = 0): Hours => {
  const { base, whole, step, part } = standing;
  const { route } = course;
  const stretch = stretchAfter(standing, course, silentHours);
  if (whole) return beyond(silentHours, stretch);
  const { travel } = route[step] as Route[number];
  const ownLane = base === null && part === 'HANDLING' ? logNormal(travel, travel.shiftHours) : none;
  return beyond(silentHours, plus(plus(stretch, ownLane), laterSteps(route, step)));
};

const LEAVES_HUB: ReadonlySet<ActionName> = new Set<ActionName>([
  'hub.departed',
  'linehaul.loaded',
  'linehaul.sealed',
  'linehaul.departed',
  'handover.completed',
]);

const between = (milestone: Milestone, at: Instant, step: number, part: Standing['part']): Standing => ({
  milestone,
  at,
  step,
  part,
  travelFrom: part === 'TRAVEL' ? at : null,
  base: null,
  whole: false,
  tolerance: null,
});

const isLastMile = (action: string): boolean => action === 'destination.arrived' || action.startsWith('delivery.');

/** A report that says less than what is known: goods in their own city are not on the road again. */
const isBehind = ({ action, confidence }: Action, { milestone }: Standing): boolean =>
  (confidence === 'coarse' || action === 'linehaul.in_transit') && isLastMile(milestone);

const onLane = (action: Action, before: Standing, { route }: Course): Standing => {
  const step = isLastMile(action.action) ? route.length - 1 : before.step;
  const sameLane = step === before.step && before.part === 'TRAVEL';
  const base = baseOf(action.action) === 'HOUR' ? 1 : medianTravel(route, step);
  return {
    ...between(action.action, action.occurredAt, step, 'TRAVEL'),
    travelFrom: sameLane ? before.travelFrom : null,
    base,
  };
};

const wholeOf = (action: Action, before: Standing, base: number): Standing => ({
  ...before,
  milestone: action.action,
  at: action.occurredAt,
  base,
  whole: true,
  tolerance: action.toleranceMinutes === undefined ? null : action.toleranceMinutes / 60,
});

const medianLeft = (before: Standing, course: Course, at: Instant): number => {
  const gone = Math.max(0, hoursBetween(before.at, at));
  return Math.max(hoursAt(0.5, remainingAfter(before, course, gone)) - gone, 0.1);
};

const next = (before: Standing, action: Action, course: Course): Standing => {
  const { action: name, occurredAt: at, etaAt } = action;
  if (name === 'pickup.collected') return between('COLLECTED', at, before.step, 'TRAVEL');
  const hub = hubOf(action, course.route);
  if (hub !== null && hub >= before.step && baseOf(name) === 'TRAVEL')
    return LEAVES_HUB.has(name) ? between('LEFT_HUB', at, hub, 'TRAVEL') : between('AT_HUB', at, hub, 'HANDLING');
  const base = baseOf(name);
  if (base === null || isBehind(action, before)) return before;
  if (base === 'WORD') return etaAt ? wholeOf(action, before, Math.max(hoursBetween(at, etaAt), 0.05)) : before;
  if (base === 'BEFORE') return wholeOf(action, before, medianLeft(before, course, at));
  return onLane(action, before, course);
};

/**
 * Where the leg stood after each milestone, from the hand-out on.
 * @param actions by time, retractions gone; with what sources said of the arrival (`eta.updated`)
 */
export const standingsOf = (course: Course, actions: readonly Action[]): [Standing, ...Standing[]] => {
  const standings: [Standing, ...Standing[]] = [between('HANDED_OUT', course.from, 0, 'HANDLING')];
  for (const action of actions) {
    const before = standings.at(-1) as Standing;
    const after = next(before, action, course);
    if (after !== before) standings.push(after);
  }
  return standings;
};
