import type { OrderId } from '#domain/id.ts';
import type { Outcome } from '#domain/outcome.ts';
import { deleteItem } from './dynamo.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { env } from './env.ts';
import { succeedTask } from './executions.ts';
import { callbackSk, orderPk } from './order-keys.ts';

const orders = dynamoOrderStore();

/** Lets whoever waits under one of these names go on. @returns how many waited */
export const resume = async (
  orderId: OrderId,
  hasAttributes: (name: string) => boolean,
  outcome: Outcome,
): Promise<number> => {
  const waiting = (await orders.callbacks(orderId)).filter(({ name }) => hasAttributes(name));
  for (const { name, token } of waiting) {
    await succeedTask(token, { outcome });
    await deleteItem(env('ORDERS_TABLE'), { pk: orderPk(orderId), sk: callbackSk(name) });
  }
  return waiting.length;
};
