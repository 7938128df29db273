import { maskPersonal } from '#domain/fulfillment/mask.ts';
import type { OrderId } from '#domain/id.ts';
import { resultsOf } from '#domain/insight/exception-requests.ts';
import { type Change, type Context, unchanged } from '#domain/order/change.ts';
import { changeOrder, foresee } from '#domain/order/change-order.ts';
import { liftHold } from '#domain/order/holds.ts';
import type { OrderRecord } from '#domain/order/order-store.ts';
import { placeManualHold, refusalToHold } from '#domain/workbench/manual-hold.ts';
import { ActOnOrders } from '#domain/workbench/order-requests.ts';
import { readCancellation } from '#domain/workbench/read-change.ts';
import { api, operatorsOnly } from '#shared/api.ts';
import { decideOn } from '#shared/decide.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';
import { eachResult, RowRefused } from '#shared/each-row.ts';

const orders = dynamoOrderStore();

type Deed = (record: OrderRecord, said: { readonly reason: string; readonly by: string }, context: Context) => Change;

const unlessRefused = (refusal: string | null): void => {
  if (refusal) throw new RowRefused(refusal);
};

const DEEDS: Readonly<Record<ActOnOrders['action'], Deed>> = {
  HOLD: ({ order }, { reason, by }, context) => {
    unlessRefused(refusalToHold(order));
    return placeManualHold(order, reason, by, context);
  },
  RELEASE: ({ order }, { by }, context) =>
    order.holds
      .filter(({ type }) => type === 'MANUAL')
      .reduce((change, hold) => liftHold(change, hold, by, context), unchanged(order)),
  CANCEL: (record, said, context) => {
    const foreseen = foresee(record, readCancellation({})(record.order));
    unlessRefused(foreseen.refusals[0]?.reason.en ?? null);
    return changeOrder(record, foreseen, said, context);
  },
};

export const handler = api(ActOnOrders, async ({ body: { action, orderIds, reason }, caller }) => {
  operatorsOnly(caller);
  const said = { reason: maskPersonal(reason), by: `person:${caller.keyId}` };
  const results = await eachResult(orderIds, async (orderId) => {
    const { order } = await decideOn(orders, orderId as OrderId, (record, context) =>
      DEEDS[action](record, said, context),
    );
    return `it is ${order.lifecycle.state}`;
  });
  return { body: resultsOf(results) };
});
