import { deserialize, serialize } from 'node:v8';
import type { BusEvent } from '#domain/event.ts';
import type { RefreshedNetwork } from '#domain/routing/refreshed-network.ts';
import type { RefreshView } from '#domain/workbench/network-routes-view.ts';
import { getItem, put, tryTransact } from './dynamo.ts';
import { env } from './env.ts';
import { networkEventKey, ROUTES_POINTER, routesPath } from './network-keys.ts';
import { putBytes, readUnpacked } from './packed-object.ts';

/** A worked out network, and all that it follows from as one text. */
export type RoutesVersion = RefreshView & { readonly of: string };

/** As last worked out; null while it never was. */
export const routesVersion = (): Promise<RoutesVersion | null> =>
  getItem<RoutesVersion>(env('NETWORK_TABLE'), ROUTES_POINTER);

/** Large and read seldom: pressed lightly. */
const PACKED = { type: 'application/octet-stream', level: 1 };

/**
 * Puts the object, then points to it and tells so, in one transaction.
 * @param before the version it goes on from
 * @returns false when another version was published meanwhile: this one counts for nothing
 */
export const publishRoutes = async (
  refreshed: RefreshedNetwork,
  row: RoutesVersion,
  event: BusEvent,
  before: string | null,
): Promise<boolean> => {
  const table = env('NETWORK_TABLE');
  await putBytes(env('NETWORK_BUCKET'), routesPath(row.version), serialize(refreshed), PACKED);
  const still =
    before === null
      ? { condition: 'attribute_not_exists(pk)' }
      : { condition: 'version = :before', values: { ':before': before } };
  return tryTransact([
    put(table, { ...ROUTES_POINTER, entity: 'ROUTES', ...row }, still),
    put(table, { ...networkEventKey(event.detail.id), entity: 'EVENT', event: JSON.stringify(event) }),
  ]);
};

/** A pointer older than this is read again. */
const POINTER_MS = 1_000;
let kept: { readonly row: RoutesVersion; readonly refreshed: RefreshedNetwork } | null = null;
let checkedAt = 0;

/** The best ways as last worked out, loaded once per version and kept while the function is warm; null while there are none. */
export const currentRoutes = async (): Promise<typeof kept> => {
  if (kept && Date.now() - checkedAt < POINTER_MS) return kept;
  const row = await routesVersion();
  checkedAt = Date.now();
  if (!row || kept?.row.version === row.version) return kept;
  const bytes = await readUnpacked(env('NETWORK_BUCKET'), routesPath(row.version));
  kept = bytes && { row, refreshed: deserialize(bytes) as RefreshedNetwork };
  return kept;
};
