import type { EventDetail } from '#domain/event.ts';
import { LegCompleted } from '#domain/fulfillment/events.ts';
import type { LegId, OrderId } from '#domain/id.ts';
import { forecastOutcomesOf } from '#domain/insight/forecast-outcome.ts';
import { transitRecordOf } from '#domain/routing/transit-record.ts';
import { now } from './clock.ts';
import { keepForecast } from './dynamo-forecast-store.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { plansOf } from './dynamo-plan-store.ts';
import { keepTransit } from './dynamo-transit-store.ts';

const orders = dynamoOrderStore();

const recordLeg = async (orderId: OrderId, legId: LegId): Promise<void> => {
  const [{ legs }, actions] = await Promise.all([orders.get(orderId), orders.actions(orderId)]);
  const leg = legs.find((each) => each.legId === legId);
  const record = leg?.state === 'COMPLETED' ? transitRecordOf(leg, actions, leg.since) : null;
  if (record) await keepTransit(record, now());
};

const recordForecasts = async (orderId: OrderId): Promise<void> => {
  const [{ legs }, planned] = await Promise.all([orders.get(orderId), plansOf(orderId)]);
  for (const outcome of forecastOutcomesOf(orderId, legs, planned)) await keepForecast(outcome);
};

/** What a completed leg teaches about its lane, and how the plans of a fulfilled order turned out. */
export const recordOutcome = async (type: string, { orderId, data }: EventDetail): Promise<void> => {
  if (!orderId) return;
  if (type === LegCompleted.type) await recordLeg(orderId, LegCompleted.data.parse(data).legId);
  else await recordForecasts(orderId);
};
