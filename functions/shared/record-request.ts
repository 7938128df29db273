import type { ChannelRequest } from '#domain/channel/channel-api.ts';
import type { InboxPush } from '#domain/channel/inbox-store.ts';
import type { OrderId } from '#domain/id.ts';
import type { Order, OrderRequest } from '#domain/order/order.ts';
import { isOpenRequest, overdueRequests, readAgainAt, remindAt } from '#domain/order/order-request.ts';
import { lapseRequests, recordRequest as takeRequest } from '#domain/order/record-request.ts';
import { type Instant, laterOf, plusSeconds, toEpochMillis } from '#domain/time.ts';
import { now } from './clock.ts';
import { decideOn } from './decide.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import type { Recorded } from './record-order.ts';
import { type RequestTimer, setTimer } from './timers.ts';

const orders = dynamoOrderStore();
/** A schedule in the past is none; minutes are what the platform of schedules keeps. */
const SOONEST_SECONDS = 60;

/** `req_01J…_CANCEL_D_1780286700`: unique to the asking, within the 64 characters of a schedule's name. */
const nameOf = ({ orderId, askedAt }: RequestTimer, kind: OrderRequest['kind'], mark: 'D' | 'L'): string =>
  `req_${orderId.slice('ord_'.length)}_${kind}_${mark}_${Math.floor(toEpochMillis(askedAt) / 1000)}`;

/** Told before a request approves itself, and read again after. Set again with every repetition of the request: the first ones stand. */
const setTimers = async (orderId: OrderId, request: OrderRequest, at: Instant): Promise<void> => {
  const { requestId, kind, askedAt, approvesItselfAt } = request;
  if (askedAt === null || approvesItselfAt === null) return;
  const about = { orderId, requestId, askedAt };
  const due: RequestTimer = { timer: 'REQUEST_DUE', ...about };
  const lapsed: RequestTimer = { timer: 'REQUEST_LAPSED', ...about };
  const soon = plusSeconds(at, SOONEST_SECONDS);
  const reminding = laterOf(remindAt(askedAt, approvesItselfAt), soon);
  if (reminding < approvesItselfAt) await setTimer(nameOf(due, kind, 'D'), due, reminding);
  // Late news of an old request: the platform has decided, and is read again in a moment.
  await setTimer(nameOf(lapsed, kind, 'L'), lapsed, laterOf(readAgainAt(approvesItselfAt), soon));
};

/** Takes a request that approves itself, or its answer, into its order; null while the order is not known here. */
export const recordRequest = async (push: InboxPush, said: ChannelRequest): Promise<Recorded | null> => {
  const known = await orders.findByChannelOrder(push.channel, said.channelOrderId);
  if (!known) return null;
  const { orderId } = known.order;
  let isNews = false;
  const { order } = await decideOn(
    orders,
    orderId,
    (record, context) => {
      const change = takeRequest(said, record.order, context);
      isNews = change.order !== record.order;
      return change;
    },
    push.event.detail.id,
  );
  const open = order.requests?.find(({ requestId }) => requestId === said.requestId);
  if (open && isOpenRequest(open)) await setTimers(orderId, open, now());
  return { outcome: isNews ? 'APPLIED' : 'STALE', orderId };
};

/** The platform showed the order: requests whose time had run out before are answered by that. */
export const endOverdueRequests = async (push: InboxPush, { orderId, requests = [] }: Order, readAt: Instant) => {
  if (overdueRequests(requests, readAt).length === 0) return;
  await decideOn(orders, orderId, ({ order }, context) => lapseRequests(order, readAt, context), push.event.detail.id);
};
