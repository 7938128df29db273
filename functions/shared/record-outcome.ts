import type { EventDetail } from '#domain/event.ts';
import { legsNamedBy } from '#domain/fulfillment/partner-push.ts';
import type { LegId, OrderId } from '#domain/id.ts';
import { forecastOutcomesOf } from '#domain/insight/forecast-outcome.ts';
import { legOutcomeOf } from '#domain/insight/leg-outcome.ts';
import { OrderFulfilled } from '#domain/order/events.ts';
import { transitRecordOf } from '#domain/routing/transit-record.ts';
import { now } from './clock.ts';
import { keepForecast } from './dynamo-forecast-store.ts';
import { keepLegOutcome } from './dynamo-leg-outcome-store.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { plansOf } from './dynamo-plan-store.ts';
import { keepTransit } from './dynamo-transit-store.ts';

const orders = dynamoOrderStore();

const recordLeg = async (orderId: OrderId, legId: LegId): Promise<void> => {
  const [{ order, legs }, actions, events] = await Promise.all([
    orders.get(orderId),
    orders.actions(orderId),
    orders.events(orderId),
  ]);
  const leg = legs.find((each) => each.legId === legId);
  const outcome = leg ? legOutcomeOf(leg, actions, events, order.promiseAt) : null;
  if (outcome) await keepLegOutcome(outcome);
  const record = leg?.state === 'COMPLETED' ? transitRecordOf(leg, actions, leg.since) : null;
  if (record) await keepTransit(record, now());
};

const recordForecasts = async (orderId: OrderId): Promise<void> => {
  const [{ legs }, planned] = await Promise.all([orders.get(orderId), plansOf(orderId)]);
  for (const outcome of forecastOutcomesOf(orderId, legs, planned)) await keepForecast(outcome);
};

/** How an ended leg speaks of its providers, what a completed one teaches about its lane, and how the plans of a fulfilled order turned out. */
export const recordOutcome = async (type: string, { orderId, data }: EventDetail): Promise<void> => {
  if (!orderId) return;
  if (type === OrderFulfilled.type) await recordForecasts(orderId);
  for (const legId of legsNamedBy(data)) await recordLeg(orderId, legId);
};
