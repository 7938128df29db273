import type { Action } from '../fulfillment/action.ts';
import { estimateArrival, milestonesIn } from '../fulfillment/eta.ts';
import { SlaAtRisk, SlaBreached } from '../fulfillment/events.ts';
import { isLegEnded, type Leg } from '../fulfillment/leg.ts';
import { effectiveActions } from '../fulfillment/project-actions.ts';
import { courseOf, type Standing, standingsOf } from '../fulfillment/standing.ts';
import type { EventId } from '../id.ts';
import { because, type Change, type Context, unchanged } from '../order/change.ts';
import type { Order } from '../order/order.ts';
import { hoursBetween, type Instant, laterOf } from '../time.ts';
import { lineageOf, type RecordedNode } from './lineage.ts';
import type { Deadline } from './sla.ts';
import type { SlaStep } from './sla-terms.ts';

export type Ringing = {
  readonly order: Order;
  readonly legs: readonly Leg[];
  readonly actions: readonly Action[];
  /** All of the order's lineage. */
  readonly nodes: readonly RecordedNode[];
  /** The event that promised. */
  readonly nodeId: EventId;
  readonly phase: 'RISK' | 'DUE';
};

const isRunning = ({ state }: Leg): boolean => state !== null && !isLegEnded(state);

/** Who has the goods of a leg: the node that prepares them, or the carrier of the lane they are on. */
const holderOf = (leg: Leg, actions: readonly Action[]): string => {
  const course = courseOf(leg);
  const { step, part } = standingsOf(course, milestonesIn(actions)).at(-1) as Standing;
  const { node = leg.node, carrier = leg.carrier } = course.route[step] ?? {};
  return part === 'HANDLING' ? `node:${node}` : `carrier:${carrier}`;
};

/** Where the goods of a leg were last heard of: the outlet, not only the firm. */
const outletOf = (effective: readonly Action[]) => {
  const location = effective.findLast((action) => action.location)?.location;
  return location ? { code: location.code, name: location.name } : null;
};

/** Of several legs the one that is expected last: it holds the order up. */
const bottleneckOf = ({ legs, actions, nodes, nodeId }: Ringing, now: Instant): Leg | null => {
  const { legId } = (nodes.find((node) => node.nodeId === nodeId)?.data ?? {}) as { readonly legId?: string };
  const running = legs.filter(isRunning);
  if (legId !== undefined) return running.find((leg) => leg.legId === legId) ?? null;
  const expected = running.map((leg) => ({ leg, ...estimateArrival(leg, ownOf(leg, actions), now) }));
  return expected.reduce(
    (last, each) => (each.etaAt > last.etaAt ? each : last),
    expected[0] ?? { leg: null, etaAt: now },
  ).leg;
};

const ownOf = ({ legId }: Leg, actions: readonly Action[]): Action[] =>
  actions.filter((action) => action.legId === legId);

const OF_LEGS: ReadonlySet<SlaStep> = new Set<SlaStep>([
  'ACCEPT',
  'PICK',
  'HAND_OVER',
  'FIRST_SCAN',
  'NEXT_SCAN',
  'DELIVERY',
]);
const ABOUT_SCANS: ReadonlySet<SlaStep> = new Set<SlaStep>(['FIRST_SCAN', 'NEXT_SCAN']);

const withoutKind = (owner: string): string => owner.replace(/^[a-z]+:/, '');

const legFacts = (leg: Leg, step: SlaStep, deadline: Deadline, actions: readonly Action[], now: Instant) => {
  const own = ownOf(leg, actions);
  const effective = effectiveActions(own);
  const newest = effective.at(-1);
  const owner = step === 'DELIVERY' || ABOUT_SCANS.has(step) ? holderOf(leg, own) : deadline.owner;
  const silence =
    newest && ABOUT_SCANS.has(step)
      ? { silence: { since: newest.occurredAt, hours: hoursBetween(newest.occurredAt, now) } }
      : {};
  return { legId: leg.legId, node: leg.node, carrier: leg.carrier, owner, outlet: outletOf(effective), ...silence };
};

/**
 * What is told when a deadline's clock rings: nothing when it was answered, made moot, or its leg has ended; otherwise the step,
 * who is responsible, the outlet, and since when nothing was heard.
 */
export const tellDeadline = (
  ringing: Ringing,
  context: Context,
): { readonly change: Change; readonly isTold: boolean } => {
  const { order, actions, nodes, nodeId, phase } = ringing;
  const quiet = { change: unchanged(order), isTold: false };
  const deadline = nodes.find((node) => node.nodeId === nodeId)?.deadline;
  if (!deadline?.step) return quiet;
  // Clocks ring a moment early where they go by the minute.
  const now = phase === 'DUE' ? laterOf(context.now, deadline.dueAt) : context.now;
  const { status, answeredBy } = lineageOf(nodes, now).slas.find((sla) => sla.nodeId === nodeId) ?? {};
  if (answeredBy || status === 'MET' || status === 'VOID') return quiet;
  const leg = OF_LEGS.has(deadline.step) ? bottleneckOf(ringing, now) : null;
  if (OF_LEGS.has(deadline.step) && leg === null) return quiet;
  const about = leg ? legFacts(leg, deadline.step, deadline, actions, now) : { owner: deadline.owner };
  const facts = {
    ...about,
    responsible: withoutKind(about.owner),
    step: deadline.step,
    dueAt: deadline.dueAt,
    ...(order.promiseAt ? { promiseAt: order.promiseAt } : {}),
  };
  const eta = leg ? estimateArrival(leg, ownOf(leg, actions), now) : {};
  const change =
    phase === 'RISK'
      ? because(unchanged(order), SlaAtRisk, { ...facts, ...eta }, {}, { ...context, causedBy: nodeId })
      : because(unchanged(order), SlaBreached, facts, {}, { ...context, causedBy: nodeId });
  return { change, isTold: true };
};
