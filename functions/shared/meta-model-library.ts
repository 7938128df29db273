import { parseAttributeSet } from '#domain/channel/attribute-set.ts';
import { type CompiledAttributeSet, compileAttributeSet } from '#domain/channel/compile-attribute-set.ts';
import { type CompiledEnhancement, compileEnhancement } from '#domain/channel/compile-enhancement.ts';
import { type CompiledLink, compileSemanticLink } from '#domain/channel/compile-semantic-link.ts';
import { parseEnhancement } from '#domain/channel/enhancement.ts';
import { parseSemanticLink } from '#domain/channel/semantic-link.ts';
import type { Order } from '#domain/order/order.ts';
import type { MetaModel } from '#domain/order/order-attributes.ts';
import type { CatalogKind, Release } from '#domain/workbench/catalog-document.ts';
import type { Decided } from '#domain/workbench/release-choice.ts';
import { type Chosen, type DocumentLibrary, documentLibrary } from './document-library.ts';
import { releasedOfKind } from './released.ts';

const sets = documentLibrary('attribute-set', (text, version) => compileAttributeSet(parseAttributeSet(text), version));
const packs = documentLibrary('enhancement', (text, version) => compileEnhancement(parseEnhancement(text), version));
const links = documentLibrary('semantic-link', (text, version) =>
  compileSemanticLink(parseSemanticLink(text), version),
);

/** Whose orders, and which documents decided about one of them before; null: none, or it is to be read anew. */
export type AboutOrder = Pick<Decided, 'color' | 'key'> & { readonly pinned: Readonly<Record<string, string>> | null };

const decidedBy = ({ color, key, pinned }: AboutOrder, kind: CatalogKind, id: string): Decided => {
  const version = pinned?.[`${kind}/${id}`];
  return { color, key, pinned: version === undefined ? null : Number(version) };
};

const every = async <T>(library: DocumentLibrary<T>, kind: CatalogKind, about: AboutOrder): Promise<Chosen<T>[]> => {
  const documents = await releasedOfKind(kind);
  return Promise.all(documents.map(({ id }) => library.choose(id, decidedBy(about, kind, id))));
};

const setOf = async (channel: string, about: AboutOrder): Promise<Chosen<CompiledAttributeSet> | null> => {
  const documents = await releasedOfKind('attribute-set');
  return documents.some(({ id }) => id === channel)
    ? sets.choose(channel, decidedBy(about, 'attribute-set', channel))
    : null;
};

/** The pack that all obey. @throws NotReleased */
export const releasedPack = (id: string): Promise<CompiledEnhancement> => packs.obeyed(id);

const pin = (kind: CatalogKind, { id, version }: { readonly id: string; readonly version: string }) =>
  [`${kind}/${id}`, version] as const;

const isAbout = (channel: string) => (link: CompiledLink) => link.channel === undefined || link.channel === channel;

export type ChosenMetaModel = MetaModel & {
  /** How the set was chosen: for its trial. */
  readonly chosenSet: Chosen<CompiledAttributeSet> | null;
  /** Packs and links on trial that decide about the order, each with what all others obey in its stead. */
  readonly trials: readonly MetaModelTrial[];
};

export type MetaModelTrial = {
  readonly kind: CatalogKind;
  readonly id: string;
  readonly release: Release;
  readonly before: MetaModel;
};

const instead = <T extends { readonly id: string }>(documents: readonly T[], other: T): readonly T[] =>
  documents.map((document) => (document.id === other.id ? other : document));

/** The documents that say what an order's attributes mean. @throws NotReleased */
export const metaModelFor = async (channel: string, about: AboutOrder): Promise<ChosenMetaModel> => {
  const [chosenSet, allPacks, allLinks] = await Promise.all([
    setOf(channel, about),
    every(packs, 'enhancement', about),
    every(links, 'semantic-link', about),
  ]);
  const set = chosenSet?.document ?? null;
  const ownPacks = allPacks.map(({ document }) => document).filter((pack) => pack.channel === channel);
  const ownLinks = allLinks.map(({ document }) => document).filter(isAbout(channel));
  const pins = Object.fromEntries([
    ...(set ? [pin('attribute-set', set)] : []),
    ...ownPacks.map((pack) => pin('enhancement', pack)),
    ...ownLinks.map((link) => pin('semantic-link', link)),
  ]);
  const model = { set, packs: ownPacks, links: ownLinks, pins };
  const trials = [
    ...allPacks.flatMap(({ comparedWith: old, released }): MetaModelTrial[] =>
      old && old.channel === channel
        ? [
            {
              kind: 'enhancement',
              id: old.id,
              release: released.release,
              before: { ...model, packs: instead(ownPacks, old) },
            },
          ]
        : [],
    ),
    ...allLinks.flatMap(({ comparedWith: old, released }): MetaModelTrial[] =>
      old && isAbout(channel)(old)
        ? [
            {
              kind: 'semantic-link',
              id: old.id,
              release: released.release,
              before: { ...model, links: instead(ownLinks, old) },
            },
          ]
        : [],
    ),
  ];
  return { ...model, chosenSet, trials };
};

/** The documents that decided about an order that is known. @throws NotReleased */
export const metaModelOf = ({ channel, channelOrderId, color, pinned }: Order): Promise<ChosenMetaModel> =>
  metaModelFor(channel, { color, key: `${channel}#${channelOrderId}`, pinned });
