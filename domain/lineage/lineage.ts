import * as z from 'zod';
import { type EventDetail, STAGES } from '../event.ts';
import { EventId, OrderId } from '../id.ts';
import { Instant } from '../time.ts';
import { type Answer, answerTo, Deadline, marksOf, SlaStatus, Wording } from './sla.ts';
import type { SlaTerms } from './sla-terms.ts';
import { deadlineOf } from './slas.ts';
import { tellStory } from './stories.ts';

/** A bus event as a subscriber gets it. */
export type LineageSource = { readonly source: string; readonly type: string; readonly detail: EventDetail };

const told = {
  /** The event's id. */
  nodeId: EventId,
  orderId: OrderId.nullable(),
  type: z.string(),
  stage: z.string(),
  at: Instant,
  /** When it happened in the world: earlier than `at` where a partner reported it later. */
  occurredAt: Instant,
  causedBy: EventId.nullable(),
  traceId: z.string(),
  /** Who is responsible: `channel:<platform>/<shop>`, `node:<id>`, `carrier:<id>`, `system:<function>`, `person:<key>`, `role:operator`. */
  owner: z.string(),
  summary: Wording,
  /** Codes, ids and counts of the event; no free text, no personal data. */
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])),
};

/** What is stored of an event: the node, what it awaits, and what it answers. */
export const RecordedNode = z.object({ ...told, deadline: Deadline.nullable(), marks: z.array(z.string()) });
export type RecordedNode = z.infer<typeof RecordedNode>;

const sla = {
  what: Wording,
  owner: z.string(),
  dueAt: Instant,
  status: SlaStatus,
  /** When the awaited fact came true; null while it has not. */
  metAt: Instant.nullable(),
  /** The event that met it, or that made it moot. */
  answeredBy: EventId.nullable(),
};

export const LineageNode = z.object({ ...told, sla: z.object(sla).nullable() });
export type LineageNode = z.infer<typeof LineageNode>;

export const Lineage = z.object({
  nodes: z.array(LineageNode),
  edges: z.array(z.object({ from: EventId, to: EventId })),
  slas: z.array(z.object({ nodeId: EventId, ...sla })),
});
export type Lineage = z.infer<typeof Lineage>;

/** The stage named by an event's source, `fulfillment.<stage>`. */
const stageOf = (source: string): string => {
  const stage = source.replace(/^fulfillment\./, '');
  return STAGES.find((known) => known === stage) ?? source;
};

/** The node an event becomes. The same event always becomes the same node, so recording it twice is recording it once. */
export const lineageNodeOf = (
  { source, type, detail }: LineageSource,
  terms: Pick<SlaTerms, 'terms'>,
): RecordedNode => {
  const stage = stageOf(source);
  const story = tellStory(type, detail.data) ?? {
    owner: `system:${stage}`,
    summary: { en: type, zh: type },
    data: {},
    occurredAt: undefined,
  };
  return {
    nodeId: detail.id,
    orderId: detail.orderId,
    type,
    stage,
    at: detail.at,
    occurredAt: story.occurredAt ?? detail.at,
    causedBy: detail.causedBy,
    traceId: detail.traceId,
    owner: story.owner,
    summary: story.summary,
    data: story.data,
    deadline: deadlineOf(type, detail, terms),
    marks: marksOf(type, detail.data),
  };
};

const earlierFirst = (a: RecordedNode, b: RecordedNode): number => {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  return a.nodeId < b.nodeId ? -1 : 1;
};

/** By time, but never an effect before its cause: clocks of two functions may differ by milliseconds. */
const inCausalOrder = (nodes: readonly RecordedNode[]): RecordedNode[] => {
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const ordered = new Set<RecordedNode>();
  const visit = (node: RecordedNode, effects: ReadonlySet<RecordedNode>): void => {
    if (ordered.has(node) || effects.has(node)) return;
    const cause = node.causedBy && byId.get(node.causedBy);
    if (cause) visit(cause, new Set([...effects, node]));
    ordered.add(node);
  };
  for (const node of [...byId.values()].sort(earlierFirst)) visit(node, new Set());
  return [...ordered];
};

const slaOf = ({ deadline }: RecordedNode, answer: Answer | null): LineageNode['sla'] =>
  deadline && answer && { what: deadline.what, owner: deadline.owner, dueAt: deadline.dueAt, ...answer };

/** What the recorded nodes tell at the moment `now`: in causal order, with the edges between them and what was kept of each deadline. */
export const lineageOf = (recorded: readonly RecordedNode[], now: Instant): Lineage => {
  const ordered = inCausalOrder(recorded);
  const known = new Set(ordered.map(({ nodeId }) => nodeId));
  const nodes = ordered.map((node, index): LineageNode => {
    const { deadline, marks: _marks, ...shown } = node;
    const answer = deadline && answerTo(deadline, ordered, index, now);
    return { ...shown, sla: slaOf(node, answer) };
  });
  return {
    nodes,
    edges: nodes.flatMap(({ nodeId, causedBy }) =>
      causedBy && known.has(causedBy) ? [{ from: causedBy, to: nodeId }] : [],
    ),
    slas: nodes.flatMap(({ nodeId, sla: kept }) => (kept ? [{ nodeId, ...kept }] : [])),
  };
};

/** Events named as a cause that are not among the nodes: they belong to no order (a push), or to another. */
export const missingCauses = (nodes: readonly RecordedNode[]): EventId[] => {
  const known = new Set(nodes.map(({ nodeId }) => nodeId));
  return [...new Set(nodes.flatMap(({ causedBy }) => (causedBy && !known.has(causedBy) ? [causedBy] : [])))];
};
