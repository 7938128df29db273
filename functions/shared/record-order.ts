import type { InboxPush } from '#domain/channel/inbox-store.ts';
import type { OrderId } from '#domain/id.ts';
import type { Order } from '#domain/order/order.ts';
import { VersionConflict } from '#domain/order/order-store.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import type { Instant } from '#domain/time.ts';
import { now } from './clock.ts';
import { completeOrder } from './complete-order.ts';
import { contextNow } from './decide.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { mappingFor } from './mapping-library.ts';
import { endOverdueRequests } from './record-request.ts';
import { watchTrial } from './trial-watch.ts';

const orders = dynamoOrderStore();
/** As many as pushes of one order can meet in one second. */
const TRIES = 6;

/** Whether a push changed its order, and which that is. */
export type Recorded = { readonly outcome: 'APPLIED' | 'STALE'; readonly orderId: OrderId };

export type OrderReading = {
  /** When the platform was asked: requests that had approved themselves by then are answered by what it shows. */
  readonly readAt: Instant;
  /** Read it by the mapping released now instead of the one that decided about the order before. */
  readonly repin: boolean;
};

/** Takes what a platform says an order is into the order, which is placed if it is new. */
export const recordOrder = async (
  push: InboxPush,
  payload: unknown,
  { readAt, repin }: OrderReading,
): Promise<Recorded> => {
  const { order, outcome } = await takeOrder(push, payload, repin);
  await endOverdueRequests(push, order, readAt);
  return { outcome, orderId: order.orderId };
};

const pinnedVersion = async ({ channel, channelOrderId }: InboxPush): Promise<number | null> => {
  const known = channelOrderId === null ? null : await orders.findByChannelOrder(channel, channelOrderId);
  return known ? Number(known.order.pinned[`mapping/${channel}`]) : null;
};

const takeOrder = async (
  push: InboxPush,
  payload: unknown,
  repin: boolean,
): Promise<{ readonly outcome: Recorded['outcome']; readonly order: Order }> => {
  const { channel, shopId, receivedAt } = push;
  const { id: pushEventId, color } = push.event.detail;
  const key = `${channel}#${push.channelOrderId ?? push.dedupeKey}`;
  const chosen = await mappingFor(channel, { color, key, pinned: repin ? null : await pinnedVersion(push) });
  const normalized = await watchTrial(chosen, payload, { shopId, receivedAt });
  const channelOrder = await completeOrder(normalized, now());
  const command = { channelOrder, pushEventId, traceId: push.traceId, color };
  for (let attempt = 1; ; attempt += 1) {
    const known = await orders.findByChannelOrder(channelOrder.channel, channelOrder.channelOrderId);
    const change = recordChannelOrder(command, known?.order ?? null, contextNow(pushEventId), known?.legs);
    if ('kind' in change) return { outcome: 'STALE', order: known?.order as Order };
    try {
      await orders.commit({ before: known?.order ?? null, ...change });
      return { outcome: 'APPLIED', order: change.order };
    } catch (error) {
      if (!(error instanceof VersionConflict) || attempt === TRIES) throw error;
    }
  }
};
