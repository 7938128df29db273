import { fromEpochMillis, type Instant } from '../../../domain/time.ts';
import type { BookedOrder, KeptMessage, OrderAnswer, OrderBook } from './platforms.ts';

type SourceReviver = (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown;
const parseWithSource = JSON.parse as (text: string, reviver: SourceReviver) => unknown;
const rawJson = (JSON as unknown as { rawJSON: (text: string) => unknown }).rawJSON;

/** A number too long for a double stands for itself, so that it is written out again digit by digit. */
const keepDigits: SourceReviver = (_key, value, { source = '' }) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source) ? rawJson(source) : value;

const keyOf = (channel: string, id: string): string => `${channel}#${id}`;

const byChange = (a: BookedOrder, b: BookedOrder): number =>
  a.changedAt < b.changedAt || (a.changedAt === b.changedAt && a.orderId < b.orderId) ? -1 : 1;

type Mailbox = Pick<OrderBook, 'say' | 'unread' | 'confirm'>;

const mailbox = (now: () => Instant): Mailbox => {
  const waiting = new Map<string, KeptMessage & { readonly channel: string }>();
  let said = 0;
  return {
    say: (channel, body) => {
      said += 1;
      const id = String(said);
      waiting.set(keyOf(channel, id), { channel, id, body, saidAt: now() });
      return id;
    },
    unread: (channel) => [...waiting.values()].filter((message) => message.channel === channel),
    confirm: (channel, ids) => {
      for (const id of ids) waiting.delete(keyOf(channel, id));
    },
  };
};

export const orderBook = (now: () => Instant = () => fromEpochMillis(Date.now())): OrderBook => {
  const orders = new Map<string, BookedOrder & { readonly channel: string }>();
  const stock = new Map<string, number>();
  const put: OrderBook['put'] = (channel, orderId, answer, changedAt = now()) =>
    void orders.set(keyOf(channel, orderId), { channel, orderId, answer, changedAt });
  return {
    ...mailbox(now),
    find: (channel, orderId) => orders.get(keyOf(channel, orderId))?.answer ?? null,
    changedBetween: (channel, from, to) =>
      [...orders.values()]
        .filter((order) => order.channel === channel && from <= order.changedAt && order.changedAt < to)
        .toSorted(byChange),
    put,
    amend: (channel, orderId, change) => {
      const known = orders.get(keyOf(channel, orderId));
      if (known === undefined) return false;
      put(channel, orderId, JSON.stringify(change(parseWithSource(known.answer, keepDigits) as OrderAnswer)));
      return true;
    },
    stockOf: (channel, channelSku) => stock.get(keyOf(channel, channelSku)) ?? null,
    putStock: (channel, channelSku, available) => void stock.set(keyOf(channel, channelSku), available),
  };
};
