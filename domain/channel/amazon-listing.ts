import { fromIso } from '../time.ts';
import { amazonRequest, readAmazon } from './amazon-api.ts';
import type { Push } from './channel.ts';
import type { AskLater, ChannelListing, ListingAsk, ListingPage } from './channel-api.ts';
import { asRecord, idText } from './lossless-json.ts';

const pushOf = (order: unknown, { shopId }: ListingAsk): Push | null => {
  const { orderId, lastUpdatedTime } = asRecord(order) ?? {};
  const AmazonOrderId = idText(orderId);
  if (AmazonOrderId === null) return null;
  try {
    const sourceAt = fromIso(String(lastUpdatedTime));
    const dedupeKey = `list:${AmazonOrderId}:${sourceAt}`;
    const body = JSON.stringify({
      NotificationType: 'ORDER_CHANGE',
      EventTime: sourceAt,
      Payload: { OrderChangeNotification: { SellerId: shopId, AmazonOrderId } },
      NotificationMetadata: { NotificationId: dedupeKey },
    });
    return { dedupeKey, topic: 'ORDER_CHANGE', shopId, channelOrderId: AmazonOrderId, sourceAt, body };
  } catch {
    return null;
  }
};

const read = (status: number, body: string, asked: ListingAsk): ListingPage | AskLater => {
  const answer = readAmazon('searchOrders', status, body);
  if (answer.kind === 'ERROR') return { kind: 'LATER', reason: answer.reason };
  const { orders, pagination } = answer.body;
  if (!Array.isArray(orders)) return { kind: 'LATER', reason: 'amazon searchOrders succeeded without orders' };
  const pushes = orders.map((order) => pushOf(order, asked)).filter((push) => push !== null);
  return {
    kind: 'PAGE',
    // `lastUpdatedBefore` takes its own moment in.
    pushes: pushes.filter(({ sourceAt }) => sourceAt !== null && sourceAt < asked.to),
    next: idText(asRecord(pagination)?.nextToken),
  };
};

/**
 * `searchOrders` of Orders 2026-01-01 by time of change. A window must end two minutes before it is asked for. One call in three
 * minutes, twenty in a row: long windows and full pages.
 */
export const amazonListing: ChannelListing = {
  windowSeconds: 24 * 3600,
  lagSeconds: 180,
  build: ({ from, to, page, accessToken }, { marketplaceId }) => {
    const query = new URLSearchParams({
      lastUpdatedAfter: from,
      lastUpdatedBefore: to,
      maxResultsPerPage: '100',
      ...(marketplaceId === undefined ? {} : { marketplaceIds: marketplaceId }),
      ...(page === null ? {} : { paginationToken: page }),
    });
    return amazonRequest('GET', `/orders/2026-01-01/orders?${query}`, accessToken);
  },
  read,
};
