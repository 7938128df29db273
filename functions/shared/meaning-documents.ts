import { type IntentModel, parseIntentModel } from '#domain/order/intent-model.ts';
import { type MeaningDocuments, NO_DOCUMENTS } from '#domain/order/meaning.ts';
import type { Order } from '#domain/order/order.ts';
import { parseRemarkPolicy, type RemarkPolicy } from '#domain/order/remark-policy.ts';
import type { CatalogKind, Release } from '#domain/workbench/catalog-document.ts';
import { type Decided, versionFor } from '#domain/workbench/release-choice.ts';
import { dynamoCatalogStore } from './dynamo-catalog-store.ts';
import { NotReleased, released } from './released.ts';

const ID = 'default';

/** A document in the version that decides about an order. */
type Chosen<D> = {
  readonly version: number;
  readonly document: D;
  /** The version that all obey and its release, where this one is on trial. */
  readonly trial: { readonly release: Release; readonly obeyed: D } | null;
};

const parsed = new Map<string, unknown>();

/** Parsed once per version. */
const parsedOf = <D>(key: string, text: unknown, parse: (text: unknown) => D): D => {
  const known = parsed.get(key) as D | undefined;
  if (known !== undefined) return known;
  const document = parse(text);
  parsed.set(key, document);
  return document;
};

const chosen = async <D>(
  kind: CatalogKind,
  decided: Decided,
  parse: (text: unknown) => D,
): Promise<Chosen<D> | null> => {
  try {
    const { release, document, trialDocument } = await released(kind, ID);
    const version = versionFor(release, decided);
    const current: Readonly<Record<number, unknown>> = {
      ...(release.trial ? { [release.trial.version]: trialDocument } : {}),
      [release.version]: document,
    };
    const text = current[version] ?? (await dynamoCatalogStore.version(kind, ID, version)).document;
    const isTrial = version === release.trial?.version;
    const obeyed = () => parsedOf(`${kind}@${release.version}`, document, parse);
    return {
      version,
      document: parsedOf(`${kind}@${version}`, text, parse),
      trial: isTrial ? { release, obeyed: obeyed() } : null,
    };
  } catch (error) {
    // Neither is needed to ship an order: without a policy the usual trust holds, without a model nothing is guessed.
    if (error instanceof NotReleased) return null;
    throw error;
  }
};

type About = Omit<Decided, 'pinned'> & {
  /** Versions that decided about it before. */
  readonly pinned: Order['pinned'];
};

const pinnedTo = ({ color, key, pinned }: About, kind: CatalogKind): Decided => {
  const version = pinned[`${kind}/${ID}`];
  return { color, key, pinned: version === undefined ? null : Number(version) };
};

export type ChosenDocuments = {
  readonly documents: MeaningDocuments;
  /** Those that all obey instead of ones on trial; null without a trial. */
  readonly comparedWith: MeaningDocuments | null;
  /** Documents on trial. */
  readonly trials: readonly { readonly kind: CatalogKind; readonly id: string; readonly release: Release }[];
};

/** The documents that decide what an order means: those that did before, else those released for it. */
export const meaningDocuments = async (about: About): Promise<ChosenDocuments> => {
  const [policy, model] = await Promise.all([
    chosen<RemarkPolicy>('remark-policy', pinnedTo(about, 'remark-policy'), parseRemarkPolicy),
    chosen<IntentModel>('intent-model', pinnedTo(about, 'intent-model'), parseIntentModel),
  ]);
  const documents: MeaningDocuments = {
    policy: policy?.document ?? NO_DOCUMENTS.policy,
    model: model && { ...model.document, version: String(model.version) },
    pins: {
      ...(policy ? { [`remark-policy/${ID}`]: String(policy.version) } : {}),
      ...(model ? { [`intent-model/${ID}`]: String(model.version) } : {}),
    },
  };
  const trials = [
    ...(policy?.trial ? [{ kind: 'remark-policy' as const, id: ID, release: policy.trial.release }] : []),
    ...(model?.trial ? [{ kind: 'intent-model' as const, id: ID, release: model.trial.release }] : []),
  ];
  const comparedWith = {
    ...documents,
    policy: policy?.trial?.obeyed ?? documents.policy,
    model: model?.trial?.obeyed ?? documents.model,
  };
  return { documents, comparedWith: trials.length > 0 ? comparedWith : null, trials };
};

/** Those that decide about an order that is known. */
export const meaningOfKnown = async ({ color, channel, channelOrderId, pinned }: Order): Promise<MeaningDocuments> => {
  const { documents } = await meaningDocuments({ color, key: `${channel}#${channelOrderId}`, pinned });
  return documents;
};
