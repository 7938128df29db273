import type { ChannelWriteBack } from '#domain/channel/channel-api.ts';
import { CHANNELS } from '#domain/channel/channels.ts';
import { newsOf } from '#domain/channel/order-news.ts';
import { GATHER_SECONDS, pauseSale, resumeSale, type Shelf, touch } from '#domain/channel/shelf.ts';
import { beginWriteBack, type News, type WriteBack } from '#domain/channel/write-back.ts';
import type { KeptShelf, Seller } from '#domain/channel/write-back-store.ts';
import type { EventDetail } from '#domain/event.ts';
import { newId, type OrderId } from '#domain/id.ts';
import { nextUlid, now } from './clock.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { dynamoWriteBackStore } from './dynamo-write-back-store.ts';

const store = dynamoWriteBackStore();
const orders = dynamoOrderStore();

/** Somebody noted news of the same order or stock meanwhile: looked at again. */
const TRIES = 6;

type Cause = Pick<EventDetail, 'id' | 'traceId'>;

/** Null where nothing can be told: also of orders that were imported from elsewhere than a channel. */
const writeBackOf = (channel: string): ChannelWriteBack | null =>
  CHANNELS.find(({ id }) => id === channel)?.writeBack ?? null;
const confirms = (channel: string): boolean => writeBackOf(channel)?.confirm !== undefined;

const canTell = (channel: string, { kind }: News): boolean =>
  kind === 'CONFIRMED' ? confirms(channel) : (writeBackOf(channel)?.writes.includes(kind) ?? false);

/** Notes what an order's platform has not been told and should be. Twice is once. */
export const noteOrderNews = async (orderId: OrderId, cause: Cause): Promise<void> => {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const record = await orders.get(orderId);
    const noted = (await store.ofOrder(orderId)).map(({ writeBack }) => writeBack);
    const { channel, shopId, origin } = record.order;
    // Brought about here: its platform knows of no such order.
    if (origin) return;
    const fresh = newsOf(record, noted, confirms(channel)).map(
      ({ legId, news }, index): WriteBack =>
        beginWriteBack({
          id: newId('wbk', nextUlid),
          channel,
          shopId,
          orderId,
          legId,
          seq: noted.length + index + 1,
          news,
          causedBy: cause.id,
          traceId: cause.traceId,
          now: now(),
          canTell: canTell(channel, news),
        }),
    );
    if (fresh.length === 0 || (await store.note(fresh))) return;
  }
  throw new Error(`news of ${orderId} could not be noted: others note at the same time`);
};

const sellersOf = ({ order }: Awaited<ReturnType<typeof orders.get>>): Seller[] => {
  const { channel, shopId, deliverables } = order;
  if (!writeBackOf(channel)?.writes.includes('STOCK')) return [];
  return deliverables.flatMap(({ kind, sku, channelSku }) =>
    kind === 'GOODS' && sku !== '' && channelSku ? [{ channel, shopId, sku, channelSku }] : [],
  );
};

/** A shop that sold something sells it: from now on it hears of its stock. */
export const learnSellers = async (orderId: OrderId): Promise<void> => {
  const sellers = sellersOf(await orders.get(orderId));
  await Promise.all(sellers.map((seller) => store.learn(seller)));
};

const stockNews = ({ channel, shopId, sku, channelSku }: Seller, cause: Cause): WriteBack =>
  beginWriteBack({
    id: newId('wbk', nextUlid),
    channel,
    shopId,
    orderId: null,
    legId: null,
    seq: 1,
    // Read when it is told.
    news: { kind: 'STOCK', sku, channelSku, available: 0 },
    causedBy: cause.id,
    traceId: cause.traceId,
    now: now(),
    canTell: true,
    afterSeconds: GATHER_SECONDS,
  });

type Changed = (shelf: Shelf, begin: () => WriteBack) => Shelf | null;

/** @returns false: there was nothing to change */
const changeShelf = async (found: KeptShelf, cause: Cause, change: Changed): Promise<boolean> => {
  let kept: KeptShelf | null = found;
  for (let attempt = 1; attempt <= TRIES && kept; attempt += 1) {
    const { shelf }: KeptShelf = kept;
    const changed = change(shelf, () => stockNews(shelf, cause));
    if (changed === null) return false;
    if (await store.saveShelf(kept, changed)) return true;
    kept = await store.shelf(shelf);
  }
  throw new Error(`stock of ${found.shelf.sku} could not be noted: others note at the same time`);
};

/** The stock of these SKUs changed: every shop that sells one is told, once for a burst. */
export const noteStock = async (skus: readonly string[], cause: Cause): Promise<void> => {
  for (const sku of new Set(skus)) for (const kept of await store.shelvesOf(sku)) await changeShelf(kept, cause, touch);
};

type Shop = Pick<Shelf, 'channel' | 'shopId'>;

/** Changes every shelf of a SKU, of one channel or of all. @returns the shops where something changed */
const changeShelves = async (sku: string, channel: string | null, cause: Cause, change: Changed): Promise<Shop[]> => {
  const shops: Shop[] = [];
  for (const kept of await store.shelvesOf(sku)) {
    if (channel !== null && kept.shelf.channel !== channel) continue;
    if (await changeShelf(kept, cause, change)) shops.push({ channel: kept.shelf.channel, shopId: kept.shelf.shopId });
  }
  return shops;
};

/** Stops the sale of a SKU. Twice is once. @param by who says so, and alone may let it go on */
export const pauseSales = (sku: string, channel: string | null, by: string, cause: Cause): Promise<Shop[]> =>
  changeShelves(sku, channel, cause, (shelf, begin) => pauseSale(shelf, { by, since: now() }, begin));

export const resumeSales = (sku: string, channel: string | null, by: string, cause: Cause): Promise<Shop[]> =>
  changeShelves(sku, channel, cause, (shelf, begin) => resumeSale(shelf, by, begin));
