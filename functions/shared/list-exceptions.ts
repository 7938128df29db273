import { type Dated, isBefore } from '#domain/channel/customer-history.ts';
import { exceptionId, type Subject } from '#domain/insight/exception.ts';
import { type Found, mergedPage, shownException } from '#domain/insight/exception-page.ts';
import { type ExceptionRecord, stateOf, unheardOf } from '#domain/insight/exception-record.ts';
import type { AskExceptions, ExceptionPage } from '#domain/insight/exception-requests.ts';
import { isStillStuck, type StuckMessage, troubleOf } from '#domain/insight/stuck-message.ts';
import type { Order } from '#domain/order/order.ts';
import { now } from './clock.ts';
import { getItems, type Item, type Query, queryPage } from './dynamo.ts';
import { exceptionsKnown, noteException } from './dynamo-exception-store.ts';
import { env } from './env.ts';
import { historyCursor, readHistoryCursor } from './history-cursor.ts';
import { headKey } from './order-keys.ts';

type Source = (after: Dated | null, count: number) => Promise<Found[]>;

/**
 * Everything of a query that comes after a moment, until there is enough: filters leave pages short. Rows of one millisecond lie in
 * no order, so all of the last one are read.
 */
const inOrder = async (
  query: Omit<Query, 'start' | 'limit'>,
  found: (row: Item) => Found | null,
  after: Dated | null,
  count: number,
): Promise<Found[]> => {
  const kept: Found[] = [];
  let start: Item | undefined;
  do {
    const page = await queryPage({ ...query, limit: 200, start });
    for (const row of page.items) {
      const item = found(row);
      if (item && (after === null || isBefore(after, item))) kept.push(item);
    }
    start = page.next ?? undefined;
  } while (start && (kept.length < count || kept.at(-1)?.at === kept[count - 1]?.at));
  return kept;
};

/** What events told of. */
const noted =
  ({ state, kind, cause, owner, assignee }: AskExceptions): Source =>
  (after, count) => {
    const filters = Object.entries({ kind, cause, owner, assignee }).filter(([, value]) => value !== undefined);
    const query = {
      table: env('LINEAGE_TABLE'),
      index: 'by-attention',
      where: 'attention = :state AND since >= :from',
      values: {
        ':state': state,
        ':from': after?.at ?? '0',
        ...Object.fromEntries(filters.map(([name, value]) => [`:${name}`, value])),
      },
      ...(filters.length > 0
        ? {
            filter: filters.map(([name]) => `#${name} = :${name}`).join(' AND '),
            names: Object.fromEntries(filters.map(([name]) => [`#${name}`, name])),
          }
        : {}),
    };
    const foundIn = (row: Item): Found | null => {
      const record = row.record as ExceptionRecord;
      return record.beganAt && { at: record.beganAt, id: exceptionId(record.subject), record };
    };
    return inOrder(query, foundIn, after, count);
  };

/** What lies unread in the inbox: its own row says so, at once. */
const unread =
  (outcome: StuckMessage['outcome']): Source =>
  (after, count) => {
    const query = {
      table: env('INBOX_TABLE'),
      index: 'by-outcome',
      where: 'outcome = :outcome AND receivedAt >= :from',
      values: { ':outcome': outcome, ':from': after?.at ?? '0' },
    };
    const foundIn = (row: Item): Found | null => {
      const message = row as unknown as StuckMessage;
      if (!isStillStuck(message)) return null;
      const { subject, ...trouble } = troubleOf(message);
      const record = { ...unheardOf(subject), beganAt: message.receivedAt, trouble };
      return { at: message.receivedAt, id: exceptionId(subject), record };
    };
    return inOrder(query, foundIn, after, count);
  };

const UNREAD = [
  'UNREADABLE',
  'FAILED',
  'WAITING',
  'TRACKING_UNPLACED',
  'TRACKING_UNREADABLE',
  'TRACKING_PARTLY_READ',
] as const;

/** Messages are looked up where they lie, unless what was set aside is asked for: that is noted. */
const sourcesOf = (asked: AskExceptions): Source[] => {
  const messages = asked.state === 'OPEN' && (asked.kind === undefined || asked.kind === 'MESSAGE');
  const others = asked.kind !== 'MESSAGE' || asked.state === 'SET_ASIDE';
  return [...(others ? [noted(asked)] : []), ...(messages ? UNREAD.map(unread) : [])];
};

/** What a person said of messages is beside them. */
const withVerdicts = async (found: readonly Found[]): Promise<Found[]> => {
  const messages = found.map(({ record }) => record.subject).filter(({ kind }) => kind === 'MESSAGE');
  const known = new Map((await exceptionsKnown(messages)).map((record) => [exceptionId(record.subject), record]));
  return found.map((each) => {
    const said = each.record.subject.kind === 'MESSAGE' ? known.get(each.id) : undefined;
    if (!said) return each;
    const { assignee, note, setAside } = said;
    return { ...each, record: { ...each.record, assignee, note, setAside } };
  });
};

const ordersOf = async (subjects: readonly Subject[]): Promise<Map<string, Order>> => {
  const ids = [...new Set(subjects.flatMap(({ orderId }) => (orderId === null ? [] : [orderId])))];
  const heads = await getItems<{ order: Order }>(env('ORDERS_TABLE'), ids.map(headKey));
  return new Map(heads.map(({ order }) => [order.orderId, order]));
};

const asAsked = ({ state, cause, owner, assignee }: AskExceptions, { record }: Found): boolean =>
  stateOf(record) === state &&
  (!cause || record.trouble?.cause === cause) &&
  (!owner || record.trouble?.owner === owner) &&
  (!assignee || (record.assignee ?? '-') === assignee);

/** One page of everything that is stuck, oldest first, each looked at as it is now. */
export const listExceptions = async (asked: AskExceptions): Promise<ExceptionPage> => {
  const after = readHistoryCursor(asked.cursor);
  const lists = await Promise.all(sourcesOf(asked).map((source) => source(after, asked.limit + 1)));
  const { entries, next } = mergedPage(lists, asked.limit);
  const said = (await withVerdicts(entries)).filter((each) => asAsked(asked, each));
  const orders = await ordersOf(said.map(({ record }) => record.subject));
  const at = now();
  const shown = said.map(({ record: { subject }, record }) => ({
    subject,
    exception: shownException(record, orders.get(subject.orderId ?? '') ?? null, at),
  }));
  // What the order itself says is over was told in another order than it happened.
  for (const { subject, exception } of shown)
    if (exception.state === 'CLOSED') await noteException({ subject, at, says: 'ENDED' });
  const exceptions = shown.map(({ exception }) => exception).filter(({ state }) => state !== 'CLOSED');
  return { exceptions, cursor: historyCursor(next) };
};
