import type { EventId, OrderId } from '#domain/id.ts';
import { tellDeadline } from '#domain/lineage/tell-deadline.ts';
import type { Instant } from '#domain/time.ts';
import { now } from './clock.ts';
import { decideOn } from './decide.ts';
import type { TransactItem } from './dynamo.ts';
import { put, TransactionRefused } from './dynamo.ts';
import { dynamoLineageStore } from './dynamo-lineage-store.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { env } from './env.ts';
import { logger } from './observability.ts';
import { slaToldKey } from './order-keys.ts';
import { type SlaTimer, setTimer } from './timers.ts';

const orders = dynamoOrderStore();
const lineage = dynamoLineageStore();

/** Sets the one alarm clock of a deadline: first when it is at risk, then when it is missed. Set twice, it rings once. */
export const watchDeadline = async (timer: Omit<SlaTimer, 'timer'>, at: Instant): Promise<void> =>
  setTimer(`sla_${timer.nodeId}_${timer.phase}`, { timer: 'SLA', ...timer }, at);

/** Taken with the event: a clock that rings twice finds it there. */
const once = (orderId: OrderId, nodeId: EventId, phase: SlaTimer['phase']): TransactItem =>
  put(
    env('ORDERS_TABLE'),
    { ...slaToldKey(orderId, nodeId, phase), entity: 'SLA_TOLD', at: now() },
    { condition: 'attribute_not_exists(pk)' },
  );

/** A deadline's clock rings: told when nothing has answered it, and not told before. */
export const ringDeadline = async ({ orderId, nodeId, phase }: SlaTimer): Promise<void> => {
  const nodes = await lineage.nodesOf(orderId);
  const actions = await orders.actions(orderId);
  try {
    const { told } = await decideOn(orders, orderId, (record, context) => {
      const { change, isTold } = tellDeadline({ ...record, nodes, actions, nodeId, phase }, context);
      return { ...change, told: isTold, also: isTold ? [once(orderId, nodeId, phase)] : [] };
    });
    logger.info('deadline', { nodeId, phase, told });
    if (!told || phase === 'DUE') return;
  } catch (error) {
    if (!(error instanceof TransactionRefused)) throw error;
    logger.info('deadline told already', { nodeId, phase });
  }
  const dueAt = nodes.find((node) => node.nodeId === nodeId)?.deadline?.dueAt;
  if (phase === 'RISK' && dueAt) await watchDeadline({ orderId, nodeId, phase: 'DUE' }, dueAt);
};
