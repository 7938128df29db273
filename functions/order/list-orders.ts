import * as z from 'zod';
import { CHANNELS } from '#domain/channel/channels.ts';
import { ListOrders, termAsked } from '#domain/workbench/order-requests.ts';
import { summaryOf } from '#domain/workbench/order-snapshot.ts';
import { api, operatorsOnly, Problem } from '#shared/api.ts';
import { AwsRefusal } from '#shared/aws.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';

const orders = dynamoOrderStore(CHANNELS.map(({ id }) => id));

/** A cursor is ours and opaque: one that does not decode, or belongs to another question, is the caller's mistake. */
const isBadCursor = (error: unknown): boolean =>
  error instanceof SyntaxError || (error instanceof AwsRefusal && error.name === 'ValidationException');

export const handler = api(z.undefined(), async ({ query, caller }) => {
  operatorsOnly(caller);
  const asked = ListOrders.parse(query);
  const page = await orders.list({ ...asked, term: termAsked(asked) }).catch((error: unknown) => {
    if (asked.cursor === undefined || !isBadCursor(error)) throw error;
    throw new Problem(400, 'Bad Request', 'cursor: give back the one of the last page, with the same question');
  });
  return { body: { orders: page.orders.map(summaryOf), cursor: page.cursor } };
});
