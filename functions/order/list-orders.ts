import * as z from 'zod';
import { CHANNELS } from '#domain/channel/channels.ts';
import type { Order } from '#domain/order/order.ts';
import type { OrderPage } from '#domain/order/order-store.ts';
import { ListOrders, termAsked } from '#domain/workbench/order-requests.ts';
import { type OrderSummary, summaryOf } from '#domain/workbench/order-snapshot.ts';
import { ordersCsv } from '#domain/workbench/orders-csv.ts';
import { api, operatorsOnly, Problem } from '#shared/api.ts';
import { AwsRefusal } from '#shared/aws.ts';
import { ordersOfPerson } from '#shared/customer-orders.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';
import { personsOf } from '#shared/dynamo-person-store.ts';
import { viewedQuery } from '#shared/dynamo-view-store.ts';

const orders = dynamoOrderStore(CHANNELS.map(({ id }) => id));

/** A cursor is ours and opaque: one that does not decode, or belongs to another question, is the caller's mistake. */
const isBadCursor = (error: unknown): boolean =>
  error instanceof SyntaxError || (error instanceof AwsRefusal && error.name === 'ValidationException');

const USUAL = { json: 25, csv: 1000 } as const;

/** A customer's orders are those of the person, whichever of its accounts they came to. */
const pageOf = async (asked: ListOrders): Promise<OrderPage> => {
  const { format, ...question } = asked;
  const { customer, state, channel, cursor, sku, limit = USUAL[format] } = question;
  const page = customer
    ? await ordersOfPerson(customer, limit, cursor)
    : await orders.list({ ...question, limit, term: termAsked(asked) });
  const isAsked = (order: Order): boolean =>
    (!state || order.lifecycle.state === state) &&
    (!channel || order.channel === channel) &&
    // A line may have been taken off since the index heard of it.
    (!sku || order.deliverables.some((line) => line.sku === sku));
  return { orders: page.orders.filter(isAsked), cursor: page.cursor };
};

const nextPart = (query: Readonly<Record<string, string>>, cursor: string | null): string | null =>
  cursor && `/orders?${new URLSearchParams({ ...query, cursor })}`;

export const handler = api(z.undefined(), async ({ query, caller }) => {
  operatorsOnly(caller);
  const asked = ListOrders.parse(await viewedQuery('orders', query));
  const page = await pageOf(asked).catch((error: unknown) => {
    if (asked.cursor === undefined || !isBadCursor(error)) throw error;
    throw new Problem(400, 'Bad Request', 'cursor: give back the one of the last page, with the same question');
  });
  const summaries = page.orders.map(summaryOf);
  const persons = await personsOf(summaries.map(({ customerId }) => customerId));
  const told = summaries.map(
    (each): OrderSummary => ({ ...each, customerId: persons.get(each.customerId) ?? each.customerId }),
  );
  if (asked.format === 'csv')
    return { csv: ordersCsv(told, asked.cursor === undefined), next: nextPart(query, page.cursor) };
  return { body: { orders: told, cursor: page.cursor } };
});
