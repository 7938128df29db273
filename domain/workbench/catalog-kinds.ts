import { compileMapping } from '../channel/compile-mapping.ts';
import { runHistoryExamples } from '../channel/history-examples.ts';
import { parseHistorySource } from '../channel/history-source.ts';
import { BadMapping, parseMapping } from '../channel/mapping.ts';
import { runExamples } from '../channel/mapping-examples.ts';
import { BadIntentModel, type IntentModel, parseIntentModel, testIntentModel } from '../order/intent-model.ts';
import { BadRemarkPolicy, parseRemarkPolicy, type RemarkPolicy, testRemarkPolicy } from '../order/remark-policy.ts';
import { type CatalogKind, RollbackRule } from './catalog-document.ts';
import { BadPolicy, notesOnPolicy, type Policy, parsePolicy, testPolicy } from './policy.ts';
import { notesOnReaction, parseReaction, type Reaction, testAmong, testReaction } from './reaction.ts';

/** A document that is none of its kind: names document, field and cure. */
export class BadDocument extends Error {
  override name = 'BadDocument';
}

export type TestResult = { readonly name: string; readonly differences: readonly string[] };

/** What there is to know about a kind of document. */
export type KindOfDocument<D = unknown> = {
  /** @throws BadDocument */
  readonly parse: (document: unknown) => D;
  /** Its own id, which must be the one it is kept under. */
  readonly idOf: (document: D) => string;
  /** Runs the tests inside the document. */
  readonly test: (document: D) => Promise<readonly TestResult[]>;
  readonly rollbackOf: (document: D) => RollbackRule;
  /** What the stages need at run time: the document without its tests. */
  readonly runtime: (document: D) => unknown;
  /** What people should know of it, and what keeps nobody from releasing it. */
  readonly notes?: (document: D) => readonly string[];
  /** Whether it may be obeyed beside the documents of its kind that are released. */
  readonly among?: (document: D, released: readonly unknown[]) => TestResult;
};

const kindOf = <D>(kind: KindOfDocument<D>): KindOfDocument => kind as KindOfDocument;

const mapping = kindOf({
  parse: (document) => {
    try {
      const parsed = parseMapping(document);
      compileMapping(parsed);
      return parsed;
    } catch (error) {
      if (error instanceof BadMapping) throw new BadDocument(error.message);
      throw error;
    }
  },
  idOf: ({ id }) => id,
  test: runExamples,
  rollbackOf: ({ rollback }) => rollback ?? RollbackRule.parse({}),
  runtime: ({ examples: _examples, ...rest }) => rest,
});

const BAD = [BadMapping, BadIntentModel, BadRemarkPolicy, BadPolicy];

/** Reads a document and tells what is wrong with it as any kind does. */
const telling =
  <D>(parse: (document: unknown) => D) =>
  (document: unknown): D => {
    try {
      return parse(document);
    } catch (error) {
      if (error instanceof Error && BAD.some((kind) => error instanceof kind)) throw new BadDocument(error.message);
      throw error;
    }
  };

const remarkPolicy = kindOf<RemarkPolicy>({
  parse: telling(parseRemarkPolicy),
  idOf: ({ id }) => id,
  test: async (policy) => testRemarkPolicy(policy),
  rollbackOf: ({ rollback }) => rollback ?? RollbackRule.parse({}),
  runtime: ({ examples: _examples, ...rest }) => rest,
});

const intentModel = kindOf<IntentModel>({
  parse: telling(parseIntentModel),
  idOf: ({ id }) => id,
  test: async (model) => testIntentModel(model),
  rollbackOf: ({ rollback }) => rollback ?? RollbackRule.parse({}),
  runtime: ({ examples: _examples, ...rest }) => rest,
});

const policy = kindOf<Policy>({
  parse: telling(parsePolicy),
  idOf: ({ id }) => id,
  test: async (document) => testPolicy(document),
  rollbackOf: ({ rollback }) => rollback ?? RollbackRule.parse({}),
  runtime: ({ examples: _examples, ...rest }) => rest,
  notes: notesOnPolicy,
});

const historySource = kindOf({
  parse: telling((document) => {
    const parsed = parseHistorySource(document);
    compileMapping(parsed.mapping);
    return parsed;
  }),
  idOf: ({ id }) => id,
  test: runHistoryExamples,
  rollbackOf: ({ mapping: { rollback } }) => rollback ?? RollbackRule.parse({}),
  runtime: ({ examples: _examples, ...rest }) => rest,
});

const reaction = kindOf<Reaction>({
  parse: telling(parseReaction),
  idOf: ({ id }) => id,
  test: async (document) => testReaction(document),
  rollbackOf: ({ rollback }) => rollback ?? RollbackRule.parse({}),
  runtime: ({ examples: _examples, ...rest }) => rest,
  notes: notesOnReaction,
  among: testAmong,
});

export const KINDS: Readonly<Record<CatalogKind, KindOfDocument>> = {
  mapping,
  'remark-policy': remarkPolicy,
  'intent-model': intentModel,
  policy,
  'history-source': historySource,
  reaction,
};

/** What people should know of a document, besides its tests. @throws BadDocument */
export const notesOn = (kind: CatalogKind, document: unknown): readonly string[] => {
  const of = KINDS[kind];
  return of.notes?.(of.parse(document)) ?? [];
};

/**
 * Whether a document may be released, by its own tests. No tests at all is a failed one: nobody knows what it does.
 * @param released what is released of its kind, where the kind asks for it
 */
export const testDocument = async (
  kind: CatalogKind,
  document: unknown,
  released: readonly unknown[] = [],
): Promise<readonly TestResult[]> => {
  const of = KINDS[kind];
  const parsed = of.parse(document);
  const results = await of.test(parsed);
  if (results.length > 0) return of.among ? [...results, of.among(parsed, released)] : results;
  return [{ name: '(no tests)', differences: ['examples: none; write at least one, so that a release can be judged'] }];
};

export const failedOf = (results: readonly TestResult[]): number =>
  results.filter(({ differences }) => differences.length > 0).length;
