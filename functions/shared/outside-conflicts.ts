import type { OrderId } from '#domain/id.ts';
import type { ChannelOrder, Conflict, Order } from '#domain/order/order.ts';
import { implausiblePrices } from '#domain/order/price-memory.ts';
import { otherTellersOf, toldTwice } from '#domain/order/told-twice.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { rememberPrices, usualPrices } from './usual-prices.ts';

const orders = dynamoOrderStore();

export type OutsideConflicts = {
  readonly found: readonly Conflict[];
  /** Once the order is written: what later ones are judged by. */
  readonly learn: () => Promise<void>;
};

const otherTellings = async ({ channel, channelOrderId }: ChannelOrder, own: OrderId | null): Promise<Conflict[]> => {
  const records = await Promise.all(
    otherTellersOf(channel).map((other) => orders.findByChannelOrder(other, channelOrderId)),
  );
  const others = records.flatMap((record) => (record ? [record.order] : []));
  return toldTwice(channel, own, others);
};

/** What an order contradicts outside itself: other orders always, the prices of the past when it is placed. */
export const outsideConflicts = async (said: ChannelOrder, known: Order | null): Promise<OutsideConflicts> => {
  const told = await otherTellings(said, known?.orderId ?? null);
  if (known) return { found: told, learn: async () => {} };
  const usual = await usualPrices(said);
  const prices = implausiblePrices(said, (sku) => usual.get(sku) ?? {});
  return { found: [...told, ...prices], learn: () => rememberPrices(said, usual) };
};
