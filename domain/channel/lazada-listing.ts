import { fromIso, type Instant } from '../time.ts';
import type { Push } from './channel.ts';
import type { AskLater, ChannelListing, ListingAsk, ListingPage } from './channel-api.ts';
import { lazadaGet, readLazada } from './lazada-api.ts';
import { asRecord, idText } from './lossless-json.ts';

/** The most that one page holds. */
const PAGE = 100;

const isoWithOffset = (at: Instant): string => `${at.slice(0, 'yyyy-MM-ddTHH:mm:ss'.length)}+00:00`;

const pushOf = (order: unknown, { shopId }: ListingAsk): Push | null => {
  const { order_id, order_number, updated_at, created_at } = asRecord(order) ?? {};
  const channelOrderId = idText(order_id) ?? idText(order_number);
  if (channelOrderId === null) return null;
  try {
    const sourceAt = fromIso(String(updated_at ?? created_at));
    const data = { trade_order_id: channelOrderId, status_update_time: sourceAt };
    return {
      dedupeKey: `list:${channelOrderId}:${sourceAt}`,
      topic: '0',
      shopId,
      channelOrderId,
      sourceAt,
      body: JSON.stringify({ seller_id: shopId, message_type: 0, data }),
    };
  } catch {
    return null;
  }
};

const read = (status: number, body: string, asked: ListingAsk): ListingPage | AskLater => {
  const answer = readLazada('/orders/get', status, body);
  if (answer.kind === 'ERROR') return { kind: 'LATER', reason: answer.reason };
  const orders = asRecord(answer.body.data)?.orders;
  if (!Array.isArray(orders)) return { kind: 'LATER', reason: 'lazada /orders/get succeeded without orders' };
  const pushes = orders.map((order) => pushOf(order, asked)).filter((push) => push !== null);
  return {
    kind: 'PAGE',
    // `update_before` takes its own second in.
    pushes: pushes.filter(({ sourceAt }) => sourceAt !== null && sourceAt < asked.to),
    next: orders.length < PAGE ? null : String(Number(asked.page ?? '0') + PAGE),
  };
};

/**
 * `/orders/get` by time of change, oldest first, by offset.
 * - unconfirmed: how far the index lags, and the longest window that it answers; both are cautious.
 */
export const lazadaListing: ChannelListing = {
  windowSeconds: 24 * 3600,
  lagSeconds: 120,
  build: (ask, secret, crypto) =>
    lazadaGet(
      '/orders/get',
      {
        update_after: isoWithOffset(ask.from),
        update_before: isoWithOffset(ask.to),
        sort_by: 'updated_at',
        sort_direction: 'ASC',
        offset: ask.page ?? '0',
        limit: String(PAGE),
      },
      ask,
      secret,
      crypto,
    ),
  read,
};
