import type { InboxPush } from '#domain/channel/inbox-store.ts';
import type { OrderId } from '#domain/id.ts';
import type { Order } from '#domain/order/order.ts';
import { type OrderRecord, VersionConflict } from '#domain/order/order-store.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { type Timely, withoutFuture } from '#domain/order/untimely.ts';
import type { Instant } from '#domain/time.ts';
import { now } from './clock.ts';
import { completeOrder } from './complete-order.ts';
import { contextNow } from './decide.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { mappingFor } from './mapping-library.ts';
import { meaningDocuments } from './meaning-documents.ts';
import { outsideConflicts } from './outside-conflicts.ts';
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
  const { order, outcome } = await takeOrder(push, payload, { readAt, repin });
  await endOverdueRequests(push, order, readAt);
  return { outcome, orderId: order.orderId };
};

const pinnedVersion = async ({ channel, channelOrderId }: InboxPush): Promise<number | null> => {
  const known = channelOrderId === null ? null : await orders.findByChannelOrder(channel, channelOrderId);
  return known ? Number(known.order.pinned[`mapping/${channel}`]) : null;
};

type Taken = { readonly outcome: Recorded['outcome']; readonly order: Order };

const readPayload = async (push: InboxPush, payload: unknown, { readAt, repin }: OrderReading): Promise<Timely> => {
  const { channel, shopId, receivedAt } = push;
  const { color } = push.event.detail;
  const key = `${channel}#${push.channelOrderId ?? push.dedupeKey}`;
  const chosen = await mappingFor(channel, { color, key, pinned: repin ? null : await pinnedVersion(push) });
  const normalized = await watchTrial(chosen, payload, { shopId, receivedAt });
  return withoutFuture(await completeOrder(normalized, now()), readAt);
};

/** Decides about the order as it is known now; null when the word was no news. */
const decide = async (push: InboxPush, { order, conflicts }: Timely, known: OrderRecord | null, repin: boolean) => {
  const { id: pushEventId, color } = push.event.detail;
  const about = { color, key: `${order.channel}#${order.channelOrderId}` };
  const documents = await meaningDocuments({ ...about, pinned: repin ? {} : (known?.order.pinned ?? {}) });
  const { found, learn } = await outsideConflicts(order, known?.order ?? null);
  const change = recordChannelOrder(
    { channelOrder: order, pushEventId, traceId: push.traceId, color, documents, found: [...conflicts, ...found] },
    known?.order ?? null,
    contextNow(pushEventId),
    known?.legs,
  );
  return 'kind' in change ? null : { change, learn };
};

const takeOrder = async (push: InboxPush, payload: unknown, reading: OrderReading): Promise<Taken> => {
  const timely = await readPayload(push, payload, reading);
  const { channel, channelOrderId } = timely.order;
  for (let attempt = 1; ; attempt += 1) {
    const known = await orders.findByChannelOrder(channel, channelOrderId);
    const decided = await decide(push, timely, known, reading.repin);
    if (!decided) return { outcome: 'STALE', order: known?.order as Order };
    try {
      await orders.commit({ before: known?.order ?? null, ...decided.change });
      await decided.learn();
      return { outcome: 'APPLIED', order: decided.change.order };
    } catch (error) {
      if (!(error instanceof VersionConflict) || attempt === TRIES) throw error;
    }
  }
};
