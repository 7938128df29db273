import {
  type AttributeMigration,
  type AttributeSet,
  BadDefinition,
  type FieldsByPath,
  fieldsByPath,
  parseAttributeSet,
} from '../channel/attribute-set.ts';
import { runAttributeExamples } from '../channel/attribute-set-examples.ts';
import { compileEnhancement } from '../channel/compile-enhancement.ts';
import { compileMapping } from '../channel/compile-mapping.ts';
import { parseEnhancement } from '../channel/enhancement.ts';
import { runEnhancementExamples } from '../channel/enhancement-examples.ts';
import { runHistoryExamples } from '../channel/history-examples.ts';
import { parseHistorySource } from '../channel/history-source.ts';
import { BadMapping, parseMapping } from '../channel/mapping.ts';
import { runExamples } from '../channel/mapping-examples.ts';
import { parseSemanticLink } from '../channel/semantic-link.ts';
import { runLinkExamples } from '../channel/semantic-link-examples.ts';
import { BadOffer, parseServiceOffer, testServiceOffer } from '../fulfillment/service-offer.ts';
import { BadSlaTerms, parseSlaTerms, type SlaTerms, testSlaTerms } from '../lineage/sla-terms.ts';
import { parseBundle, testBundle } from '../order/bundle.ts';
import { BadIntentModel, parseIntentModel, testIntentModel } from '../order/intent-model.ts';
import { canonical } from '../order/merge.ts';
import { parsePresaleTerms, testPresaleTerms } from '../order/presale.ts';
import { BadRemarkPolicy, parseRemarkPolicy, testRemarkPolicy } from '../order/remark-policy.ts';
import { parseSubscriptionTerms, testSubscriptionTerms } from '../order/subscription-terms.ts';
import { parseFollowUp, testFollowUp } from '../service/follow-up.ts';
import { type CatalogKind, RollbackRule } from './catalog-document.ts';
import { type CoreSet, coreSet } from './core-fields.ts';
import { BadPolicy, notesOnPolicy, parsePolicy, testPolicy } from './policy.ts';
import { notesOnReaction, parseReaction, testAmong, testReaction } from './reaction.ts';

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
  /** The fields it defines, which orders may carry. */
  readonly definesOf?: (document: D) => Defines;
};

/** Fields of orders of a channel that a document defines, and what becomes of those it defined before. */
export type Defines = {
  readonly channel: string;
  readonly fields: FieldsByPath;
  readonly migrations: readonly AttributeMigration[];
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

/** What every document has that is not its kind's own. */
type Plain = {
  readonly id: string;
  readonly rollback?: RollbackRule | undefined;
  readonly examples: readonly unknown[];
};

/** How the kinds themselves say that a document is none of theirs. */
const BAD = [BadDefinition, BadMapping, BadIntentModel, BadRemarkPolicy, BadPolicy, BadOffer, BadSlaTerms];

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

const plainKind = <D extends Plain>({
  parse,
  ...own
}: Pick<KindOfDocument<D>, 'parse' | 'test' | 'definesOf' | 'notes' | 'among'>): KindOfDocument =>
  kindOf<D>({
    parse: telling(parse),
    idOf: ({ id }) => id,
    rollbackOf: ({ rollback }) => rollback ?? RollbackRule.parse({}),
    runtime: ({ examples: _examples, ...rest }) => rest,
    ...own,
  });

const isCore = (document: unknown): boolean => (document as { id?: unknown } | null)?.id === 'core';

/** The core fields are what the order's model says, and nobody's to edit. */
const parseCore = (document: unknown): CoreSet => {
  const core = coreSet();
  if (canonical(document) === canonical(core)) return core;
  throw new BadDocument(
    "attribute-set core: is read off the order and cannot be edited; put fields into a channel's set",
  );
};

const definesOfSet = (set: AttributeSet): Defines => ({
  channel: set.id,
  fields: fieldsByPath(set),
  migrations: set.migrations,
});

const channelSet = plainKind({ parse: parseAttributeSet, test: runAttributeExamples });

const attributeSet: KindOfDocument = {
  ...channelSet,
  parse: (document) => (isCore(document) ? parseCore(document) : channelSet.parse(document)),
  test: async (document) =>
    isCore(document) ? [{ name: 'it is what the order model says', differences: [] }] : channelSet.test(document),
  definesOf: (document) =>
    isCore(document) ? { channel: 'core', fields: new Map(), migrations: [] } : definesOfSet(document as AttributeSet),
};

const enhancement = plainKind({
  parse: parseEnhancement,
  test: runEnhancementExamples,
  definesOf: (pack) => ({ channel: pack.channel, fields: compileEnhancement(pack, '1').fields, migrations: [] }),
});

const semanticLink = plainKind({ parse: parseSemanticLink, test: runLinkExamples });

const remarkPolicy = plainKind({ parse: parseRemarkPolicy, test: async (policy) => testRemarkPolicy(policy) });

const intentModel = plainKind({ parse: parseIntentModel, test: async (model) => testIntentModel(model) });

const policy = plainKind({
  parse: parsePolicy,
  test: async (document) => testPolicy(document),
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

const reaction = plainKind({
  parse: parseReaction,
  test: async (document) => testReaction(document),
  notes: notesOnReaction,
  among: testAmong,
});

const service = plainKind({ parse: parseServiceOffer, test: async (offer) => testServiceOffer(offer) });

const subscription = plainKind({
  parse: parseSubscriptionTerms,
  test: async (terms) => testSubscriptionTerms(terms),
});

const bundle = plainKind({ parse: parseBundle, test: async (document) => testBundle(document) });

const presale = plainKind({ parse: parsePresaleTerms, test: async (terms) => testPresaleTerms(terms) });

const followUp = plainKind({ parse: parseFollowUp, test: async (document) => testFollowUp(document) });

const sla = kindOf<SlaTerms>({
  parse: telling(parseSlaTerms),
  idOf: ({ id }) => id,
  test: async (terms) => testSlaTerms(terms),
  rollbackOf: () => RollbackRule.parse({}),
  runtime: ({ examples: _examples, ...rest }) => rest,
});

export const KINDS: Readonly<Record<CatalogKind, KindOfDocument>> = {
  mapping,
  'attribute-set': attributeSet,
  enhancement,
  'semantic-link': semanticLink,
  'remark-policy': remarkPolicy,
  'intent-model': intentModel,
  policy,
  'history-source': historySource,
  reaction,
  service,
  subscription,
  'follow-up': followUp,
  bundle,
  sla,
  presale,
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
