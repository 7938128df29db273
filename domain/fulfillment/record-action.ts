import { hoursBetween, type Instant } from '../time.ts';
import type { Action } from './action.ts';
import { factsAboutRecall, recallAfter, refusalToAnswer } from './answer-recall.ts';
import { estimateArrival } from './eta.ts';
import {
  ActionRecorded,
  LegAccepted,
  LegCompleted,
  LegFailed,
  LegRejected,
  LegShortPicked,
  SlaAtRisk,
  SlaBreached,
} from './events.ts';
import { type Fact, fact } from './fact.ts';
import { canMoveLeg, isLegEnded, type Leg, type Waybill } from './leg.ts';
import { effectiveActions, type LegProjection, newestOf, projectLeg } from './project-actions.ts';
import { faultOfShortPick, shortLinesOf } from './short-pick.ts';
import { isOfKind, visited } from './visit.ts';

/** Record that this happened to the leg; `waybill` when the partner names the parcel with it. */
export type RecordAction = { readonly action: Action; readonly waybill: Waybill | null };

export type RecordContext = {
  readonly now: Instant;
  /** What the customer was promised; null when nothing was. */
  readonly promiseAt: Instant | null;
};

export type RefusalCode =
  | 'NOT_DISPATCHED'
  | 'IN_THE_FUTURE'
  | 'ALREADY_MOVING'
  | 'LEG_ENDED'
  | 'NOT_ITS_KIND'
  | 'NOT_SHORT'
  | 'NOT_RECALLED';
export type Recorded =
  | { readonly kind: 'RECORDED'; readonly leg: Leg; readonly action: Action; readonly facts: readonly Fact[] }
  | { readonly kind: 'DUPLICATE' }
  | { readonly kind: 'REFUSED'; readonly code: RefusalCode; readonly reason: string };

/** Clocks of partners are not ours. */
const CLOCK_SKEW_HOURS = 0.25;

/**
 * Decides what a report about a leg changes. Facts about goods are always taken, in any order: the leg that results is the same.
 * An end is final, because stock and money have moved on it: what contradicts it is recorded and flagged, and the end stands.
 */
export const recordAction = (
  command: RecordAction,
  leg: Leg,
  recorded: readonly Action[],
  context: RecordContext,
): Recorded => {
  const { action } = command;
  if (recorded.some(({ actionId }) => actionId === action.actionId)) return { kind: 'DUPLICATE' };
  const refusal = refuse(action, leg, recorded, context.now);
  if (refusal) return refusal;
  const projection = projectLeg([...recorded, action]);
  const after = legAfter(command, leg, [...recorded, action], projection);
  const facts = factsAbout({ action, before: leg, after, recorded, projection, context });
  return { kind: 'RECORDED', leg: after, action, facts };
};

const refusal = (code: RefusalCode, reason: string): Recorded => ({ kind: 'REFUSED', code, reason });

const isOver = ({ state }: Leg): boolean => state !== null && isLegEnded(state);

/** What can only be said of goods that are still at the node. */
const TAKES_BACK = new Set<string>(['leg.rejected', 'leg.short_picked']);

const refuse = (action: Action, leg: Leg, recorded: readonly Action[], now: Instant): Recorded | null => {
  if (leg.state === null)
    return refusal('NOT_DISPATCHED', 'the leg was not handed out yet: wait for its LegDispatched event');
  if (hoursBetween(now, action.occurredAt) > CLOCK_SKEW_HOURS)
    return refusal(
      'IN_THE_FUTURE',
      `occurredAt ${action.occurredAt} is in the future: check the clock and the time zone`,
    );
  if (!isOfKind(action.action, leg))
    return refusal('NOT_ITS_KIND', `${action.action}: nothing of this leg (${leg.kind ?? 'GOODS'}) can do that`);
  if (!action.action.startsWith('leg.')) return null;
  return refuseOfPartner(action, leg, recorded);
};

