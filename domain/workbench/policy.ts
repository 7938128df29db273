import * as z from 'zod';
import { DocumentId, RollbackRule } from './catalog-document.ts';
import type { Facts } from './cell-value.ts';
import { Decision } from './decide.ts';
import { constantOutputs, findingsOf } from './decision-checks.ts';
import { type Jdm, jdm } from './decision-document.ts';
import { DecisionExample, type ExampleResult, runDecisionExamples, untestedRules } from './decision-examples.ts';
import { BadDecision } from './decision-graph.ts';
import { type DecisionTable, readDecision } from './decision-table.ts';
import { Tracer } from './decision-trace.ts';
import { POLICY_USE_NAMES, POLICY_USES, type PolicyUse, type PolicyUseName, type SaysOf } from './policy-uses.ts';

const USUAL_RANK = 100;

export const Title = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });

/**
 * A decision that operators edit: a JDM file (GoRules' editor opens it) with a title, the place where it has a say, and its own
 * tests. Documents lie in catalog/policies/.
 */
export const Policy = z.strictObject({
  id: DocumentId,
  title: Title,
  /** For whoever edits it. */
  about: Title.optional(),
  use: z.enum(POLICY_USE_NAMES),
  /** Where only one can be obeyed, the policy of the lowest rank is. */
  rank: z.number().int().min(0).max(999).default(USUAL_RANK),
  rollback: RollbackRule.optional(),
  ...jdm,
  examples: z.array(DecisionExample).default([]),
});
export type Policy = z.infer<typeof Policy>;

/** A policy that is refused: names the field, or rule and column, and the cure. */
export class BadPolicy extends Error {
  override name = 'BadPolicy';
}

const issueOf = ({ path, message }: z.core.$ZodIssue): string =>
  `${path.map(String).join('.') || '(document)'}: ${message}`;

/** What a document of decisions has that is refused, told as its own. */
export const refusing = <T>(read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if (error instanceof BadDecision) throw new BadPolicy(error.message);
    if (error instanceof z.ZodError) throw new BadPolicy(error.issues.map(issueOf).join('; '));
    throw error;
  }
};

const useOf = ({ use }: Pick<Policy, 'use'>): PolicyUse => POLICY_USES[use];

/** Outputs that may not be said where the policy has its say. */
const badOutputs = (table: DecisionTable, says: z.ZodType): string[] =>
  constantOutputs(table).flatMap(({ rule, output }) => {
    const parsed = says.safeParse(output);
    return parsed.success ? [] : parsed.error.issues.map((issue) => `${rule}, output ${issueOf(issue)}`);
  });

/** @throws BadPolicy */
export const parsePolicy = (document: unknown): Policy =>
  refusing(() => {
    const policy = Policy.parse(document);
    const table = readDecision(policy as Jdm);
    const { facts, says } = useOf(policy);
    const refused = findingsOf(table, facts).filter(({ refuses }) => refuses);
    const faults = [...refused.map(({ message }) => message), ...badOutputs(table, says)];
    if (faults.length > 0) throw new BadPolicy(faults.join('; '));
    return policy;
  });

export const testPolicy = (policy: Policy): ExampleResult[] =>
  runDecisionExamples(readDecision(policy as Jdm), policy.examples, useOf(policy).facts);

/** What people should know of a policy that is not refused for it. */
export const notesOnPolicy = (policy: Policy): string[] => {
  const table = readDecision(policy as Jdm);
  return [
    ...findingsOf(table, useOf(policy).facts).map(({ message }) => message),
    ...untestedRules(table, policy.examples).map((rule) => `rule ${rule}: no test reaches it`),
  ];
};

/** A policy made ready to decide. */
export type CompiledPolicy = {
  readonly id: string;
  readonly version: number;
  readonly use: PolicyUseName;
  readonly rank: number;
  readonly tracer: Tracer;
  readonly says: z.ZodType;
};

/** @throws BadPolicy */
export const compilePolicy = (document: unknown, version: number): CompiledPolicy =>
  refusing(() => {
    const policy = document as Pick<Policy, 'id' | 'use'> & Partial<Pick<Policy, 'rank'>> & Jdm;
    const tracer = new Tracer(new Decision(readDecision(policy)));
    return {
      id: policy.id,
      version,
      use: policy.use,
      rank: policy.rank ?? USUAL_RANK,
      tracer,
      says: useOf(policy).says,
    };
  });

/** What a policy says, by which rule. */
export type Verdict<Use extends PolicyUseName> = {
  readonly policy: string;
  readonly version: number;
  readonly rule: string;
  readonly description: string;
  readonly says: SaysOf<Use>;
};

/** What a policy says of some facts; nothing where no rule holds. @throws z.ZodError when an output worked out from facts may not be said */
export const verdictsOf = <Use extends PolicyUseName>(
  { id, version, tracer, says }: CompiledPolicy,
  facts: Facts,
): Verdict<Use>[] =>
  tracer.decide(facts).hits.map(({ rule, description, output }) => ({
    policy: id,
    version,
    rule,
    description,
    says: says.parse(output) as SaysOf<Use>,
  }));
