import type { ChannelOrder } from '#domain/order/order.ts';
import { type PriceMemory, pricedSkus, remembered } from '#domain/order/price-memory.ts';
import { getItem, putItem } from './dynamo.ts';
import { env } from './env.ts';
import { logger } from './observability.ts';
import { priceKey } from './order-keys.ts';

type Row = { readonly prices: PriceMemory };

/** Orders with more SKUs than this are judged by their first ones. */
const MOST_SKUS = 25;

const NOTHING: PriceMemory = {};

/** What the SKUs of an order were sold for in its shop before. */
export const usualPrices = async (order: ChannelOrder): Promise<ReadonlyMap<string, PriceMemory>> => {
  const skus = pricedSkus(order).slice(0, MOST_SKUS);
  const rows = await Promise.all(
    skus.map((sku) => getItem<Row>(env('ORDERS_TABLE'), priceKey(order.channel, order.shopId, sku), false)),
  );
  return new Map(skus.map((sku, index) => [sku, rows[index]?.prices ?? NOTHING]));
};

/** Two at once may overwrite each other: what is usual does not hang on one order. */
const learn = async (order: ChannelOrder, usual: ReadonlyMap<string, PriceMemory>): Promise<void> => {
  await Promise.all(
    [...usual].map(async ([sku, memory]) => {
      const prices = remembered(memory, order, sku);
      if (prices === null) return;
      const row = { ...priceKey(order.channel, order.shopId, sku), entity: 'PRICE', prices };
      await putItem(env('ORDERS_TABLE'), row);
    }),
  );
};

/** Learns from a placed order. It is placed already: what cannot be learned from it is left. */
export const rememberPrices = (order: ChannelOrder, usual: ReadonlyMap<string, PriceMemory>): Promise<void> =>
  learn(order, usual).catch((error: Error) => logger.warn('prices not remembered', { channel: order.channel, error }));
