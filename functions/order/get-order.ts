import * as z from 'zod';
import { OrderId } from '#domain/id.ts';
import { snapshotOf } from '#domain/workbench/order-snapshot.ts';
import { shownAttributes } from '#domain/workbench/shown-attributes.ts';
import { api, idIn, operatorsOnly } from '#shared/api.ts';
import { now } from '#shared/clock.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';
import { personOf } from '#shared/dynamo-person-store.ts';
import { dynamoWriteBackStore } from '#shared/dynamo-write-back-store.ts';
import { metaModelOf } from '#shared/meta-model-library.ts';

const writeBacks = dynamoWriteBackStore();
const orders = dynamoOrderStore();

export const handler = api(z.undefined(), async ({ path, caller }) => {
  operatorsOnly(caller);
  const orderId = idIn(OrderId, path.id, 'order id');
  const [{ order, legs }, actions, returns, posts, series] = await Promise.all([
    orders.get(orderId),
    orders.actions(orderId),
    orders.returns(orderId),
    writeBacks.ofOrder(orderId),
    orders.series(orderId),
  ]);
  const told = posts.map(({ writeBack }) => writeBack);
  const { set, packs } = await metaModelOf(order);
  const attributes = shownAttributes(order, { set: set?.fields ?? null, packs });
  const snapshot = snapshotOf(order, legs, actions, returns, now(), told, attributes, series);
  // Whoever it is by now: accounts may have been found to be one person, or two.
  const customerId = await personOf(order.initiator.customerId);
  const initiator = { ...snapshot.order.initiator, customerId };
  return { body: { ...snapshot, order: { ...snapshot.order, initiator } } };
});
