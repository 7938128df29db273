import { utf8 } from './bytes.ts';
import type { ChannelCrypto, PlatformRequest } from './channel.ts';
import type { ChannelNews, ChannelWriteBack, NewsLine, Told } from './channel-api.ts';
import { dmsCall, refusalIn } from './dms-call.ts';
import { asRecord } from './lossless-json.ts';
import { jsonAnswered, recordsIn, toldByRefusal } from './platform-answer.ts';

const lineOf = ({ lineId, sku, quantity }: NewsLine) => ({ line_id: lineId, sku, quantity });

const contentOf = (news: ChannelNews): Record<string, unknown> => {
  switch (news.kind) {
    case 'SHIPPED':
      return {
        event: 'order.shipped',
        order_id: news.channelOrderId,
        shipment: {
          carrier: news.carrier,
          tracking_number: news.trackingNumber,
          more_follows: news.partial,
          lines: news.lines.map(lineOf),
        },
      };
    case 'REFUSED':
      return { event: 'order.refused', order_id: news.channelOrderId, reason: news.reason };
    case 'STOCK':
      return {
        event: 'stock.changed',
        stock: { sku: news.sku, dealer_sku: news.channelSku, available: Math.max(0, news.available) },
      };
  }
};

/** What was shipped or refused is the same message however often it is told; stock is one anew at each moment it is told. */
const messageIdOf = (news: ChannelNews, at: string, { sha256Hex }: Pick<ChannelCrypto, 'sha256Hex'>): string =>
  sha256Hex(utf8(JSON.stringify([contentOf(news), news.kind === 'STOCK' ? at : '']))).slice(0, 32);

const read = (status: number, body: string): Told => {
  const said = jsonAnswered('dms news', status, body);
  if (said.kind === 'LATER') return said;
  const refusal = refusalIn(status, said.answer);
  if (refusal === null) return { kind: 'DONE' };
  const told = toldByRefusal('dms news', refusal, { done: /^HTTP 409: ALREADY/, later: /^HTTP (401|429|5\d\d):/ });
  const seconds = Number(said.answer.retry_after_seconds);
  return told.kind === 'LATER' && seconds > 0 ? { ...told, retryAfterSeconds: seconds } : told;
};

const shows = (payload: unknown, news: ChannelNews): boolean => {
  const answer = asRecord(payload) ?? {};
  const order = asRecord(answer.order) ?? {};
  switch (news.kind) {
    case 'SHIPPED':
      return recordsIn(order.shipments).some(({ tracking_number: number }) => number === news.trackingNumber);
    case 'REFUSED':
      return order.status === 'CANCELLED';
    case 'STOCK':
      return asRecord(answer.stock)?.available === Math.max(0, news.available);
  }
};

/** `POST /orderloom/news` of the dealer system, and what it shows of an order or of stock: docs/dms.md. */
export const dmsWriteBack: ChannelWriteBack = {
  writes: ['SHIPPED', 'REFUSED', 'STOCK'],
  requestsPerMinute: 120,
  build: ({ news, ...ask }, secret, crypto): PlatformRequest => {
    const messageId = messageIdOf(news, ask.at, crypto);
    const message = { schema: 'orderloom.dms-news/1', message_id: messageId, ...contentOf(news) };
    return dmsCall({ path: '/orderloom/news', message, messageId }, ask, secret, crypto);
  },
  read,
  readBack: ({ news, ...ask }, secret, crypto) => {
    const path =
      news.kind === 'STOCK'
        ? `/orderloom/stock/${encodeURIComponent(news.channelSku)}`
        : `/orderloom/orders/${encodeURIComponent(news.channelOrderId)}`;
    return dmsCall({ path }, ask, secret, crypto);
  },
  shows,
};
