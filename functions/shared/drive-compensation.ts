import type { LegId, OrderId } from '#domain/id.ts';
import type { Order } from '#domain/order/order.ts';
import { reallocateOpenLines, takeShortPick } from '#domain/routing/reallocate.ts';
import { type Instant, plusSeconds } from '#domain/time.ts';
import { decideOn } from './decide.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { writeOffMissing } from './dynamo-stock-store.ts';
import { env } from './env.ts';
import { runningExecutions, startExecution } from './executions.ts';
import { pagesInState } from './orders-in-state.ts';

const orders = dynamoOrderStore();

/** Starts the execution that carries a compensation out. @param run of a later execution: the first bears the compensation's id */
export const startCompensationRun = async (order: Pick<Order, 'orderId' | 'traceId' | 'compensation'>, run = '') => {
  const { orderId, traceId, compensation } = order;
  if (!compensation) return false;
  const { compensationId } = compensation;
  const input = { orderId, traceId, compensationId };
  return startExecution(env('PLAN_COMPENSATION_ARN'), `${compensationId}${run}`, input);
};

/** A person lifted the hold of a compensation that was stuck: it goes on from where it stopped. */
export const resumeCompensation = async (orderId: OrderId): Promise<void> => {
  const { order } = await orders.get(orderId);
  await startCompensationRun(order, `-r${order.version}`);
};

/** Plans again what nobody carries any more, if anything. */
export const reallocate = (orderId: OrderId) => decideOn(orders, orderId, reallocateOpenLines);

/** Takes a short pick into leg, stock and plan. */
export const shortenLeg = (orderId: OrderId, legId: LegId) =>
  decideOn(orders, orderId, (record, context) => {
    const taken = takeShortPick(record, legId, context);
    if (!taken.shortened) return taken;
    const { before, after } = taken.shortened;
    return { ...taken, legs: [after], also: writeOffMissing(before, after) };
  });

const A_PAGE = 20;

/** States an order may be in while its plan is being replaced. */
const UNDER_WAY = ['PLANNED', 'FULFILLING', 'CONFIRMED', 'ON_HOLD'] as const;

/** An order written more recently may have an execution that is just being started. */
const SETTLED_SECONDS = 120;

const isStuck = ({ holds }: Order): boolean => holds.some(({ type }) => type === 'COMPENSATION_STUCK');

const isLost = (order: Order, running: ReadonlySet<string>, at: Instant): boolean =>
  order.compensation !== undefined &&
  !running.has(order.compensation.compensationId) &&
  !isStuck(order) &&
  order.updatedAt <= plusSeconds(at, -SETTLED_SECONDS);

/**
 * What should be running and is not goes on from where it stopped; one that stopped on a fault waits for its person.
 * @returns how many were started again
 */
export const resumeLost = async (at: Instant): Promise<number> => {
  const names = await runningExecutions(env('PLAN_COMPENSATION_ARN'));
  const running = new Set([...names].map((name) => name.replace(/-r\d+$/, '')));
  let resumed = 0;
  for (const state of UNDER_WAY)
    for await (const page of pagesInState(state, A_PAGE))
      for (const order of page.filter((each) => isLost(each, running, at)))
        if (await startCompensationRun(order, `-r${order.version}`)) resumed += 1;
  return resumed;
};
