import type { Order } from '#domain/order/order.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';

const orders = dynamoOrderStore();

/** Orders in a state, the newest first, page by page. */
export const pagesInState = async function* (
  state: Order['lifecycle']['state'],
  limit: number,
): AsyncGenerator<readonly Order[]> {
  let cursor: string | undefined;
  do {
    const page = await orders.list({ state, limit, cursor });
    yield page.orders;
    cursor = page.cursor ?? undefined;
  } while (cursor);
};

const A_PAGE = 100;

/** All orders in a state. */
export const ordersInState = async (state: Order['lifecycle']['state']): Promise<Order[]> => {
  const found: Order[] = [];
  for await (const page of pagesInState(state, A_PAGE)) found.push(...page);
  return found;
};
