import type { OrderId } from '#domain/id.ts';
import { OrderNotFound } from '#domain/order/order-store.ts';
import type { PlannedAttempt } from '#domain/workbench/planned-attempt.ts';
import { getItem, queryAll } from './dynamo.ts';
import { env } from './env.ts';
import { headKey, orderPk, PLANS } from './order-keys.ts';

type PlanRow = Omit<PlannedAttempt, 'attempt' | 'outcome'> & { readonly sk: string };

/** What was proposed for an order, by attempt; none while it was not planned. @throws OrderNotFound */
export const plansOf = async (orderId: OrderId): Promise<Omit<PlannedAttempt, 'outcome'>[]> => {
  const table = env('ORDERS_TABLE');
  const rows = await queryAll<PlanRow>({
    table,
    where: 'pk = :pk AND begins_with(sk, :plans)',
    values: { ':pk': orderPk(orderId), ':plans': PLANS },
  });
  if (rows.length === 0 && !(await getItem(table, headKey(orderId)))) throw new OrderNotFound(orderId);
  return rows.map(({ sk, at, deadlineHours, answer }) => ({
    attempt: Number(sk.slice(PLANS.length)),
    at,
    ...(deadlineHours === undefined ? {} : { deadlineHours }),
    answer,
  }));
};
