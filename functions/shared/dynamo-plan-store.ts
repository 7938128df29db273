import type { OrderId } from '#domain/id.ts';
import type { Order } from '#domain/order/order.ts';
import { OrderNotFound } from '#domain/order/order-store.ts';
import type { Plan, PlanAnswer } from '#domain/routing/plan.ts';
import type { Instant } from '#domain/time.ts';
import type { PlannedAttempt } from '#domain/workbench/planned-attempt.ts';
import { getItem, put, queryAll, type TransactItem } from './dynamo.ts';
import { env } from './env.ts';
import { headKey, orderPk, PLANS, planSk } from './order-keys.ts';

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

/** Every plan that was proposed for an order, the newest attempt last. */
export const proposedPlans = async (orderId: OrderId): Promise<Plan[]> =>
  (await plansOf(orderId)).flatMap(({ answer }) => ('plans' in answer ? answer.plans : []));

/** What was proposed at the order's present attempt. @param deadlineHours from `at`; absent where nobody asked for one */
export const planRow = (
  { orderId, lifecycle }: Pick<Order, 'orderId' | 'lifecycle'>,
  answer: PlanAnswer,
  at: Instant,
  deadlineHours?: number,
): TransactItem =>
  put(env('ORDERS_TABLE'), {
    pk: orderPk(orderId),
    sk: planSk(lifecycle.attempts),
    entity: 'PLAN',
    at,
    deadlineHours,
    answer,
  });
