import type { ChannelRequest } from '../channel/channel-api.ts';
import { type Instant, plusSeconds, secondsBetween } from '../time.ts';
import { canonical } from './merge.ts';
import type { OrderRequest } from './order.ts';

/** Of two words of one moment the one that settles it is the later. */
const RANK: Readonly<Record<OrderRequest['state'], number>> = {
  ASKED: 0,
  LAPSED: 1,
  WITHDRAWN: 2,
  REJECTED: 3,
  APPROVED: 4,
};

/** One message as a request: an answer says nothing of when it was asked. */
export const requestOf = (said: ChannelRequest): OrderRequest => {
  const isAsked = said.state === 'ASKED';
  return {
    requestId: said.requestId,
    kind: said.kind,
    state: said.state,
    saidAt: said.saidAt,
    reason: said.reason,
    askedAt: isAsked ? said.askedAt : null,
    approvesItselfAt: isAsked ? said.approvesItselfAt : null,
    remindedAt: null,
  };
};

const asking = ({ askedAt, approvesItselfAt }: OrderRequest) => ({ askedAt, approvesItselfAt });

const isLaterWord = (b: OrderRequest, a: OrderRequest): boolean => {
  if (a.saidAt !== b.saidAt) return b.saidAt > a.saidAt;
  if (a.state !== b.state) return RANK[b.state] > RANK[a.state];
  return b.reason > a.reason;
};

const isLaterAsking = (b: OrderRequest, a: OrderRequest): boolean => {
  if (a.askedAt === null || b.askedAt === null) return a.askedAt === null && b.askedAt !== null;
  return a.askedAt === b.askedAt ? canonical(asking(b)) > canonical(asking(a)) : b.askedAt > a.askedAt;
};

/** What is known of a request after both: the newest word, and the newest asking. Order and repetition of messages do not matter. */
export const mergeRequests = (a: OrderRequest, b: OrderRequest): OrderRequest => {
  const word = isLaterWord(b, a) ? b : a;
  const asked = isLaterAsking(b, a) ? b : a;
  const remindedAt = asked === a || asked.askedAt === a.askedAt ? a.remindedAt : asked.remindedAt;
  return { ...word, ...asking(asked), remindedAt };
};

const LONGEST_LEAD_SECONDS = 3600;

/** A third of the time before a request approves itself, at most an hour: 5 minutes of 15, an hour of 12. */
export const remindAt = (askedAt: Instant, approvesItselfAt: Instant): Instant =>
  plusSeconds(approvesItselfAt, -Math.min(LONGEST_LEAD_SECONDS, secondsBetween(askedAt, approvesItselfAt) / 3));

/** The platform needs a moment to act on a request that approved itself: read no earlier. */
const SETTLES_AFTER_SECONDS = 60;
export const readAgainAt = (approvesItselfAt: Instant): Instant => plusSeconds(approvesItselfAt, SETTLES_AFTER_SECONDS);

export const isOpenRequest = ({ state }: Pick<OrderRequest, 'state'>): boolean => state === 'ASKED';

/** Open requests whose time had run out when the platform was read. */
export const overdueRequests = (requests: readonly OrderRequest[], readAt: Instant): OrderRequest[] =>
  requests.filter(
    (each) => isOpenRequest(each) && each.approvesItselfAt !== null && readAgainAt(each.approvesItselfAt) <= readAt,
  );
