import * as z from 'zod';
import { api } from '#shared/api.ts';
import { collectEvidence } from '#shared/collect-evidence.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';
import { legIn, onlyItsParties } from '#shared/party.ts';

const orders = dynamoOrderStore();

export const handler = api(z.undefined(), async ({ path, caller }) => {
  const { legId, orderId } = await legIn(orders, path.id);
  return { body: await collectEvidence(orderId, legId, (leg) => onlyItsParties(caller, leg)) };
});
