import { decodeTime } from 'ulid';
import type { CompiledEnhancement } from '#domain/channel/compile-enhancement.ts';
import type { Order } from '#domain/order/order.ts';
import { termName, termText } from '#domain/order/order-terms.ts';
import { fromEpochMillis } from '#domain/time.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { noteProgress, type RecordRow } from './dynamo-record-store.ts';
import { enrichOrder } from './enrich-order.ts';
import { releasedPack } from './meta-model-library.ts';
import { logger } from './observability.ts';

const orders = dynamoOrderStore();
/** Orders looked at in one go; then progress is noted, which brings the row again. */
const PAGE = 100;
const AT_A_TIME = 8;

type Joined = { readonly orders: readonly Order[]; readonly next: string | null };

const joinedBy = async ({ channel, on }: CompiledEnhancement, { key, after }: RecordRow): Promise<Joined> => {
  if (on === 'channelOrderId') {
    const found = await orders.findByChannelOrder(channel, key);
    return { orders: found ? [found.order] : [], next: null };
  }
  const term = termText({ name: termName(on), value: key });
  const page = await orders.list({ term, limit: PAGE, cursor: after });
  return { orders: page.orders, next: page.cursor };
};

const arrivedAt = ({ orderId }: Order) => fromEpochMillis(decodeTime(orderId.slice('ord_'.length)));

/**
 * Takes a record that arrived into the orders placed before it, newest first, as far back as the record says something about them.
 * What it notes of its progress brings the row back for the ones after.
 */
export const enrichNext = async (row: RecordRow): Promise<void> => {
  const pack = await releasedPack(row.pack);
  const { from, to } = pack.windowAround(row.observedAt);
  const { orders: found, next } = await joinedBy(pack, row);
  const about = found.filter(({ channel, placedAt }) => channel === pack.channel && placedAt >= from && placedAt <= to);
  const waiting = [...about];
  let changed = 0;
  const work = async (): Promise<void> => {
    for (let order = waiting.shift(); order; order = waiting.shift())
      if (await enrichOrder(order.orderId, `enhancement/${pack.id}@${pack.version}`)) changed += 1;
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  // An order is placed before it arrives here: what arrived before the window was placed before it.
  const oldest = found.at(-1);
  if (next !== null && oldest && arrivedAt(oldest) >= from) await noteProgress(row, next);
  logger.info('record joined', { pack: pack.id, orders: about.length, changed });
};
