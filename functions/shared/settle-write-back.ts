import { WriteBackConfirmed, WriteBackFailed } from '#domain/channel/events.ts';
import { GATHER_SECONDS, settled } from '#domain/channel/shelf.ts';
import { beginWriteBack, hasFailed, type WriteBack } from '#domain/channel/write-back.ts';
import type { Post } from '#domain/channel/write-back-store.ts';
import { type BusEvent, happened } from '#domain/event.ts';
import { newId, type OrderId } from '#domain/id.ts';
import { because, unchanged } from '#domain/order/change.ts';
import { nextUlid, now } from './clock.ts';
import { decideOn } from './decide.ts';
import { put, TransactionRefused, transact } from './dynamo.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { dynamoWriteBackStore } from './dynamo-write-back-store.ts';
import { env } from './env.ts';
import { count } from './observability.ts';
import { shopNewsKey } from './order-keys.ts';

const store = dynamoWriteBackStore();
const orders = dynamoOrderStore();

/** Stock may change again and again while a shop is told of it. */
const TRIES = 8;
/** The event of stock news is read off the stream; the row is of no use after that. */
const KEPT_SECONDS = 7 * 24 * 3600;

const isTold = (writeBack: WriteBack): boolean => writeBack.state === 'CONFIRMED' || hasFailed(writeBack);

const factsOf = ({ id, channel, shopId, news, legId, attempts }: WriteBack) => ({
  writeBackId: id,
  channel,
  shopId,
  kind: news.kind,
  legId,
  sku: news.kind === 'STOCK' ? news.sku : null,
  attempts,
});

const failureOf = (writeBack: WriteBack) => ({
  ...factsOf(writeBack),
  state: writeBack.state === 'EXPIRED' ? ('EXPIRED' as const) : ('REFUSED' as const),
  reason: writeBack.lastError ?? 'the platform gave no reason',
});

/** News of an order ends in one transaction with the order's event about it: never told twice, never forgotten. */
const endOfOrder = async (before: Post, after: WriteBack, orderId: OrderId): Promise<Post | null> => {
  await decideOn(orders, orderId, ({ order }, context) => {
    const caused = { ...context, causedBy: after.causedBy };
    const change = hasFailed(after)
      ? because(unchanged(order), WriteBackFailed, failureOf(after), {}, caused)
      : because(unchanged(order), WriteBackConfirmed, factsOf(after), {}, caused);
    return { ...change, also: [store.saving(before, after)] };
  });
  return { ...before, writeBack: after, revision: before.revision + 1 };
};

const stockEvent = (writeBack: WriteBack): BusEvent => {
  const { causedBy, traceId } = writeBack;
  const occasion = { at: now(), orderId: null, causedBy, traceId, color: 'default' };
  return hasFailed(writeBack)
    ? happened(WriteBackFailed, occasion, failureOf(writeBack), nextUlid)
    : happened(WriteBackConfirmed, occasion, factsOf(writeBack), nextUlid);
};

const eventRow = (event: BusEvent) =>
  put(env('ORDERS_TABLE'), {
    ...shopNewsKey(event.detail.id),
    entity: 'EVENT',
    event: JSON.stringify(event),
    ttl: Math.floor(Date.parse(event.detail.at) / 1000) + KEPT_SECONDS,
  });

const follower = (writeBack: WriteBack): WriteBack =>
  beginWriteBack({
    ...writeBack,
    id: newId('wbk', nextUlid),
    now: now(),
    canTell: true,
    afterSeconds: GATHER_SECONDS,
  });

/** Stock may have changed since it was read: the shelf is read anew, and says whether the news is told again. */
const settleShelf = async ({ shelf, writeBack }: Post, after: WriteBack): Promise<Post | null> => {
  if (!shelf) return null;
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const kept = await store.shelf(shelf);
    const standing = kept?.shelf.writeBack;
    if (!kept || standing?.id !== writeBack.id || standing.claimedUntil !== writeBack.claimedUntil) return null;
    const next = settled(kept.shelf, after, () => follower(after));
    const parts = [store.savingShelf(kept, next), ...(isTold(after) ? [eventRow(stockEvent(after))] : [])];
    try {
      await transact(parts);
      return { shelf: next, writeBack: after, revision: kept.revision + 1 };
    } catch (error) {
      if (!(error instanceof TransactionRefused)) throw error;
    }
  }
  return null;
};

const write = (before: Post, after: WriteBack): Promise<Post | null> => {
  if (before.shelf) return settleShelf(before, after);
  return isTold(after) && after.orderId ? endOfOrder(before, after, after.orderId) : store.save(before, after);
};

/**
 * Writes what became of a claimed piece of news, with its event once it has ended.
 * @returns null when somebody else has taken it over meanwhile: their word stands
 */
export const settleWriteBack = async (before: Post, after: WriteBack): Promise<Post | null> => {
  try {
    const written = await write(before, after);
    if (written && isTold(after)) count(after.state === 'CONFIRMED' ? 'WriteBackConfirmed' : 'WriteBackFailed');
    return written;
  } catch (error) {
    if (error instanceof TransactionRefused) return null;
    throw error;
  }
};
