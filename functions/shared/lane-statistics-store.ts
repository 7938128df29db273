import { LaneLedger } from '#domain/routing/lane-ledger.ts';
import { LaneStatistics } from '#domain/routing/lane-statistics.ts';
import type { Instant } from '#domain/time.ts';
import { getItem, put, queryPage, tryTransact } from './dynamo.ts';
import { env } from './env.ts';
import {
  LANE_STATISTICS,
  LANE_STATISTICS_POINTER,
  ledgerPath,
  STATISTICS_VERSIONS,
  statisticsPath,
  statisticsVersionKey,
} from './network-keys.ts';
import { putPacked, readPacked } from './packed-object.ts';

/** A published version: what was known then, and up to which record it was read. */
export type StatisticsVersion = {
  readonly version: string;
  readonly learntUntil: Instant;
  readonly legs: number;
  readonly lanes: number;
  /** Of the network it was fitted to. */
  readonly network: string;
  readonly publishedAt: Instant;
};

const table = env('NETWORK_TABLE');
const bucket = env('NETWORK_BUCKET');

/** Null while no leg was ever completed. */
export const currentStatistics = (): Promise<StatisticsVersion | null> =>
  getItem<StatisticsVersion>(table, LANE_STATISTICS_POINTER);

/** Newest first. */
export const statisticsVersions = async (limit: number): Promise<StatisticsVersion[]> => {
  const { items } = await queryPage<StatisticsVersion>({
    table,
    where: 'pk = :pk AND begins_with(sk, :versions)',
    values: { ':pk': LANE_STATISTICS, ':versions': STATISTICS_VERSIONS },
    newestFirst: true,
    limit,
  });
  return items.map(({ version, learntUntil, legs, lanes, network, publishedAt }) => ({
    version,
    learntUntil,
    legs,
    lanes,
    network,
    publishedAt,
  }));
};

/** Null when there is no such version (any more). */
export const readStatistics = async (version: string): Promise<LaneStatistics | null> => {
  const statistics = await readPacked<unknown>(bucket, statisticsPath(version));
  return statistics === null ? null : LaneStatistics.parse(statistics);
};

export const readLedger = async (version: string): Promise<LaneLedger | null> => {
  const ledger = await readPacked<unknown>(bucket, ledgerPath(version));
  return ledger === null ? null : LaneLedger.parse(ledger);
};

/**
 * Puts both objects, then points to them.
 * @param before the version it goes on from
 * @returns false when another version was published meanwhile: this one counts for nothing
 */
export const publishStatistics = async (
  statistics: LaneStatistics,
  ledger: LaneLedger,
  more: Pick<StatisticsVersion, 'network' | 'publishedAt'>,
  before: string | null,
): Promise<boolean> => {
  const { version, learntUntil, legs } = statistics;
  await Promise.all([
    putPacked(bucket, statisticsPath(version), statistics),
    putPacked(bucket, ledgerPath(version), ledger),
  ]);
  const row: StatisticsVersion = { version, learntUntil, legs, lanes: statistics.lanes.length, ...more };
  const still =
    before === null
      ? { condition: 'attribute_not_exists(pk)' }
      : { condition: 'version = :before', values: { ':before': before } };
  return tryTransact([
    put(table, { ...LANE_STATISTICS_POINTER, entity: 'LANE_STATISTICS', ...row }, still),
    put(table, { ...statisticsVersionKey(version), entity: 'LANE_STATISTICS', ...row }),
  ]);
};
