import type { OrderId } from '#domain/id.ts';
import type { Order } from '#domain/order/order.ts';
import type { Outcome } from '#domain/outcome.ts';
import { deleteItem } from './dynamo.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { env } from './env.ts';
import { startExecution, succeedTask } from './executions.ts';
import { callbackSk, orderPk } from './order-keys.ts';

const machine = env('ORDER_LIFECYCLE_ARN');
const orders = dynamoOrderStore();

/** The first execution bears the order's id, so that whoever has the id finds it. */
export const startLifecycle = (orderId: OrderId, traceId: string): Promise<boolean> =>
  startExecution(machine, orderId, { orderId, traceId, run: '' });

/** A later execution of the same order, when the earlier one ended without ending the order. */
export const restartLifecycle = ({
  orderId,
  traceId,
  version,
}: Pick<Order, 'orderId' | 'traceId' | 'version'>): Promise<boolean> => {
  const run = `-r${version}`;
  return startExecution(machine, `${orderId}${run}`, { orderId, traceId, run });
};

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
