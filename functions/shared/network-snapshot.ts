import { withLaneStatistics } from '#domain/routing/lane-statistics.ts';
import type { Network } from '#domain/routing/network.ts';
import { getItem } from './dynamo.ts';
import { env } from './env.ts';
import { currentStatistics, readStatistics } from './lane-statistics-store.ts';
import { NETWORK_POINTER, snapshotPath } from './network-keys.ts';
import { readPacked } from './packed-object.ts';

const table = env('NETWORK_TABLE');
const bucket = env('NETWORK_BUCKET');

export class NoNetwork extends Error {
  override name = 'NoNetwork';
}

/** A pointer older than this is read again: a released network is in use within 3.2 s. */
const POINTER_MS = 3_000;

/** Version of the current network. @throws NoNetwork when none was ever seeded */
export const networkVersion = async (): Promise<string> => {
  const pointer = await getItem<{ version: string }>(table, NETWORK_POINTER);
  if (!pointer) throw new NoNetwork('no network is seeded: run `npx orderloom seed`');
  return pointer.version;
};

/** A network as it was seeded. @throws NoNetwork */
export const seededNetwork = async (version: string): Promise<Network> => {
  const network = await readPacked<Network>(bucket, snapshotPath(version));
  if (!network) throw new NoNetwork(`snapshot ${version} cannot be read: seed the network again`);
  return network;
};

/** The network with what its lanes have shown; as it was seeded while they have shown nothing. */
export const learntNetwork = async (version: string, statisticsVersion: string | null): Promise<Network> => {
  const [network, statistics] = await Promise.all([
    seededNetwork(version),
    statisticsVersion === null ? null : readStatistics(statisticsVersion),
  ]);
  return statistics ? withLaneStatistics(network, statistics) : network;
};

/**
 * The current network with the current lane statistics, prepared once per version and kept while the function is warm.
 * @param prepare what to make of it, e.g. the planner's index
 * @throws NoNetwork when none was ever seeded
 */
export const currentNetwork = <T>(prepare: (network: Network) => T): (() => Promise<T>) => {
  let kept: { readonly version: string; readonly value: T } | null = null;
  let checkedAt = 0;
  return async () => {
    if (kept && Date.now() - checkedAt < POINTER_MS) return kept.value;
    const [seeded, statistics] = await Promise.all([networkVersion(), currentStatistics()]);
    checkedAt = Date.now();
    const version = `${seeded} ${statistics?.version ?? ''}`;
    if (kept?.version === version) return kept.value;
    kept = { version, value: prepare(await learntNetwork(seeded, statistics?.version ?? null)) };
    return kept.value;
  };
};
