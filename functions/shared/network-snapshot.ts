import { gunzipSync } from 'node:zlib';
import type { Network } from '#domain/routing/network.ts';
import { awsRest } from './aws.ts';
import { getItem } from './dynamo.ts';
import { env } from './env.ts';
import { NETWORK_POINTER, snapshotPath } from './network-keys.ts';

const table = env('NETWORK_TABLE');
const bucket = env('NETWORK_BUCKET');

export class NoNetwork extends Error {
  override name = 'NoNetwork';
}

/** A pointer older than this is read again: a released network is in use within 3.2 s. */
const POINTER_MS = 3_000;

/**
 * The current network, prepared once per version and kept while the function is warm.
 * @param prepare what to make of it, e.g. the planner's index
 * @throws NoNetwork when none was ever seeded
 */
export const currentNetwork = <T>(prepare: (network: Network) => T): (() => Promise<T>) => {
  let kept: { readonly version: string; readonly value: T } | null = null;
  let checkedAt = 0;
  return async () => {
    if (kept && Date.now() - checkedAt < POINTER_MS) return kept.value;
    const pointer = await getItem<{ version: string }>(table, NETWORK_POINTER);
    if (!pointer) throw new NoNetwork('no network is seeded: run `npx orderloom seed`');
    checkedAt = Date.now();
    if (kept?.version === pointer.version) return kept.value;
    const response = await awsRest('s3', `/${bucket}/${snapshotPath(pointer.version)}`);
    if (!response.ok) throw new NoNetwork(`snapshot ${pointer.version} cannot be read: ${response.status}`);
    const network = JSON.parse(gunzipSync(Buffer.from(await response.arrayBuffer())).toString('utf8')) as Network;
    kept = { version: pointer.version, value: prepare(network) };
    return kept.value;
  };
};
