import type { Channel, ChannelSecret, PlatformRequest } from '#domain/channel/channel.ts';
import type { ApiAsk, ChannelNews, NewsLine } from '#domain/channel/channel-api.ts';
import { compileMapping } from '#domain/channel/compile-mapping.ts';
import { asRecord, parseLossless } from '#domain/channel/lossless-json.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';
import { orderBook } from '../../simulators/channels/order-book.ts';
import type { ApiAnswer, OrderBook } from '../../simulators/channels/platforms.ts';
import { apiAt } from '../../simulators/channels/platforms.ts';
import { fixture, guessed, mappingOf, NOW, secretOf } from './given.ts';

export const TOKEN = 'the access token';
export const SHOP = '150000042';
export const ask: ApiAsk = { shopId: SHOP, at: NOW, accessToken: TOKEN };

/** Another app's secret of the platform's shape, for the API too. */
export const wrongSecret = (channel: Channel): ChannelSecret => ({ ...guessed(channel), apiSecret: 'a-guess' });

/** A call to the simulated platform, in process. */
export const called = (
  channel: Channel,
  book: OrderBook,
  { method, path, headers, body }: PlatformRequest,
): ApiAnswer => {
  const { pathname, searchParams } = new URL(path, 'http://simulator');
  const api = apiAt(pathname);
  if (api?.channel !== channel.id) throw new Error(`${channel.id}: nobody simulates ${pathname}`);
  const account = { secrets: [secretOf(channel)], accessToken: TOKEN };
  return api.answer({ method, path: pathname, query: searchParams, headers, body }, account, book);
};

/** Paid, as the platform's own API answers it; where pushes carry the whole order, as they do. */
export const paidOrder = (channel: Channel): { readonly orderId: string; readonly answer: string } => {
  const { orderId, order, push } = fixture(channel, 'order-paid');
  const dealers = asRecord(parseLossless(push))?.order;
  return { orderId, answer: order ?? (dealers ? JSON.stringify({ order: dealers }) : push) };
};

/** An id of the same length and letters, with another number at its end. */
export const numbered = (orderId: string, number: number): string =>
  `${orderId.slice(0, -5)}${String(number).padStart(5, '0')}`;

/** What the platform shows of an order now, as normalize reads it. */
export const shownNow = (channel: Channel, book: OrderBook, channelOrderId: string): unknown => {
  const { orderRequest } = channel;
  if (!orderRequest) {
    const shown = asRecord(parseLossless(book.find(channel.id, channelOrderId) ?? 'null'));
    return shown?.order ?? shown;
  }
  const { status, body } = called(
    channel,
    book,
    orderRequest.build({ ...ask, channelOrderId }, secretOf(channel), nodeCrypto),
  );
  const fetched = orderRequest.read(status, body, NOW);
  if (fetched.kind !== 'ORDER') throw new Error(`${channel.id}: ${JSON.stringify(fetched)}`);
  return fetched.payload;
};

/** Whether the platform shows the news, asked as the engine asks. */
export const isShown = (channel: Channel, book: OrderBook, news: ChannelNews): boolean => {
  const { writeBack } = channel;
  if (!writeBack) throw new Error(`${channel.id} has no write-back`);
  const request = writeBack.readBack?.({ ...ask, news }, secretOf(channel), nodeCrypto) ?? null;
  if (request) return writeBack.shows(parseLossless(called(channel, book, request).body), news);
  // Stock of which nothing can be asked counts as shown.
  return news.kind === 'STOCK' || writeBack.shows(shownNow(channel, book, news.channelOrderId), news);
};

export const normalized = async (channel: Channel, payload: unknown) => {
  const { order } = await compileMapping(mappingOf(channel)).normalize(payload, { shopId: SHOP, receivedAt: NOW });
  return order;
};

/** The lines of the paid order as news names them. */
export const newsLines = async (channel: Channel): Promise<readonly NewsLine[]> => {
  const book = orderBook();
  const { orderId, answer } = paidOrder(channel);
  book.put(channel.id, orderId, answer);
  const { lines } = await normalized(channel, shownNow(channel, book, orderId));
  return lines.map(({ lineId, channelSku, sku, quantity }) => ({ lineId, channelSku, sku, quantity }));
};
