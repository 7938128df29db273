import * as z from 'zod';
import { EVENTS } from '../events.ts';
import { DocumentId, RollbackRule } from './catalog-document.ts';
import { Decision } from './decide.ts';
import { constantOutputs, findingsOf } from './decision-checks.ts';
import { type Jdm, jdm } from './decision-document.ts';
import { DecisionExample, type ExampleResult, runDecisionExamples, untestedRules } from './decision-examples.ts';
import { type DecisionTable, readDecision } from './decision-table.ts';
import { Tracer } from './decision-trace.ts';
import { EventPattern } from './event-pattern.ts';
import { BadPolicy, refusing, Title } from './policy.ts';
import { Deed, DeedName, SKU_DEEDS } from './reaction-deeds.ts';
import { REACTION_FACTS } from './reaction-facts.ts';
import { faultsAmong, type ReactionNode } from './reaction-graph.ts';

/** A month: what a timer may be set for. */
const MOST_MINUTES = 43_200;

/**
 * A rule outside planning: events it is woken by, a decision about what then stands, and what is done. A JDM file with a pattern.
 * Documents lie in catalog/reactions/.
 */
export const Reaction = z.strictObject({
  id: DocumentId,
  title: Title,
  about: Title.optional(),
  on: z.strictObject({
    pattern: EventPattern,
    /** Decides so much later, by how things stand then. Left out: at once. */
    afterMinutes: z.number().int().min(1).max(MOST_MINUTES).optional(),
    /** Decides once for each SKU of the event's `lines` or `signals`, by its stock. Left out: once. */
    each: z.literal('SKU').optional(),
  }),
  rollback: RollbackRule.optional(),
  ...jdm,
  examples: z.array(DecisionExample).default([]),
});
export type Reaction = z.infer<typeof Reaction>;

const deedsIn = (table: DecisionTable): DeedName[] => [
  ...new Set(
    constantOutputs(table).flatMap(({ output }) => {
      const named = DeedName.safeParse(output.do);
      return named.success ? [named.data] : [];
    }),
  ),
];

const KNOWN_EVENTS = new Set(EVENTS.map(({ type }) => type));

const faultsIn = ({ on }: Reaction, table: DecisionTable): string[] => {
  const unknown = on.pattern['detail-type'].filter((type) => !KNOWN_EVENTS.has(type));
  const outputs = constantOutputs(table).flatMap(({ rule, output }) => {
    const parsed = Deed.safeParse(output);
    const wrong = parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    const about = parsed.success && SKU_DEEDS.has(parsed.data.do) && on.each !== 'SKU' ? [NEEDS_SKU] : [];
    return [...wrong, ...about].map((fault) => `${rule}, output ${fault}`);
  });
  return [
    ...unknown.map((type) => `on.pattern.detail-type: there is no event ${type}; see docs/events.md`),
    ...outputs,
  ];
};

const NEEDS_SKU = 'do: sales are paused by SKU; write "each": "SKU" into on';

/** @throws BadPolicy */
export const parseReaction = (document: unknown): Reaction =>
  refusing(() => {
    const reaction = Reaction.parse(document);
    const table = readDecision(reaction as Jdm);
    const refused = findingsOf(table, REACTION_FACTS).filter(({ refuses }) => refuses);
    const workedOut = table.rules.filter(({ assignments }) => !assignments.every(({ isConstant }) => isConstant));
    const faults = [
      ...refused.map(({ message }) => message),
      ...workedOut.map(
        ({ id }) => `rule ${id}: what is done is written out, not worked out; leave facts out of its outputs`,
      ),
      ...faultsIn(reaction, table),
    ];
    if (faults.length > 0) throw new BadPolicy(faults.join('; '));
    return reaction;
  });

export const testReaction = (reaction: Reaction): ExampleResult[] =>
  runDecisionExamples(readDecision(reaction as Jdm), reaction.examples, REACTION_FACTS);

export const notesOnReaction = (reaction: Reaction): string[] => {
  const table = readDecision(reaction as Jdm);
  return [
    ...findingsOf(table, REACTION_FACTS).flatMap(({ code, message }) => (code === 'GAP' ? [] : [message])),
    ...untestedRules(table, reaction.examples).map((rule) => `rule ${rule}: no test reaches it`),
  ];
};

const nodeOf = (reaction: Pick<Reaction, 'id' | 'on'> & Jdm): ReactionNode => ({
  id: reaction.id,
  pattern: reaction.on.pattern,
  deeds: deedsIn(readDecision(reaction)),
});

/** Whether it may be obeyed beside the others that are: told as one more test. */
export const testAmong = (reaction: Reaction, released: readonly unknown[]): ExampleResult => {
  const others = released.map((each) => nodeOf(each as Reaction & Jdm)).filter(({ id }) => id !== reaction.id);
  return { name: '(beside the other reactions)', differences: faultsAmong(nodeOf(reaction as Reaction & Jdm), others) };
};

/** A reaction made ready. */
export type CompiledReaction = Pick<Reaction, 'id' | 'on'> & { readonly version: number; readonly tracer: Tracer };

/** @throws BadPolicy */
export const compileReaction = (document: unknown, version: number): CompiledReaction =>
  refusing(() => {
    const { id, on, ...rest } = document as Pick<Reaction, 'id' | 'on'> & Jdm;
    return { id, on, version, tracer: new Tracer(new Decision(readDecision(rest))) };
  });

/** What is to be done, by which rule. */
export type ToDo = { readonly reaction: string; readonly version: number; readonly rule: string; readonly deed: Deed };

export const deedsFor = ({ id, version, tracer }: CompiledReaction, facts: Readonly<Record<string, unknown>>): ToDo[] =>
  tracer.decide(facts).hits.map(({ rule, output }) => ({ reaction: id, version, rule, deed: Deed.parse(output) }));
