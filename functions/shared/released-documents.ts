import type { CatalogKind } from '#domain/workbench/catalog-document.ts';
import { type Decided, versionFor } from '#domain/workbench/release-choice.ts';
import { dynamoCatalogStore } from './dynamo-catalog-store.ts';
import { releasedOfKind } from './released.ts';

/** A released document in the version that decides about an order. */
export type Released<D> = { readonly id: string; readonly version: number; readonly document: D };

/** Versions that decided about an order before, by `<kind>/<id>`. */
export type About = Omit<Decided, 'pinned'> & { readonly pinned: Readonly<Record<string, string>> };

/**
 * Everything of a kind that is released, each in the version that is for an order.
 * @example const offers = releasedDocuments('service', parseServiceOffer); await offers(about)
 */
export const releasedDocuments = <D>(kind: CatalogKind, parse: (document: unknown) => D) => {
  const read = new Map<string, Promise<D>>();
  const at = (id: string, version: number): Promise<D> => {
    const key = `${id}@${version}`;
    const known = read.get(key);
    if (known) return known;
    const made = dynamoCatalogStore.version(kind, id, version).then(({ document }) => parse(document));
    read.set(key, made);
    made.catch(() => read.delete(key));
    return made;
  };
  return async ({ color, key, pinned }: About): Promise<Released<D>[]> =>
    Promise.all(
      (await releasedOfKind(kind)).map(async ({ id, release }) => {
        const before = pinned[`${kind}/${id}`];
        const version = versionFor(release, { color, key, pinned: before === undefined ? null : Number(before) });
        return { id, version, document: await at(id, version) };
      }),
    );
};

/** Under which orders are told apart in trials. */
export const aboutOrder = ({
  channel,
  channelOrderId,
  color,
  pinned,
}: {
  readonly channel: string;
  readonly channelOrderId: string;
  readonly color: string;
  readonly pinned: Readonly<Record<string, string>>;
}): About => ({ color, key: `${channel}#${channelOrderId}`, pinned });
