import type { Channel, ChannelCrypto, ChannelSecret, Fetched, OrderAsk, PlatformRequest } from './channel.ts';
import { lazadaGet, readLazada } from './lazada-api.ts';
import { asRecord } from './lossless-json.ts';

/** E016, Invalid Order ID. */
const NO_SUCH_ORDER = '16';

const asking =
  (path: string) =>
  (ask: OrderAsk, secret: ChannelSecret, crypto: ChannelCrypto): PlatformRequest =>
    lazadaGet(path, { order_id: ask.channelOrderId }, ask, secret, crypto);

const readOrder = (status: number, body: string): Fetched => {
  const answer = readLazada('/order/get', status, body);
  if (answer.kind === 'ERROR')
    return { kind: answer.code === NO_SUCH_ORDER ? 'MISSING' : 'LATER', reason: answer.reason };
  const order = asRecord(answer.body.data);
  return order && Object.keys(order).length > 0
    ? { kind: 'ORDER', payload: order }
    : { kind: 'MISSING', reason: 'lazada /order/get succeeded without data' };
};

/** The order with its items as `order_items`. Without them nothing could be shipped, so they are asked for again. */
const joinItems = (status: number, body: string, order: unknown): Fetched => {
  const answer = readLazada('/order/items/get', status, body);
  if (answer.kind === 'ERROR') return { kind: 'LATER', reason: answer.reason };
  const items = answer.body.data;
  return Array.isArray(items) && items.length > 0
    ? { kind: 'ORDER', payload: { ...asRecord(order), order_items: items } }
    : { kind: 'LATER', reason: 'lazada /order/items/get succeeded without items' };
};

/** Two calls: the order knows the address and the amounts, its items know SKU, currency and time limits. */
export const lazadaOrderRequest: NonNullable<Channel['orderRequest']> = {
  build: asking('/order/get'),
  read: readOrder,
  follow: { build: asking('/order/items/get'), read: joinItems },
};
