import { parseAttributeSet } from '#domain/channel/attribute-set.ts';
import { type CompiledAttributeSet, compileAttributeSet } from '#domain/channel/compile-attribute-set.ts';
import { type CompiledEnhancement, compileEnhancement } from '#domain/channel/compile-enhancement.ts';
import { type CompiledLink, compileSemanticLink } from '#domain/channel/compile-semantic-link.ts';
import { parseEnhancement } from '#domain/channel/enhancement.ts';
import { parseSemanticLink } from '#domain/channel/semantic-link.ts';
import type { Order } from '#domain/order/order.ts';
import type { MetaModel } from '#domain/order/order-attributes.ts';
import type { CatalogKind } from '#domain/workbench/catalog-document.ts';
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
};

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
  return { set, packs: ownPacks, links: ownLinks, pins, chosenSet };
};

/** The documents that decided about an order that is known. @throws NotReleased */
export const metaModelOf = ({ channel, channelOrderId, color, pinned }: Order): Promise<ChosenMetaModel> =>
  metaModelFor(channel, { color, key: `${channel}#${channelOrderId}`, pinned });
