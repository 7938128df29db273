import { releasedKey } from './catalog-keys.ts';
import { getItem } from './dynamo.ts';
import { env } from './env.ts';

export type ReleasedDocument = { readonly version: number; readonly document: unknown };

/** No version of a document is released: nothing can be decided by it. */
export class NotReleased extends Error {
  override name = 'NotReleased';
  constructor(kind: string, id: string) {
    super(`catalog has no released ${kind}/${id}: seed the catalog (npx orderloom seed) or release a version`);
  }
}

const KEPT_MS = 30 * 1000;
const kept = new Map<string, { readonly until: number; readonly value: Promise<ReleasedDocument> }>();

const read = async (kind: string, id: string): Promise<ReleasedDocument> => {
  const row = await getItem<ReleasedDocument>(env('CATALOG_TABLE'), releasedKey(kind, id), false);
  if (!row) throw new NotReleased(kind, id);
  return { version: row.version, document: row.document };
};

/** What the stages obey now, looked up at most every half minute. @throws NotReleased */
export const released = (kind: string, id: string): Promise<ReleasedDocument> => {
  const key = `${kind}/${id}`;
  const known = kept.get(key);
  if (known && known.until > Date.now()) return known.value;
  const value = read(kind, id);
  kept.set(key, { until: Date.now() + KEPT_MS, value });
  value.catch(() => kept.delete(key));
  return value;
};
