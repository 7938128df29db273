import * as z from 'zod';
import { type Action, type ActionName, factsOf } from '../fulfillment/action.ts';
import type { Leg } from '../fulfillment/leg.ts';
import { MilestoneRecord, milestoneRecordsOf } from '../fulfillment/milestone-record.ts';
import { Stretch, stretchesOf } from '../fulfillment/stretches.ts';
import { LegId } from '../id.ts';
import { hoursBetween, Instant } from '../time.ts';
import { WeatherLevel } from './signal.ts';

/** Time that something cost on the way: from when it was reported to the next news that goods move. */
export const TransitDelay = z.object({ cause: z.string(), place: z.string(), hours: z.number().nonnegative() });
export type TransitDelay = z.infer<typeof TransitDelay>;

/** How a completed leg went: what the lanes' statistics learn from. */
export const TransitRecord = z.object({
  legId: LegId,
  lane: z.string(),
  node: z.string(),
  carrier: z.string(),
  mode: z.string(),
  dispatchedAt: Instant,
  /** When the carrier took it; null where nobody said. */
  collectedAt: Instant.nullable(),
  completedAt: Instant,
  /** What the plan had said: P50 and P90. */
  etaAt: Instant,
  etaLatestAt: Instant,
  delays: z.array(TransitDelay),
  /** Hours that goods were to wait for a departure, by lane: not of its making. Absent: none. */
  waits: z.array(z.object({ lane: z.string(), hours: z.number() })).optional(),
  /** Lanes that were planned in other than fair weather. Absent: none. */
  weather: z.array(z.object({ lane: z.string(), level: WeatherLevel })).optional(),
  /** How much time each milestone left; absent in records of before they were kept. */
  milestones: z.array(MilestoneRecord).optional(),
  /** The way went over hubs: what it took in all says nothing of its first lane, what each step took does. */
  stretches: z.array(Stretch).optional(),
});
export type TransitRecord = z.infer<typeof TransitRecord>;

const CAUSES: ReadonlySet<ActionName> = new Set<ActionName>([
  'pickup.failed',
  'customs.held',
  'customs.duty_due',
  'delivery.failed',
  'delivery.refused',
  'exception.delayed',
  'exception.held',
  'exception.damaged',
  'exception.intercepted',
  'exception.reported',
]);

const byTime = (a: Action, b: Action): number => {
  if (a.occurredAt !== b.occurredAt) return a.occurredAt < b.occurredAt ? -1 : 1;
  return a.actionId < b.actionId ? -1 : 1;
};

const goesOn = ({ action }: Action): boolean => !CAUSES.has(action) && factsOf(action).lane !== 'meta';

/** A cause reported again before goods move is one delay, from its first report. */
const delaysOf = (actions: readonly Action[], node: string, completedAt: Instant): TransitDelay[] => {
  const delays: TransitDelay[] = [];
  const open = new Map<ActionName, Action>();
  const close = (at: Instant): void => {
    for (const { action, occurredAt, location } of open.values())
      delays.push({ cause: action, place: location?.name ?? node, hours: hoursBetween(occurredAt, at) });
    open.clear();
  };
  for (const action of [...actions].sort(byTime)) {
    if (action.occurredAt > completedAt) break;
    if (goesOn(action)) close(action.occurredAt);
    else if (CAUSES.has(action.action) && !open.has(action.action)) open.set(action.action, action);
  }
  close(completedAt);
  return delays;
};

const retracted = (actions: readonly Action[]): ReadonlySet<string> =>
  new Set(actions.flatMap(({ retracts }) => (retracts === null ? [] : [retracts])));

/** @returns null for a leg that was never handed out by a plan, or that ended before it began */
export const transitRecordOf = (leg: Leg, reported: readonly Action[], completedAt: Instant): TransitRecord | null => {
  const { legId, lane, node, carrier, mode, planned } = leg;
  if (!planned || completedAt <= planned.from) return null;
  const gone = retracted(reported);
  const actions = reported.filter((action) => action.legId === legId && !gone.has(action.actionId));
  const collected = actions.find(({ action }) => action === 'pickup.collected')?.occurredAt ?? null;
  const waits = (leg.route ?? []).flatMap((step) =>
    step.waitHours ? [{ lane: step.lane, hours: step.waitHours }] : [],
  );
  const weather = (leg.route ?? []).flatMap((step) => (step.weather ? [{ lane: step.lane, level: step.weather }] : []));
  const isBetween = collected !== null && collected > planned.from && collected < completedAt;
  return {
    legId,
    lane,
    node,
    carrier,
    mode,
    dispatchedAt: planned.from,
    collectedAt: isBetween ? collected : null,
    completedAt,
    etaAt: planned.etaAt,
    etaLatestAt: planned.etaLatestAt,
    delays: delaysOf(actions, node, completedAt),
    ...(waits.length > 0 ? { waits } : {}),
    ...(weather.length > 0 ? { weather } : {}),
    milestones: milestoneRecordsOf(leg, reported, completedAt),
    ...(leg.route && leg.route.length > 1 ? { stretches: stretchesOf(leg, actions, completedAt) } : {}),
  };
};
