import * as z from 'zod';
import { OrderId } from '#domain/id.ts';
import { withdrawWish } from '#domain/routing/standing-wish.ts';
import { api, idIn, operatorsOnly } from '#shared/api.ts';
import { decideOn } from '#shared/decide.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';

const orders = dynamoOrderStore();

export const handler = api(z.undefined(), async ({ path, caller }) => {
  operatorsOnly(caller);
  const orderId = idIn(OrderId, path.id, 'order id');
  const { order } = await decideOn(orders, orderId, (record, context) =>
    withdrawWish(record.order, `person:${caller.keyId}`, context),
  );
  return { body: { orderId, state: order.lifecycle.state } };
});
