import { gunzipSync, gzipSync } from 'node:zlib';
import type { InboxPush, InboxQuery, InboxStore, PushOutcome, PutResult } from '#domain/channel/inbox-store.ts';
import { PushTooLarge } from '#domain/channel/inbox-store.ts';
import type { BusEvent } from '#domain/event.ts';
import { plusHours, toEpochMillis } from '#domain/time.ts';
import { type Item, putItem, queryAll, queryPage, updateItem } from './dynamo.ts';
import { env } from './env.ts';
import { conflictKey, orderKey, PUSH, pushKey } from './inbox-keys.ts';

/** 90 days: longer than any platform's after-sale window, so that a whole order can be replayed. */
const KEPT_HOURS = 90 * 24;
/** Above this a body is compressed; DynamoDB takes 400 KB an item, the rest of the row needs less than 10. */
const PLAIN_BYTES = 32 * 1024;
const LARGEST_BYTES = 380 * 1024;

/** A row as the table and its stream carry it. */
export type InboxRow = Omit<InboxPush, 'event'> & {
  readonly pk: string;
  readonly sk: string;
  readonly encoding: 'text' | 'gzip';
  readonly event: string;
};

const packed = (body: string): Pick<InboxRow, 'body' | 'encoding'> => {
  if (Buffer.byteLength(body) <= PLAIN_BYTES) return { body, encoding: 'text' };
  const gzip = gzipSync(body).toString('base64');
  if (gzip.length > LARGEST_BYTES)
    throw new PushTooLarge(`body is ${gzip.length} bytes compressed; at most ${LARGEST_BYTES} are kept`);
  return { body: gzip, encoding: 'gzip' };
};

const unpacked = ({ body, encoding }: Pick<InboxRow, 'body' | 'encoding'>): string =>
  encoding === 'gzip' ? gunzipSync(Buffer.from(body, 'base64')).toString('utf8') : body;

export const rowOf = (push: InboxPush): Item => ({
  ...pushKey(push.channel, push.dedupeKey),
  ...push,
  ...packed(push.body),
  ...orderKey(push.channel, push.channelOrderId),
  event: JSON.stringify(push.event),
  ttl: Math.floor(toEpochMillis(plusHours(push.receivedAt, KEPT_HOURS)) / 1000),
});

export const pushOf = ({ pk: _pk, sk: _sk, encoding, ...row }: InboxRow): InboxPush => ({
  ...row,
  body: unpacked({ body: row.body, encoding }),
  event: JSON.parse(row.event) as BusEvent,
});

/** A stream also carries rows that are no pushes (other bodies under a known key) and rows that were settled. */
export const isFresh = ({ sk, outcome }: Pick<InboxRow, 'sk' | 'outcome'>): boolean =>
  sk === PUSH && outcome === 'RECEIVED';

const put = async (push: InboxPush): Promise<PutResult> => {
  const table = env('INBOX_TABLE');
  const row = rowOf(push);
  if (await putItem(table, row, { condition: 'attribute_not_exists(pk)' })) return 'NEW';
  const differs = await updateItem(table, pushKey(push.channel, push.dedupeKey), {
    condition: 'bodyHash <> :hash',
    update: 'SET #conflict = :hash',
    names: { '#conflict': 'conflict' },
    values: { ':hash': push.bodyHash },
  });
  if (!differs) return 'SAME';
  const { event: _event, outcome: _outcome, ...other } = row;
  await putItem(table, { ...other, ...conflictKey(push.channel, push.dedupeKey, push.bodyHash) });
  return 'CONFLICT';
};

const settle: InboxStore['settle'] = async ({ channel, dedupeKey }, { outcome, error, orderId, notBefore }) => {
  await updateItem(env('INBOX_TABLE'), pushKey(channel, dedupeKey), {
    condition: '#outcome <> :erased',
    update: 'SET #outcome = :outcome, #error = :error, orderId = :orderId, notBefore = :notBefore ADD attempts :one',
    names: { '#outcome': 'outcome', '#error': 'error' },
    values: {
      ':outcome': outcome,
      ':error': error ?? null,
      ':orderId': orderId ?? null,
      ':notBefore': notBefore ?? null,
      ':one': 1,
      ':erased': 'ERASED' satisfies PushOutcome,
    },
  });
};

const reread: InboxStore['reread'] = async ({ channel, dedupeKey, topic, shopId, channelOrderId, sourceAt, body }) => {
  const { body: kept, encoding } = packed(body);
  await updateItem(env('INBOX_TABLE'), pushKey(channel, dedupeKey), {
    update: `SET topic = :topic, shopId = :shop, channelOrderId = :order, sourceAt = :at, body = :body, encoding = :encoding${channelOrderId === null ? '' : ', orderKey = :orderKey'}`,
    values: {
      ':topic': topic,
      ':shop': shopId,
      ':order': channelOrderId,
      ':at': sourceAt,
      ':body': kept,
      ':encoding': encoding,
      ...(channelOrderId === null ? {} : { ':orderKey': orderKey(channel, channelOrderId).orderKey }),
    },
  });
};

type Filter = { readonly text: string; readonly name: string; readonly value: unknown };

const filtersOf = ({ channel, channelOrderId, orderId, dueAt }: InboxQuery): Filter[] =>
  [
    { text: 'channel = :channel', name: ':channel', value: channel },
    { text: 'channelOrderId = :channelOrder', name: ':channelOrder', value: channelOrderId },
    { text: 'orderId = :order', name: ':order', value: orderId },
    { text: 'notBefore <= :due', name: ':due', value: dueAt },
  ].filter(({ value }) => value !== undefined);

const find = async (query: InboxQuery): Promise<InboxPush[]> => {
  const { outcome, from = '0', to = '9', limit } = query;
  const filters = filtersOf(query);
  const found: InboxPush[] = [];
  let start: Item | undefined;
  do {
    const page = await queryPage<InboxRow>({
      table: env('INBOX_TABLE'),
      index: 'by-outcome',
      where: 'outcome = :outcome AND receivedAt BETWEEN :from AND :to',
      values: {
        ':outcome': outcome,
        ':from': from,
        ':to': to,
        ...Object.fromEntries(filters.map(({ name, value }) => [name, value])),
      },
      ...(filters.length > 0 ? { filter: filters.map(({ text }) => text).join(' AND ') } : {}),
      limit: 200,
      start,
    });
    found.push(...page.items.map(pushOf));
    start = page.next ?? undefined;
  } while (start && found.length < limit);
  return found.slice(0, limit);
};

const erase: InboxStore['erase'] = async (channel, channelOrderId) => {
  const table = env('INBOX_TABLE');
  const rows = await queryAll<{ pk: string; sk: string }>({
    table,
    index: 'by-order',
    where: 'orderKey = :order',
    values: { ':order': orderKey(channel, channelOrderId).orderKey },
  });
  for (const { pk, sk } of rows)
    await updateItem(
      table,
      { pk, sk },
      {
        update: 'SET body = :none, encoding = :text, #outcome = :erased, #error = :null',
        names: { '#outcome': 'outcome', '#error': 'error' },
        values: { ':none': '', ':text': 'text', ':erased': 'ERASED' satisfies PushOutcome, ':null': null },
      },
    );
};

export const dynamoInboxStore: InboxStore = { put, settle, reread, erase, find };
