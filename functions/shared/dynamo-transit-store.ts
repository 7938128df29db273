import type { TransitRecord } from '#domain/routing/transit-record.ts';
import { type Instant, toEpochMillis } from '#domain/time.ts';
import { daysBetween } from './days-between.ts';
import { put, queryAll, TransactionRefused, transact } from './dynamo.ts';
import { env } from './env.ts';
import { transitClaimKey, transitKey, transitPk } from './network-keys.ts';

const table = env('NETWORK_TABLE');
/** Statistics keep sums: a record is of use until it was read, and some weeks longer to look at. */
const KEPT_DAYS = 90;

/** Keeps how a leg went, once however often it is told. */
export const keepTransit = async (record: TransitRecord, recordedAt: Instant): Promise<void> => {
  const ttl = Math.floor(toEpochMillis(recordedAt) / 1000) + KEPT_DAYS * 86_400;
  try {
    await transact([
      put(
        table,
        { ...transitClaimKey(record.legId), entity: 'TRANSIT', ttl },
        { condition: 'attribute_not_exists(pk)' },
      ),
      put(table, { ...transitKey(recordedAt, record.legId), entity: 'TRANSIT', record, recordedAt, ttl }),
    ]);
  } catch (error) {
    if (!(error instanceof TransactionRefused) || error.reasons[0] !== 'ConditionalCheckFailed') throw error;
  }
};

/** What was recorded after `from` up to `to`, by the time it was recorded. */
export const transitsSince = async (from: Instant, to: Instant): Promise<TransitRecord[]> => {
  const pages = await Promise.all(
    daysBetween(from, to).map((day) =>
      queryAll<{ record: TransitRecord }>({
        table,
        where: 'pk = :pk AND sk BETWEEN :from AND :to',
        // `~` sorts after `#`: records of `from` itself are behind it, those of `to` are before it.
        values: { ':pk': transitPk(day), ':from': `${from}~`, ':to': `${to}~` },
      }),
    ),
  );
  return pages.flat().map(({ record }) => record);
};
