import type { OrderId } from '#domain/id.ts';
import { type Change, type Context, unchanged } from '#domain/order/change.ts';
import { isOpenConflict } from '#domain/order/conflicts.ts';
import type { FlaggedConflict, Order } from '#domain/order/order.ts';
import type { OrderRecord } from '#domain/order/order-store.ts';
import { understandAgain } from '#domain/order/record-channel-order.ts';
import {
  conflictNamed,
  isSettledSo,
  refusalToSettle,
  type SettleConflict,
  settleConflict,
} from '#domain/order/settle-conflict.ts';
import { type Caller, Problem } from './api.ts';
import { decideOn } from './decide.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { meaningOfKnown } from './meaning-documents.ts';

const orders = dynamoOrderStore();

const settle = async (
  { order, legs }: OrderRecord,
  conflict: FlaggedConflict,
  said: SettleConflict,
  by: string,
  context: Context,
): Promise<Change> => {
  const settled = settleConflict(unchanged(order), conflict, said, by, context);
  const followed = understandAgain(settled.order, { documents: await meaningOfKnown(order) }, context, legs);
  return { order: followed.order, events: [...settled.events, ...followed.events] };
};

export type Settled = {
  readonly orderId: OrderId;
  readonly conflict: FlaggedConflict | null;
  readonly open: number;
  readonly state: Order['lifecycle']['state'];
};

/** Lets a person's choice between the values of a conflict count. @throws Problem */
export const settleOrderConflict = async (
  orderId: OrderId,
  name: string,
  said: SettleConflict,
  { keyId, role }: Caller,
): Promise<Settled> => {
  const { order } = await decideOn(orders, orderId, async (record, context) => {
    const conflict = conflictNamed(record.order, name);
    if (!conflict)
      throw new Problem(404, 'Not Found', `${orderId} has no conflict ${name}: GET /orders/${orderId} lists them`);
    if (isSettledSo(conflict, said)) return unchanged(record.order);
    const refusal = refusalToSettle(conflict, said, role);
    if (refusal) throw new Problem(409, 'Conflict', refusal);
    return settle(record, conflict, said, `person:${keyId}`, context);
  });
  const open = order.conflicts.filter(isOpenConflict).length;
  return { orderId, conflict: conflictNamed(order, name), open, state: order.lifecycle.state };
};
