import type { LegId, OrderId } from '#domain/id.ts';
import type { NetworkSignal } from '#domain/routing/signal.ts';
import { now } from '#shared/clock.ts';
import { watchClosures } from '#shared/closure-timers.ts';
import { reallocate, resumeCompensation, shortenLeg, startCompensationRun } from '#shared/drive-compensation.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';
import { logger } from '#shared/observability.ts';
import { planAroundClosures } from '#shared/plan-around-closures.ts';
import { subscriber } from '#shared/queue.ts';

const orders = dynamoOrderStore();

const ofOrder = async (orderId: OrderId, type: string, data: unknown): Promise<void> => {
  if (type === 'CompensationStarted') await startCompensationRun((await orders.get(orderId)).order);
  else if (type === 'LegShortPicked') await shortenLeg(orderId, (data as { legId: LegId }).legId);
  else if (type === 'OrderReleased' && (data as { type: string }).type === 'COMPENSATION_STUCK')
    await resumeCompensation(orderId);
  else await reallocate(orderId);
};

export const handler = subscriber(async ({ type, detail: { orderId, data } }) => {
  if (orderId) return ofOrder(orderId, type, data);
  if (type !== 'NetworkSignalled') return;
  const { signals } = data as { signals: readonly NetworkSignal[] };
  await watchClosures(signals, now());
  logger.info('planned around closures', { orders: await planAroundClosures(signals) });
});
