import type { CompiledEnhancement, JoinedRecords } from '#domain/channel/compile-enhancement.ts';
import type { OrderFacts } from '#domain/channel/order-facts.ts';
import { canonical } from '#domain/order/merge.ts';
import type { FoundRecords } from '#domain/order/order-attributes.ts';
import { type Instant, plusHours, toEpochMillis } from '#domain/time.ts';
import { putItem, queryPage, updateItem } from './dynamo.ts';
import { env } from './env.ts';
import { RECORD_AT, recordKey, recordPk } from './record-keys.ts';

/** Longer than the longest that a pack may look back. */
const KEPT_HOURS = 24 * 400;

/** A record as it was sent, under its pack, key and time. */
export type KeptRecord = {
  readonly pack: string;
  readonly key: string;
  readonly observedAt: Instant;
  readonly record: unknown;
};

/** A row of the stream: where the going through the orders it is about has got to. */
export type RecordRow = KeptRecord & { readonly pk: string; readonly sk: string; readonly after?: string };

/**
 * Keeps a record. The same once more changes nothing; of two that say something else for the same moment the one with the greater text
 * stays, whichever came first.
 * @returns whether it is news
 */
export const keepRecord = ({ pack, key, observedAt, record }: KeptRecord, at: Instant): Promise<boolean> => {
  const text = canonical(record);
  return putItem(
    env('CATALOG_TABLE'),
    {
      ...recordKey(pack, key, observedAt),
      entity: 'RECORD',
      pack,
      key,
      observedAt,
      record,
      text,
      keptAt: at,
      ttl: Math.floor(toEpochMillis(plusHours(at, KEPT_HOURS)) / 1000),
    },
    {
      condition: 'attribute_not_exists(pk) OR #text < :text',
      names: { '#text': 'text' },
      values: { ':text': text },
    },
  );
};

/** Notes how far the orders of a record are gone through, which brings its row again by the stream. */
export const noteProgress = ({ pk, sk }: Pick<RecordRow, 'pk' | 'sk'>, after: string): Promise<boolean> =>
  updateItem(
    env('CATALOG_TABLE'),
    { pk, sk },
    { update: 'SET #after = :after', names: { '#after': 'after' }, values: { ':after': after } },
  );

const newestOf = async (pack: CompiledEnhancement, key: string, placedAt: Instant) => {
  const { from, to } = pack.windowAround(placedAt);
  const { items } = await queryPage<RecordRow>({
    table: env('CATALOG_TABLE'),
    where: 'pk = :pk AND sk BETWEEN :from AND :to',
    values: { ':pk': recordPk(pack.id, key), ':from': `${RECORD_AT}${from}`, ':to': `${RECORD_AT}${to}` },
    newestFirst: true,
    limit: 1,
  });
  const found = items[0] && pack.read(items[0].record);
  return found?.kind === 'RECORD' ? ([key, found.record] as const) : null;
};

/** What second sources know about an order, of each key the newest that is fresh: one query a key. */
export const findRecords = async (packs: readonly CompiledEnhancement[], order: OrderFacts): Promise<FoundRecords> => {
  const found = await Promise.all(
    packs.map(async (pack): Promise<readonly [string, JoinedRecords]> => {
      const keys = pack.keysOf(order);
      const records = await Promise.all(keys.map((key) => newestOf(pack, key, order.placedAt)));
      return [pack.id, Object.fromEntries(records.filter((record) => record !== null))];
    }),
  );
  return Object.fromEntries(found);
};
