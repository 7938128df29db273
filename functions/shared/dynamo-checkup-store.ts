import { gunzipSync, gzipSync } from 'node:zlib';
import {
  addCost,
  ChannelCounts,
  mergeChannelCounts,
  noChannelCounts,
  OpenHold,
} from '#domain/insight/channel-counts.ts';
import type { CheckupStore, Sighting } from '#domain/insight/checkup-store.ts';
import { type Instant, plusHours, secondsBetween, toEpochMillis } from '#domain/time.ts';
import { checkupPk, DAY, dayKey, openKey, SEEN, seenKey } from './checkup-keys.ts';
import { nextUlid } from './clock.ts';
import { getItem, type Item, put, putItem, queryAll, queryPage, remove, tryTransact } from './dynamo.ts';
import { env } from './env.ts';

/** Sightings are in their day within the hour; days serve a comparison of a quarter with the one before. */
const SEEN_HOURS = 8 * 24;
const DAY_HOURS = 200 * 24;
/** A transaction takes 100 parts; days and the open holds are among them. */
const FOLDED_AT_ONCE = 90;
/** Orders looked after at a time; what is beyond waits for others to end. */
const MOST_OPEN = 300;

type SeenRow = {
  readonly pk: string;
  readonly sk: string;
  readonly at: Instant;
  readonly counts: string;
  readonly open?: unknown;
};
type DayRow = { readonly sk: string; readonly counts: string; readonly revision: number };
type OpenRow = { readonly holds: unknown; readonly revision: number };

const packed = (counts: ChannelCounts): string => gzipSync(JSON.stringify(counts)).toString('base64');
const unpacked = (text: string): ChannelCounts =>
  ChannelCounts.parse(JSON.parse(gunzipSync(Buffer.from(text, 'base64')).toString('utf8')));

const holdsIn = (value: unknown): OpenHold[] => OpenHold.array().parse(value ?? []);
const ttlOf = (at: Instant, hours: number): number => Math.floor(toEpochMillis(plusHours(at, hours)) / 1000);
const dayOf = (at: Instant): string => at.slice(0, 'yyyy-MM-dd'.length);
const sightingOf = ({ at, counts, open }: SeenRow): Sighting => ({ at, counts: unpacked(counts), open: holdsIn(open) });

const add: CheckupStore['add'] = async (channel, { at, counts, open }) => {
  await putItem(env('INBOX_TABLE'), {
    ...seenKey(channel, at, nextUlid()),
    at,
    counts: packed(counts),
    ...(open.length > 0 ? { open } : {}),
    ttl: ttlOf(at, SEEN_HOURS),
  });
};

const read: CheckupStore['read'] = async (channel, fromDay) => {
  const table = env('INBOX_TABLE');
  const [days, seen, open] = await Promise.all([
    queryAll<DayRow>({
      table,
      where: 'pk = :pk AND sk BETWEEN :from AND :to',
      values: { ':pk': checkupPk(channel), ':from': `${DAY}${fromDay}`, ':to': `${DAY}9` },
    }),
    queryAll<SeenRow>({
      table,
      where: 'pk = :pk AND begins_with(sk, :seen)',
      values: { ':pk': checkupPk(channel), ':seen': SEEN },
    }),
    getItem<OpenRow>(table, openKey(channel)),
  ]);
  return {
    days: days.map(({ sk, counts }) => ({ day: sk.slice(DAY.length), counts: unpacked(counts) })),
    sightings: seen.map(sightingOf),
    open: holdsIn(open?.holds),
  };
};

/** Written only as it was read. */
const asRead = (revision: number | undefined) =>
  revision === undefined
    ? { condition: 'attribute_not_exists(pk)' }
    : { condition: 'revision = :revision', values: { ':revision': revision } };

const dayPut = async (channel: string, day: string, more: readonly ChannelCounts[], at: Instant) => {
  const table = env('INBOX_TABLE');
  const known = await getItem<DayRow>(table, dayKey(channel, day));
  const counts = mergeChannelCounts([known ? unpacked(known.counts) : noChannelCounts(), ...more]);
  const row: Item = {
    ...dayKey(channel, day),
    counts: packed(counts),
    revision: (known?.revision ?? 0) + 1,
    ttl: ttlOf(at, DAY_HOURS),
  };
  return put(table, row, asRead(known?.revision));
};

const openPut = async (channel: string, change: (holds: OpenHold[]) => OpenHold[]) => {
  const table = env('INBOX_TABLE');
  const known = await getItem<OpenRow>(table, openKey(channel));
  const holds = change(holdsIn(known?.holds)).slice(0, MOST_OPEN);
  return put(table, { ...openKey(channel), holds, revision: (known?.revision ?? 0) + 1 }, asRead(known?.revision));
};

const fold: CheckupStore['fold'] = async (channel, until) => {
  const table = env('INBOX_TABLE');
  const { items } = await queryPage<SeenRow>({
    table,
    where: 'pk = :pk AND sk BETWEEN :from AND :to',
    values: { ':pk': checkupPk(channel), ':from': SEEN, ':to': `${SEEN}${until}` },
    limit: FOLDED_AT_ONCE,
  });
  if (items.length === 0) return 0;
  const sightings = items.map(sightingOf);
  const byDay = Map.groupBy(sightings, ({ at }) => dayOf(at));
  const days = await Promise.all(
    Array.from(byDay, ([day, all]) =>
      dayPut(
        channel,
        day,
        all.map(({ counts }) => counts),
        until,
      ),
    ),
  );
  const opened = sightings.flatMap(({ open }) => open);
  const opening = opened.length > 0 ? [await openPut(channel, (holds) => [...holds, ...opened])] : [];
  const done = await tryTransact([...days, ...opening, ...items.map(({ pk, sk }) => remove(table, { pk, sk }))]);
  return done ? items.length : 0;
};

const close: CheckupStore['close'] = async (channel, now, stands) => {
  const known = await getItem<OpenRow>(env('INBOX_TABLE'), openKey(channel));
  const holds = holdsIn(known?.holds);
  const standing = await Promise.all(holds.map(stands));
  const ended = holds.filter((_, index) => !standing[index]);
  if (ended.length === 0) return 0;
  const lost = noChannelCounts();
  for (const { fields, since } of ended)
    for (const field of fields) addCost(lost, field, { lostSeconds: Math.max(0, secondsBetween(since, now)) });
  const gone = new Set(ended.map(({ orderId, holdType, since }) => `${orderId} ${holdType} ${since}`));
  const parts = [
    await dayPut(channel, dayOf(now), [lost], now),
    await openPut(channel, (all) =>
      all.filter(({ orderId, holdType, since }) => !gone.has(`${orderId} ${holdType} ${since}`)),
    ),
  ];
  return (await tryTransact(parts)) ? ended.length : 0;
};

export const dynamoCheckupStore: CheckupStore = { add, read, fold, close };