/** What a partner says of its leg as a whole. */
const refuseOfPartner = (action: Action, leg: Leg, recorded: readonly Action[]): Recorded | null => {
  const notShort = faultOfShortPick(action, leg);
  if (notShort) return refusal('NOT_SHORT', notShort);
  const known = projectLeg(recorded);
  // Booked out is booked out, also when the collection was taken back: stock and state do not go back.
  if (TAKES_BACK.has(action.action) && (known.goodsLeft || (leg.stock === 'SHIPPED' && !isOver(leg))))
    return refusal(
      'ALREADY_MOVING',
      `the goods have left: report leg.failed, exception.* or return.* instead of ${action.action}`,
    );
  // Told late about the time before its own end is history; anything else would have the partner work on a leg that is not theirs.
  const history = known.by !== null && isLegEnded(known.state) && action.occurredAt < known.by.occurredAt;
  if (isOver(leg) && !history)
    return refusal(
      'LEG_ENDED',
      `the leg is ${leg.state}${leg.endReason ? ` (${leg.endReason})` : ''}: stop working on it`,
    );
  const unasked = refusalToAnswer(action, leg);
  return unasked ? refusal('NOT_RECALLED', unasked) : null;
};

const reasonOf = ({ action, reason }: Action): string => reason ?? action;

/** A carrier that labels a parcel anew tells of it by both numbers for a while: a number that it went by before is no news. */
const named = (
  { waybill, formerWaybills = [] }: Leg,
  said: Waybill | null,
): Pick<Leg, 'waybill' | 'formerWaybills'> => {
  const known = [waybill, ...formerWaybills].some(
    (one) => one?.carrier === said?.carrier && one?.number === said?.number,
  );
  if (said === null || known) return { waybill };
  return { waybill: said, ...(waybill && { formerWaybills: [...formerWaybills, waybill] }) };
};

const exactly = (at: Instant) => ({ etaEarliestAt: at, etaAt: at, etaLatestAt: at });

const legAfter = (
  { action, waybill }: RecordAction,
  leg: Leg,
  actions: readonly Action[],
  projection: LegProjection,
): Leg => {
  const planned = leg.planned ?? { from: leg.since, etaAt: leg.etaAt, etaLatestAt: leg.etaLatestAt };
  const { short: _, ...before } = leg;
  const short = shortLinesOf(effectiveActions(actions), leg);
  const moved: Leg = {
    ...before,
    ...recallAfter(leg, action, projection),
    planned,
    ...named(leg, waybill),
    stock: projection.goodsLeft && leg.stock === 'HELD' ? 'SHIPPED' : leg.stock,
    progress: projection.progress,
    ...(short.length > 0 ? { short } : {}),
  };
  const agreed = leg.state === projection.state || (leg.state !== null && canMoveLeg(leg.state, projection.state));
  if (!agreed) return moved;
  const { state, by } = projection;
  if (state === 'COMPLETED' && by) return { ...moved, state, since: by.occurredAt, ...exactly(by.occurredAt) };
  if ((state === 'FAILED' || state === 'REJECTED') && by) {
    const { etaEarliestAt: _never, ...ended } = moved;
    return {
      ...ended,
      state,
      since: by.occurredAt,
      endReason: reasonOf(by),
      etaAt: planned.etaAt,
      etaLatestAt: planned.etaLatestAt,
    };
  }
  const since = by?.occurredAt ?? leg.since;
  if (leg.service) return visited({ ...moved, state, since }, effectiveActions(actions), planned);
  return { ...moved, state, since, ...estimateArrival(moved, actions) };
};

type Change = {
  readonly action: Action;
  readonly before: Leg;
  readonly after: Leg;
  readonly recorded: readonly Action[];
  readonly projection: LegProjection;
  readonly context: RecordContext;
};

const inCharge = ({ legId, node, carrier }: Leg) => ({ legId, node, carrier });

