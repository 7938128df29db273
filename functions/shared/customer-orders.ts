import { type HistoryCursor, pageOfHistory } from '#domain/channel/customer-history.ts';
import type { CustomerId } from '#domain/id.ts';
import type { Order } from '#domain/order/order.ts';
import type { Instant } from '#domain/time.ts';
import { queryPage } from './dynamo.ts';
import { groupOf } from './dynamo-person-store.ts';
import { env } from './env.ts';
import { historyCursor, readHistoryCursor } from './history-cursor.ts';

export type DatedOrder = { readonly at: Instant; readonly id: string; readonly order: Order };

/** Later than any moment. */
const END = '9999';

/** The newest orders of one customer up to a moment, and one more. */
export const ordersUpTo = async (
  customerId: CustomerId,
  from: HistoryCursor | null,
  limit: number,
): Promise<DatedOrder[]> => {
  const { items } = await queryPage<{ order: Order }>({
    table: env('ORDERS_TABLE'),
    index: 'by-customer',
    where: 'customerId = :customer AND placedAt <= :at',
    values: { ':customer': customerId, ':at': from?.at ?? END },
    limit: limit + 1 + (from ? 1 : 0),
    newestFirst: true,
  });
  return items.map(({ order }) => ({ at: order.placedAt, id: order.orderId, order }));
};

/** One page of the orders of the person a customer is part of, newest first, whichever of its accounts they came to. */
export const ordersOfPerson = async (
  customerId: CustomerId,
  limit: number,
  cursor: string | undefined,
): Promise<{ readonly orders: readonly Order[]; readonly cursor: string | null }> => {
  const from = readHistoryCursor(cursor);
  const { members } = await groupOf(customerId);
  const lists = await Promise.all(members.map((member) => ordersUpTo(member.customerId, from, limit)));
  const { entries, next } = pageOfHistory(lists, limit, from);
  return { orders: entries.map(({ order }) => order), cursor: historyCursor(next) };
};
