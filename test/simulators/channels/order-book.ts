import type { OrderAnswer, OrderBook } from './platforms.ts';

type SourceReviver = (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown;
const parseWithSource = JSON.parse as (text: string, reviver: SourceReviver) => unknown;
const rawJson = (JSON as unknown as { rawJSON: (text: string) => unknown }).rawJSON;

/** A number too long for a double stands for itself, so that it is written out again digit by digit. */
const keepDigits: SourceReviver = (_key, value, { source = '' }) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source) ? rawJson(source) : value;

const keyOf = (channel: string, id: string): string => `${channel}#${id}`;

export const orderBook = (): OrderBook => {
  const orders = new Map<string, string>();
  const stock = new Map<string, number>();
  const put: OrderBook['put'] = (channel, orderId, answer) => void orders.set(keyOf(channel, orderId), answer);
  return {
    find: (channel, orderId) => orders.get(keyOf(channel, orderId)) ?? null,
    put,
    amend: (channel, orderId, change) => {
      const known = orders.get(keyOf(channel, orderId));
      if (known === undefined) return false;
      put(channel, orderId, JSON.stringify(change(parseWithSource(known, keepDigits) as OrderAnswer)));
      return true;
    },
    stockOf: (channel, channelSku) => stock.get(keyOf(channel, channelSku)) ?? null,
    putStock: (channel, channelSku, available) => void stock.set(keyOf(channel, channelSku), available),
  };
};
