import type { AfterSaleWord } from '#domain/channel/channel-api.ts';
import type { InboxPush } from '#domain/channel/inbox-store.ts';
import { recordReturn } from '#domain/service/record-return.ts';
import { decideOn } from './decide.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import type { Recorded } from './record-order.ts';

const orders = dynamoOrderStore();

/** Takes an after-sale message into its return; null while its order is not known here. */
export const recordAfterSale = async (push: InboxPush, word: AfterSaleWord): Promise<Recorded | null> => {
  const known = await orders.findByChannelOrder(push.channel, word.channelOrderId);
  if (!known) return null;
  const { orderId } = known.order;
  const saidAt = word.sourceAt ?? push.sourceAt ?? push.receivedAt;
  const { returns } = await decideOn(
    orders,
    orderId,
    // Read after the order: whatever is written to a return moves its order on, so an older look at them is noticed.
    async ({ order }, context) => recordReturn({ word, saidAt }, order, await orders.returns(orderId), context),
    push.event.detail.id,
  );
  return { outcome: returns.length > 0 ? 'APPLIED' : 'STALE', orderId };
};
