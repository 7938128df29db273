import type { ChannelRequest } from '../channel/channel-api.ts';
import { maskPersonal } from '../fulfillment/mask.ts';
import { type Instant, secondsBetween } from '../time.ts';
import { followAsked } from './asked-holds.ts';
import { because, type Change, type Context, unchanged } from './change.ts';
import { ChannelRequestDue, ChannelRequestEnded, ChannelRequestReceived } from './events.ts';
import { canonical } from './merge.ts';
import type { AskedHold, HoldType, Order, OrderRequest } from './order.ts';
import { isOpenRequest, mergeRequests, overdueRequests, requestOf } from './order-request.ts';

const ACTOR = 'system:record-request';

const HOLD_OF: Readonly<Record<OrderRequest['kind'], HoldType>> = {
  CANCEL: 'CANCEL_REQUESTED',
  ADDRESS_CHANGE: 'ADDRESS_CHANGE_REQUESTED',
};
const WISH_OF: Readonly<Record<OrderRequest['kind'], string>> = {
  CANCEL: 'the buyer asks to cancel',
  ADDRESS_CHANGE: 'the buyer asks for another address',
};

const askedBy = ({ requestId, kind, askedAt, approvesItselfAt }: OrderRequest): AskedHold => ({
  id: `${requestId}@${askedAt}`,
  actor: ACTOR,
  type: HOLD_OF[kind],
  reason: `requests: ${WISH_OF[kind]}: answer at the platform; unanswered it approves itself at ${approvesItselfAt}, and the order is read again`,
});

const factsOf = ({ requestId, kind, reason, askedAt, approvesItselfAt }: OrderRequest, { channel }: Order) => ({
  requestId,
  kind,
  channel,
  reason,
  askedAt,
  approvesItselfAt,
});

/** The request in the order's list, in the place of the one it was. */
const withRequest = (change: Change, request: OrderRequest): Change => {
  const { requests = [] } = change.order;
  const others = requests.filter(({ requestId }) => requestId !== request.requestId);
  return { ...change, order: { ...change.order, requests: [...others, request] } };
};

const follow = (change: Change, context: Context): Change =>
  followAsked(change, ACTOR, (change.order.requests ?? []).filter(isOpenRequest).map(askedBy), context);

const tell = (before: OrderRequest | null, after: OrderRequest, change: Change, context: Context): Change => {
  const facts = factsOf(after, change.order);
  const isNewAsking = isOpenRequest(after) && after.askedAt !== before?.askedAt;
  if (isNewAsking) return because(change, ChannelRequestReceived, facts, {}, context);
  const ends = before !== null && isOpenRequest(before) && !isOpenRequest(after);
  return ends ? because(change, ChannelRequestEnded, { ...facts, state: after.state }, {}, context) : change;
};

/** Takes a request, or its answer, into the order: undecided, nothing of the order is handed out. Old and repeated news changes nothing. */
export const recordRequest = (said: ChannelRequest, order: Order, context: Context): Change => {
  const heard = requestOf({ ...said, reason: maskPersonal(said.reason) });
  const before = order.requests?.find(({ requestId }) => requestId === said.requestId) ?? null;
  const after = before ? mergeRequests(before, heard) : heard;
  if (before && canonical(before) === canonical(after)) return unchanged(order);
  return follow(tell(before, after, withRequest(unchanged(order), after), context), context);
};

/** Which asking a timer was set for: a later one has timers of its own. */
export type Asking = { readonly requestId: string; readonly askedAt: Instant };

/** The request a timer was set for, while it still waits for an answer. */
export const waitingRequest = ({ requests = [] }: Order, { requestId, askedAt }: Asking): OrderRequest | null =>
  requests.find((each) => each.requestId === requestId && each.askedAt === askedAt && isOpenRequest(each)) ?? null;

/** Time runs out: its owner is told once, and not after the fact. */
export const remindOfRequest = (order: Order, asking: Asking, context: Context): Change => {
  const request = waitingRequest(order, asking);
  const { now } = context;
  if (!request?.approvesItselfAt || request.remindedAt !== null || request.approvesItselfAt <= now)
    return unchanged(order);
  const left = Math.floor(secondsBetween(now, request.approvesItselfAt));
  const told = because(
    unchanged(order),
    ChannelRequestDue,
    { ...factsOf(request, order), remainingSeconds: left },
    {},
    context,
  );
  return withRequest(told, { ...request, remindedAt: now });
};

/**
 * The platform was read after requests had approved themselves: what it shows is the answer (a cancelled order is cancelled by then),
 * and the requests are over.
 */
export const lapseRequests = (order: Order, readAt: Instant, context: Context): Change => {
  const overdue = overdueRequests(order.requests ?? [], readAt);
  if (overdue.length === 0) return unchanged(order);
  const lapsed = overdue.reduce((change, request) => {
    const over: OrderRequest = { ...request, state: 'LAPSED', saidAt: request.approvesItselfAt ?? request.saidAt };
    return tell(request, over, withRequest(change, over), context);
  }, unchanged(order));
  return follow(lapsed, context);
};
