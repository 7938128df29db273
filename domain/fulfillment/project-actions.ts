import type { Instant } from '../time.ts';
import { ACTION_NAMES, type Action, factsOf, type ProgressLane } from './action.ts';
import type { LegState } from './leg.ts';

/** Of one second, the vocabulary's own order: it runs the way goods do. */
const PLACE_IN_STORY = new Map<string, number>(ACTION_NAMES.map((name, index) => [name, index]));

const compare = <T extends string | number>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);
const placeOf = ({ action }: Action): number => PLACE_IN_STORY.get(action) ?? 0;
/** By time; of one moment the way goods go. */
export const inOrder = (a: Action, b: Action): number =>
  compare(a.occurredAt, b.occurredAt) || compare(placeOf(a), placeOf(b)) || compare(a.actionId, b.actionId);

const saysOneOf = (codes: readonly string[], sourceCode: string | null): boolean =>
  codes.some((code) => sourceCode === code || sourceCode?.startsWith(`${code}/`));

/** The ids of what was taken back: named by id, or the source's latest report before with one of the codes named. */
export const retractedIn = (actions: readonly Action[]): ReadonlySet<string | null> => {
  const retracted = new Set(actions.map(({ retracts }) => retracts));
  for (const retraction of actions.filter(({ retractsCodes }) => retractsCodes).sort(inOrder)) {
    const [latest] = actions
      .filter(
        ({ source, sourceCode }) =>
          source === retraction.source && saysOneOf(retraction.retractsCodes ?? [], sourceCode),
      )
      .filter(({ actionId, occurredAt }) => occurredAt <= retraction.occurredAt && !retracted.has(actionId))
      .sort((a, b) => inOrder(b, a));
    if (latest) retracted.add(latest.actionId);
  }
  return retracted;
};

/** What happened and was not taken back, by the time it happened; arrival plays no part. */
export const effectiveActions = (actions: readonly Action[]): Action[] => {
  const retracted = retractedIn(actions);
  return actions
    .filter(({ action, actionId }) => factsOf(action).lane !== 'meta' && !retracted.has(actionId))
    .sort(inOrder);
};

type Walk = { readonly lane: ProgressLane; readonly blocked: boolean; readonly returning: boolean };

/** delivered and closed are left only by a return and by a claim (carriers report both after a signature). */
const REOPENS = new Set<string>(['exception.damaged', 'exception.lost']);
const LAST_MILE = new Set<ProgressLane>(['out', 'attempted', 'waiting']);

const isOver = ({ lane }: Walk): boolean => lane === 'delivered' || lane === 'closed';
const isLeftBy = (action: string, lane: ProgressLane): boolean =>
  lane === 'returning' || lane === 'closed' || REOPENS.has(action);

const moveOn = (walk: Walk, lane: ProgressLane): Walk => {
  if (LAST_MILE.has(lane)) return { ...walk, blocked: false, lane };
  return { ...walk, blocked: false, lane: walk.lane === 'created' ? 'moving' : walk.lane };
};

const step = (walk: Walk, { action }: Action): Walk => {
  const { lane, moves } = factsOf(action);
  if (isOver(walk) && !isLeftBy(action, lane)) return walk;
  if (lane === 'closed') return { ...walk, lane };
  // Signed for on the way back: it is the sender who signed.
  if (lane === 'delivered') return { ...walk, blocked: false, lane: walk.returning ? 'closed' : lane };
  if (lane === 'blocked') return { ...walk, lane: isOver(walk) ? 'moving' : walk.lane, blocked: true };
  if (lane === 'returning') return { lane: 'moving', blocked: false, returning: true };
  return moves ? moveOn(walk, lane) : walk;
};

/**
 * Where a leg stands for people. Ranks: created < moving < out, attempted, waiting (of these the latest word) < delivered;
 * blocked is cleared by the next movement; once returning, movement is return movement; delivered and closed stay.
 */
export const progressOf = (effective: readonly Action[]): ProgressLane => {
  const { lane, blocked, returning } = effective.reduce(step, { lane: 'created', blocked: false, returning: false });
  if (lane === 'delivered' || lane === 'closed') return lane;
  if (blocked) return 'blocked';
  return returning ? 'returning' : lane;
};

export type LegProjection = {
  /** What the actions say the leg's state is. */
  readonly state: Exclude<LegState, 'CANCELLED'>;
  /** The action that first says so; null while nothing does. */
  readonly by: Action | null;
  readonly progress: ProgressLane;
  /** The goods are no longer at the node. */
  readonly goodsLeft: boolean;
};

const ACCEPTS = new Set<string>([
  'leg.accepted',
  'leg.picked',
  'leg.short_picked',
  'leg.packed',
  'appointment.proposed',
  'appointment.confirmed',
  'appointment.rescheduled',
]);

const endOf = (
  effective: readonly Action[],
): { readonly state: 'COMPLETED' | 'REJECTED' | 'FAILED'; readonly by: Action } | null => {
  const by = effective.find(({ action }) => factsOf(action).lane === 'delivered' || factsOf(action).lane === 'closed');
  if (!by) return null;
  if (by.action === 'leg.rejected') return { state: 'REJECTED', by };
  const returning = effective.some((earlier) => before(earlier, by) && factsOf(earlier.action).lane === 'returning');
  return { state: factsOf(by.action).lane === 'delivered' && !returning ? 'COMPLETED' : 'FAILED', by };
};
const before = (a: Action, b: Action): boolean => inOrder(a, b) < 0;

/** The leg as its actions tell it: a function of the set, so any order of arrival and any repetition tells the same. */
export const projectLeg = (actions: readonly Action[]): LegProjection => {
  const effective = effectiveActions(actions);
  const progress = progressOf(effective);
  const moved = effective.find(({ action }) => factsOf(action).moves) ?? null;
  const goodsLeft = moved !== null;
  const end = endOf(effective);
  if (end) return { ...end, progress, goodsLeft };
  if (moved) return { state: 'IN_PROGRESS', by: moved, progress, goodsLeft };
  const accepted = effective.find(({ action }) => ACCEPTS.has(action)) ?? null;
  return { state: accepted ? 'ACCEPTED' : 'DISPATCHED', by: accepted, progress, goodsLeft };
};

/** When the newest known thing happened; null when nothing is known. */
export const newestOf = (actions: readonly Action[]): Instant | null =>
  actions.reduce<Instant | null>(
    (newest, { occurredAt }) => (newest && newest > occurredAt ? newest : occurredAt),
    null,
  );
