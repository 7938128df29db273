import * as z from 'zod';
import { legOf } from '#domain/fulfillment/dispatch-leg.ts';
import { briefOf, mayKnowConsignee } from '#domain/fulfillment/leg-brief.ts';
import { api } from '#shared/api.ts';
import { clearRemarksOf } from '#shared/clear-remarks.ts';
import { dynamoConsigneeStore } from '#shared/dynamo-consignee-store.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';
import { personalOf } from '#shared/dynamo-personal-store.ts';
import { legIn, meetsCustomer, onlyItsParties } from '#shared/party.ts';

const orders = dynamoOrderStore();

export const handler = api(z.undefined(), async ({ path, caller }) => {
  const { legId, orderId } = await legIn(orders, path.id);
  const record = await orders.get(orderId);
  const leg = legOf(record, legId);
  onlyItsParties(caller, leg);
  const mayKnow = mayKnowConsignee(leg) && meetsCustomer(caller, leg);
  const { destination, initiator } = record.order;
  const person =
    destination && mayKnow
      ? await dynamoConsigneeStore.consignee(initiator.customerId, destination.addressDigest)
      : null;
  if (!mayKnow) return { body: briefOf(record.order, leg, person) };
  const [remarks, personal] = await Promise.all([clearRemarksOf(record.order), personalOf(record.order)]);
  return { body: briefOf(record.order, leg, person, { remarks, personal }) };
});
