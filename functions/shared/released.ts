import type { CatalogKind, Release } from '#domain/workbench/catalog-document.ts';
import type { ReleasedDocument } from '#domain/workbench/catalog-store.ts';
import { dynamoCatalogStore } from './dynamo-catalog-store.ts';

/** No version of a document is released: nothing can be decided by it. */
export class NotReleased extends Error {
  override name = 'NotReleased';
  constructor(kind: string, id: string) {
    super(`catalog has no released ${kind}/${id}: seed the catalog (npx orderloom seed) or release a version`);
  }
}

const KEPT_MS = 5 * 1000;
const kept = new Map<string, { readonly until: number; readonly value: Promise<ReleasedDocument> }>();

const read = async (kind: CatalogKind, id: string): Promise<ReleasedDocument> => {
  const found = await dynamoCatalogStore.release(kind, id);
  if (!found) throw new NotReleased(kind, id);
  return found;
};

/** What the stages obey now, looked up at most every five seconds. @throws NotReleased */
export const released = (kind: CatalogKind, id: string): Promise<ReleasedDocument> => {
  const key = `${kind}/${id}`;
  const known = kept.get(key);
  if (known && known.until > Date.now()) return known.value;
  const value = read(kind, id);
  kept.set(key, { until: Date.now() + KEPT_MS, value });
  value.catch(() => kept.delete(key));
  return value;
};

export type ReleasedOfKind = readonly { readonly id: string; readonly release: Release }[];
const listed = new Map<CatalogKind, { readonly until: number; readonly value: Promise<ReleasedOfKind> }>();

const list = async (kind: CatalogKind): Promise<ReleasedOfKind> =>
  (await dynamoCatalogStore.list(kind)).flatMap(({ id, release }) => (release ? [{ id, release }] : []));

/** Everything of a kind that is released now, by id; looked up at most every five seconds. */
export const releasedOfKind = (kind: CatalogKind): Promise<ReleasedOfKind> => {
  const known = listed.get(kind);
  if (known && known.until > Date.now()) return known.value;
  const value = list(kind);
  listed.set(kind, { until: Date.now() + KEPT_MS, value });
  value.catch(() => listed.delete(kind));
  return value;
};
