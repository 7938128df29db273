import type { OrderId } from '#domain/id.ts';
import type { Order } from '#domain/order/order.ts';
import { getItem, putItem } from './dynamo.ts';
import { env } from './env.ts';
import { startExecution, stopExecution } from './executions.ts';
import { runKey } from './order-keys.ts';

const machine = env('ORDER_LIFECYCLE_ARN');

/** The first execution bears the order's id, so that whoever has the id finds it. */
export const startLifecycle = (orderId: OrderId, traceId: string): Promise<boolean> =>
  startExecution(machine, orderId, { orderId, traceId, run: '' });

type Run = Pick<Order, 'orderId' | 'traceId' | 'version'>;
const runAt = ({ version }: Run): string => `-r${version}`;

/**
 * A later execution of the same order, when the earlier one ended without ending the order. False when that run was started before.
 * @param run ends its name
 */
export const restartLifecycle = async (order: Run, run = runAt(order)): Promise<boolean> => {
  const { orderId, traceId } = order;
  await putItem(env('ORDERS_TABLE'), { ...runKey(orderId), entity: 'RUN', run });
  return startExecution(machine, `${orderId}${run}`, { orderId, traceId, run });
};

/**
 * The order's execution waits for legs that go on while something must be planned now: it is stopped, and a new one takes over. Told
 * again, or after a crash, the one that took over goes on: its name is used up, so nothing could take over from it.
 */
export const replaceLifecycle = async (order: Run): Promise<void> => {
  const row = await getItem<{ run: string }>(env('ORDERS_TABLE'), runKey(order.orderId));
  if (row?.run !== runAt(order))
    await stopExecution(machine, `${order.orderId}${row?.run ?? ''}`, `${order.orderId} changed and is planned again`);
  await restartLifecycle(order);
};
