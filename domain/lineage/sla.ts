import * as z from 'zod';
import { type ActionName, factsOf } from '../fulfillment/action.ts';
import type { EventId } from '../id.ts';
import { Instant } from '../time.ts';
import { SlaStep } from './sla-terms.ts';

/** One line for people, in both languages of the console. */
export const Wording = z.object({ en: z.string(), zh: z.string() });
export type Wording = z.infer<typeof Wording>;

/** `VOID`: something else happened in time that makes the awaited fact needless (cancelled, planned anew). */
export const SlaStatus = z.enum(['OPEN', 'MET', 'BREACHED', 'VOID']);
export type SlaStatus = z.infer<typeof SlaStatus>;

/** What an event promises: the awaited fact, until when, by whom. */
export const Deadline = z.object({
  what: Wording,
  owner: z.string(),
  dueAt: Instant,
  /** Every group must be answered, each by any one of its marks. */
  awaits: z.array(z.array(z.string()).min(1)).min(1),
  voids: z.array(z.string()),
  /** Absent in deadlines of before steps were named. */
  step: SlaStep.optional(),
  /** When somebody is told that it is at risk, and again at `dueAt` when it is missed; absent: nobody is. */
  warnAt: Instant.optional(),
});
export type Deadline = z.infer<typeof Deadline>;

type Facts = {
  readonly legId?: string;
  readonly planId?: string | null;
  readonly returnId?: string;
  readonly requestId?: string;
  readonly holdId?: string;
  readonly hold?: { readonly holdId: string };
  readonly action?: ActionName;
  readonly legs?: unknown;
};

/** The goods of a leg are on their way. */
export const goodsLeft = (legId: string): string => `GoodsLeft:${legId}`;

/** The goods of a leg are picked, or further on. */
export const goodsPicked = (legId: string): string => `GoodsPicked:${legId}`;
/** Something was heard of a leg: without a colon, so only what comes later counts. */
export const heardOf = (legId: string): string => `Heard@${legId}`;

const PICKED: ReadonlySet<string> = new Set(['leg.picked', 'leg.short_picked', 'leg.packed']);

const isLeaving = (type: string, action: ActionName | undefined): boolean =>
  type === 'ActionRecorded' && action !== undefined && factsOf(action)?.moves === true;

const isNews = (action: ActionName | undefined): boolean =>
  action !== undefined && factsOf(action)?.lane !== undefined && factsOf(action).lane !== 'meta';

/** What an event answers: its type, and its type with each id it is about, as deadlines name them. */
export const marksOf = (type: string, data: unknown): string[] => {
  const { legId, planId, returnId, requestId, holdId, hold, action, legs } = (data ?? {}) as Facts;
  const compensated = type === 'PlanCompensated' && Array.isArray(legs) ? (legs as string[]) : [];
  const ids = [legId, planId, returnId, requestId, holdId ?? hold?.holdId, ...compensated].filter(
    (id) => typeof id === 'string',
  );
  return [
    type,
    ...ids.map((id) => `${type}:${id}`),
    ...(legId !== undefined && isLeaving(type, action) ? [goodsLeft(legId), goodsPicked(legId)] : []),
    ...(legId !== undefined && action !== undefined && PICKED.has(action) ? [goodsPicked(legId)] : []),
    ...(legId !== undefined && type === 'ActionRecorded' && isNews(action) ? [heardOf(legId)] : []),
  ];
};

/** How a deadline stands. */
export type Answer = {
  readonly status: SlaStatus;
  readonly metAt: Instant | null;
  readonly answeredBy: EventId | null;
};

type Marked = { readonly nodeId: EventId; readonly occurredAt: Instant; readonly marks: readonly string[] };

/** A mark with an id is about that thing, whenever it was told; one without may come true many times: only a later one counts. */
const isAbout = (mark: string, node: Marked, isLater: boolean): boolean =>
  (isLater || mark.includes(':')) && node.marks.includes(mark);

const earliest = (nodes: readonly Marked[]): Marked | null =>
  nodes.reduce<Marked | null>((first, node) => (first && first.occurredAt <= node.occurredAt ? first : node), null);
const latest = (nodes: readonly Marked[]): Marked | null =>
  nodes.reduce<Marked | null>((last, node) => (last && last.occurredAt >= node.occurredAt ? last : node), null);

/** Whether the deadline of the node at `index` was kept, judged from all nodes of the order (in causal order) at the moment `now`. */
export const answerTo = (deadline: Deadline, nodes: readonly Marked[], index: number, now: Instant): Answer => {
  const first = (marks: readonly string[]): Marked | null =>
    earliest(nodes.filter((node, at) => marks.some((mark) => isAbout(mark, node, at > index))));
  const answers = deadline.awaits.map(first);
  const met = answers.every((answer) => answer !== null) ? latest(answers as Marked[]) : null;
  const moot = first(deadline.voids);
  const inTime = (at: Instant): boolean => at <= deadline.dueAt;
  if (met && (!moot || met.occurredAt <= moot.occurredAt))
    return { status: inTime(met.occurredAt) ? 'MET' : 'BREACHED', metAt: met.occurredAt, answeredBy: met.nodeId };
  if (moot) return { status: inTime(moot.occurredAt) ? 'VOID' : 'BREACHED', metAt: null, answeredBy: moot.nodeId };
  return { status: inTime(now) ? 'OPEN' : 'BREACHED', metAt: null, answeredBy: null };
};
