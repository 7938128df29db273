import { createHash } from 'node:crypto';
import type { Waybill } from '#domain/fulfillment/leg.ts';
import type { Instant } from '#domain/time.ts';
import { deleteItem, getItem, getItems, type Key, putItem, queryAll } from './dynamo.ts';
import { env } from './env.ts';

/*
 * Tracking that could not be placed, in table `inbox`. Nobody else writes these keys.
 *
 * | question                                     | access                                    |
 * |----------------------------------------------|-------------------------------------------|
 * | what came for a waybill nobody knew?         | pk CARRIER#carrier#number, all             |
 * | what did a carrier send that nobody can read?| pk CARRIER#carrier#-, all                  |
 * | what waits for one of our waybills?          | pk AWAITED#our carrier#number, all         |
 */
export type KeptTracking = {
  /** The source's id, as in its route: `kuaidi100`. */
  readonly carrier: string;
  /** Null when the call could not be read so far. */
  readonly number: string | null;
  readonly outcome: 'TRACKING_UNPLACED' | 'TRACKING_UNREADABLE' | 'TRACKING_PARTLY_READ';
  readonly error: string | null;
  readonly body: string;
  readonly receivedAt: Instant;
};
export type KeptRow = KeptTracking & Key;

/** Long enough to find out whose parcel it was; the texts hold personal data and must not stay. */
const KEPT_DAYS = 30;

const keyOf = ({ carrier, number, body }: KeptTracking): Key => ({
  pk: `CARRIER#${carrier}#${number ?? '-'}`,
  sk: createHash('sha256').update(body).digest('hex'),
});
const awaitedPk = ({ carrier, number }: Waybill): string => `AWAITED#${carrier}#${number}`;
const awaitedKey = (waybill: Waybill, { pk, sk }: Key): Key => ({ pk: awaitedPk(waybill), sk: `${pk}~${sk}` });

/**
 * The same call is kept once, however often it is sent.
 * @param awaited the waybills under which its parcel may become known
 */
export const keepTracking = async (kept: KeptTracking, awaited: readonly Waybill[] = []): Promise<KeptRow> => {
  const table = env('INBOX_TABLE');
  const ttl = Math.floor(Date.parse(kept.receivedAt) / 1000) + KEPT_DAYS * 86_400;
  const row = { ...keyOf(kept), ...kept };
  await putItem(table, { entity: 'TRACKING', ...row, ttl });
  const { pk, sk } = row;
  for (const waybill of awaited)
    await putItem(table, { ...awaitedKey(waybill, row), entity: 'AWAITED', of: { pk, sk }, ttl });
  return row;
};

export const keptAt = (key: Key): Promise<KeptRow | null> => getItem<KeptRow>(env('INBOX_TABLE'), key);

/** What came for a waybill before anybody knew it. */
export const keptFor = async (waybill: Waybill): Promise<KeptRow[]> => {
  const table = env('INBOX_TABLE');
  const rows = await queryAll<{ of: Key }>({ table, where: 'pk = :pk', values: { ':pk': awaitedPk(waybill) } });
  return getItems<KeptRow>(
    table,
    rows.map(({ of }) => of),
  );
};

/** It is taken in by now. */
export const forgetTracking = async (row: KeptRow, awaited: readonly Waybill[]): Promise<void> => {
  const table = env('INBOX_TABLE');
  await deleteItem(table, { pk: row.pk, sk: row.sk });
  for (const waybill of awaited) await deleteItem(table, awaitedKey(waybill, row));
};