const factsAbout = (change: Change): Fact[] => {
  const { action, after, recorded, projection } = change;
  const newest = newestOf(recorded);
  const told = fact(ActionRecorded, {
    ...inCharge(after),
    actionId: action.actionId,
    action: action.action,
    occurredAt: action.occurredAt,
    receivedAt: action.receivedAt,
    source: action.source,
    sourceCode: action.sourceCode,
    reason: action.reason,
    location: action.location,
    progress: projection.progress,
    late: newest !== null && action.occurredAt < newest,
    contradictsEnd: after.state !== null && isLegEnded(after.state) && after.state !== projection.state,
    ...etaIn(after),
  });
  return [
    told,
    ...factsAboutRecall(change.before, after, action),
    ...aboutState(change),
    ...aboutShortPick(change),
    ...aboutSla(change),
  ];
};

const etaIn = ({ etaAt, etaLatestAt, etaEarliestAt }: Leg) => ({
  etaAt,
  etaLatestAt,
  ...(etaEarliestAt ? { etaEarliestAt } : {}),
});

const aboutState = ({ before, after, projection: { by } }: Change): Fact[] => {
  if (before.state === after.state || by === null) return [];
  const party = inCharge(after);
  if (after.state === 'ACCEPTED') return [fact(LegAccepted, { ...party, acceptedAt: by.occurredAt })];
  if (after.state === 'REJECTED') return [fact(LegRejected, { ...party, reason: reasonOf(by) })];
  if (after.state === 'COMPLETED')
    return [fact(LegCompleted, { ...party, action: by.action, completedAt: by.occurredAt })];
  if (after.state === 'FAILED')
    return [fact(LegFailed, { ...party, action: by.action, reason: reasonOf(by), failedAt: by.occurredAt })];
  return [];
};

const aboutShortPick = ({ action, before, after }: Change): Fact[] => {
  const { short = [] } = after;
  if (JSON.stringify(short) === JSON.stringify(before.short ?? [])) return [];
  return [fact(LegShortPicked, { ...inCharge(after), lines: short, reason: action.reason })];
};

const aboutSla = ({ action, before, after, projection, context: { promiseAt } }: Change): Fact[] => {
  if (promiseAt === null || after.state === null) return [];
  const { responsible, owner } = holderOf(after, projection.goodsLeft);
  const outlet = action.location && { code: action.location.code, name: action.location.name };
  const base = {
    ...inCharge(after),
    responsible,
    owner,
    outlet,
    step: 'DELIVERY' as const,
    dueAt: promiseAt,
    promiseAt,
  };
  if (after.state === 'COMPLETED' && before.state !== 'COMPLETED')
    return after.since > promiseAt ? [fact(SlaBreached, { ...base, completedAt: after.since })] : [];
  if (isLegEnded(after.state) || before.etaAt > promiseAt || after.etaAt <= promiseAt) return [];
  return [fact(SlaAtRisk, { ...base, ...etaIn(after) })];
};

const holderOf = ({ node, carrier }: Leg, goodsLeft: boolean) =>
  goodsLeft ? { responsible: carrier, owner: `carrier:${carrier}` } : { responsible: node, owner: `node:${node}` };

export type RefusedAction = { readonly action: Action; readonly code: RefusalCode; readonly reason: string };
export type RecordedAll = {
  readonly leg: Leg;
  readonly actions: readonly Action[];
  readonly facts: readonly Fact[];
  readonly refused: readonly RefusedAction[];
};

/** Several reports at once, in the order given; refused ones are told, duplicates drop out. */
export const recordActions = (
  commands: readonly RecordAction[],
  leg: Leg,
  recorded: readonly Action[],
  context: RecordContext,
): RecordedAll => {
  let after = leg;
  const actions: Action[] = [];
  const facts: Fact[] = [];
  const refused: RefusedAction[] = [];
  for (const command of commands) {
    const result = recordAction(command, after, [...recorded, ...actions], context);
    if (result.kind === 'REFUSED') refused.push({ action: command.action, code: result.code, reason: result.reason });
    if (result.kind !== 'RECORDED') continue;
    after = result.leg;
    actions.push(result.action);
    facts.push(...result.facts);
  }
  return { leg: after, actions, facts, refused };
};
