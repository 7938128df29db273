import * as z from 'zod';
import { legOf } from '#domain/fulfillment/dispatch-leg.ts';
import { timelineOf } from '#domain/fulfillment/timeline.ts';
import { api } from '#shared/api.ts';
import { now } from '#shared/clock.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';
import { legIn, onlyItsParties } from '#shared/party.ts';

const orders = dynamoOrderStore();

export const handler = api(z.undefined(), async ({ path, caller }) => {
  const { legId, orderId } = await legIn(orders, path.id);
  const [record, actions] = await Promise.all([orders.get(orderId), orders.actions(orderId)]);
  const leg = legOf(record, legId);
  onlyItsParties(caller, leg);
  return { body: timelineOf(leg, actions, now()) };
});
