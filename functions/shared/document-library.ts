import type { CatalogKind } from '#domain/workbench/catalog-document.ts';
import type { ReleasedDocument } from '#domain/workbench/catalog-store.ts';
import { type Decided, versionFor } from '#domain/workbench/release-choice.ts';
import { dynamoCatalogStore } from './dynamo-catalog-store.ts';
import { released } from './released.ts';

/** A document ready to be used, in the version that decides. */
export type Chosen<T> = {
  readonly document: T;
  readonly version: number;
  /** The one all obey, when another was chosen because it is on trial: what the trial is compared with. */
  readonly comparedWith: T | null;
  readonly released: ReleasedDocument;
};

/** Documents of one kind, each version compiled once. */
export type DocumentLibrary<T> = {
  /** @throws NotReleased */
  readonly choose: (id: string, decided: Decided) => Promise<Chosen<T>>;
  /** The version that all obey, whatever is on trial. @throws NotReleased */
  readonly obeyed: (id: string) => Promise<T>;
};

const textOf = async (
  kind: CatalogKind,
  id: string,
  { release, document, trialDocument }: ReleasedDocument,
  version: number,
): Promise<unknown> => {
  if (version === release.version) return document;
  if (version === release.trial?.version) return trialDocument;
  return (await dynamoCatalogStore.version(kind, id, version)).document;
};

/** @param compile makes a document usable; the catalog's version is the one orders are pinned to */
export const documentLibrary = <T>(
  kind: CatalogKind,
  compile: (document: unknown, version: string) => T,
): DocumentLibrary<T> => {
  const compiled = new Map<string, T>();
  const compiledOf = (id: string, version: number, text: unknown): T => {
    const key = `${id}@${version}`;
    const known = compiled.get(key);
    if (known) return known;
    const document = compile(text, String(version));
    compiled.set(key, document);
    return document;
  };
  const choose = async (id: string, decided: Decided): Promise<Chosen<T>> => {
    const current = await released(kind, id);
    const version = versionFor(current.release, decided);
    const document = compiledOf(id, version, await textOf(kind, id, current, version));
    const isTrial = version === current.release.trial?.version;
    const comparedWith = isTrial ? compiledOf(id, current.release.version, current.document) : null;
    return { document, version, comparedWith, released: current };
  };
  const obeyed = async (id: string): Promise<T> => {
    const { release, document } = await released(kind, id);
    return compiledOf(id, release.version, document);
  };
  return { choose, obeyed };
};
