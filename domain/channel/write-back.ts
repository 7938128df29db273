import * as z from 'zod';
import { EventId, LegId, OrderId, WriteBackId } from '../id.ts';
import { Instant, laterOf, plusHours, plusSeconds } from '../time.ts';
import type { TellableNews, Told } from './channel-api.ts';

const NewsLine = z.object({
  /** The platform's own id of the line. */
  lineId: z.string(),
  channelSku: z.string().nullable(),
  sku: z.string(),
  quantity: z.number().int(),
});

/** What there is to tell, in our own words: a carrier is ours, or the waybill's, until it is sent. */
export const News = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('SHIPPED'),
    channelOrderId: z.string(),
    carrier: z.string(),
    trackingNumber: z.string(),
    lines: z.array(NewsLine),
    /** Other lines of the order are still here. */
    partial: z.boolean(),
  }),
  /** The order is planned: told where buyers wait to hear that their order is taken. */
  z.object({ kind: z.literal('CONFIRMED'), channelOrderId: z.string(), lines: z.array(NewsLine) }),
  z.object({ kind: z.literal('REFUSED'), channelOrderId: z.string(), reason: z.string() }),
  z.object({
    kind: z.literal('STOCK'),
    sku: z.string(),
    channelSku: z.string(),
    /** What may still be sold; read anew each time it is sent. */
    available: z.number().int().min(0),
  }),
]);
export type News = z.infer<typeof News>;

/**
 * PENDING: to be told. SENT: the platform took it, and is asked whether it shows it. CONFIRMED: it shows it. REFUSED: it will never
 * take it. EXPIRED: not confirmed within a day. SKIPPED: this platform cannot be told.
 */
export const WRITE_BACK_STATES = ['PENDING', 'SENT', 'CONFIRMED', 'REFUSED', 'EXPIRED', 'SKIPPED'] as const;

/** One piece of news on its way to a platform. */
export const WriteBack = z.object({
  id: WriteBackId,
  channel: z.string(),
  shopId: z.string(),
  /** Null for stock. */
  orderId: OrderId.nullable(),
  legId: LegId.nullable(),
  /** Its place among the news of its order: told one after another. */
  seq: z.number().int().positive(),
  news: News,
  state: z.enum(WRITE_BACK_STATES),
  /** How often the platform was told. */
  attempts: z.number().int().min(0),
  /** How often in a row the platform was asked and did not show it. */
  looks: z.number().int().min(0),
  /** When it is looked at next; null once it has ended. */
  nextAt: Instant.nullable(),
  /** Somebody is at it until then. */
  claimedUntil: Instant.nullable(),
  /** Names the field and the cure. */
  lastError: z.string().nullable(),
  createdAt: Instant,
  deadlineAt: Instant,
  /** The event that made it news. */
  causedBy: EventId,
  traceId: z.string(),
});
export type WriteBack = z.infer<typeof WriteBack>;

export const DEADLINE_HOURS = 24;
const FIRST_WAIT_SECONDS = 30;
const LONGEST_WAIT_SECONDS = 3600;
/** A platform may show what it took some seconds later; after this many looks it is told again. */
const MOST_LOOKS = 5;
/** Longer than all the calls of one attempt together may take. */
const CLAIM_SECONDS = 90;

export const isOpen = ({ state }: WriteBack): boolean => state === 'PENDING' || state === 'SENT';
/** It ended, and the platform does not show it. */
export const hasFailed = ({ state }: WriteBack): boolean => state === 'REFUSED' || state === 'EXPIRED';
export const isDue = ({ nextAt }: WriteBack, now: Instant): boolean => nextAt !== null && nextAt <= now;

/** Doubling, at most an hour, spread over the second half of each wait. @param jitter from 0 up to 1 */
export const waitSeconds = (attempt: number, jitter: number): number => {
  const wait = Math.min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** Math.min(attempt - 1, 20));
  return wait * (0.5 + jitter / 2);
};

/** The moment and the luck of one attempt. */
export type Attempt = { readonly now: Instant; readonly jitter: number };

type Begin = Pick<
  WriteBack,
  'id' | 'channel' | 'shopId' | 'orderId' | 'legId' | 'seq' | 'news' | 'causedBy' | 'traceId'
> & {
  readonly now: Instant;
  /** Whether the platform's API can be told such news. */
  readonly canTell: boolean;
  /** Stock waits a moment, so that a burst of changes is told once. @default 0 */
  readonly afterSeconds?: number;
};

export const beginWriteBack = ({ now, canTell, afterSeconds = 0, ...what }: Begin): WriteBack => ({
  ...what,
  state: canTell ? 'PENDING' : 'SKIPPED',
  attempts: 0,
  looks: 0,
  nextAt: canTell ? plusSeconds(now, afterSeconds) : null,
  claimedUntil: null,
  lastError: canTell
    ? null
    : `news.kind: ${what.channel} has no API for ${what.news.kind}: tell it in the platform's own console`,
  createdAt: now,
  deadlineAt: plusHours(now, DEADLINE_HOURS),
});

/** Takes it up, so that nobody else does at the same time. */
export const claim = (writeBack: WriteBack, now: Instant): WriteBack => {
  const until = plusSeconds(now, CLAIM_SECONDS);
  return { ...writeBack, nextAt: until, claimedUntil: until };
};

const ended = (
  writeBack: WriteBack,
  state: 'CONFIRMED' | 'REFUSED' | 'EXPIRED',
  lastError: string | null,
): WriteBack => ({ ...writeBack, state, nextAt: null, claimedUntil: null, lastError });

/** Not now: shop over its rate, its platform not answering, an earlier news of the order first. Counts as no attempt. */
export const postponed = (writeBack: WriteBack, until: Instant): WriteBack => ({
  ...writeBack,
  nextAt: until > writeBack.deadlineAt ? writeBack.deadlineAt : until,
  claimedUntil: null,
});

/** What is not confirmed by its deadline, is given up: a person looks. Otherwise unchanged. */
export const expired = (writeBack: WriteBack, now: Instant): WriteBack =>
  isOpen(writeBack) && now >= writeBack.deadlineAt
    ? ended(
        writeBack,
        'EXPIRED',
        `not confirmed within ${DEADLINE_HOURS} h; last: ${writeBack.lastError ?? 'the platform was not asked'}`,
      )
    : writeBack;

/** Never taken, whatever the platform would say: nothing was sent. */
export const refused = (writeBack: WriteBack, reason: string): WriteBack => ended(writeBack, 'REFUSED', reason);

/** What becomes of it after the platform was told. @param settlesAfterSeconds how long the platform may show what was before */
export const afterTold = (
  writeBack: WriteBack,
  told: Told,
  { now, jitter }: Attempt,
  settlesAfterSeconds = 0,
): WriteBack => {
  const attempts = writeBack.attempts + 1;
  const tried = { ...writeBack, attempts, looks: 0 };
  switch (told.kind) {
    case 'DONE':
      return { ...postponed(tried, plusSeconds(now, settlesAfterSeconds)), state: 'SENT', lastError: null };
    case 'REFUSED':
      return ended(tried, 'REFUSED', told.reason);
    case 'LATER': {
      const own = plusSeconds(now, waitSeconds(attempts, jitter));
      const asked = plusSeconds(now, told.retryAfterSeconds ?? 0);
      return { ...postponed(tried, laterOf(own, asked)), state: 'PENDING', lastError: told.reason };
    }
  }
};

/** What the platform shows when asked. */
export type Shown =
  | { readonly kind: 'SHOWN' }
  | { readonly kind: 'NOT_SHOWN' }
  | { readonly kind: 'LATER'; readonly reason: string; readonly retryAfterSeconds?: number };

/** What becomes of it after the platform was asked whether it shows it. Told again only after several looks. */
export const afterLook = (writeBack: WriteBack, shown: Shown, { now, jitter }: Attempt): WriteBack => {
  if (shown.kind === 'SHOWN') return ended(writeBack, 'CONFIRMED', null);
  if (shown.kind === 'LATER') {
    const own = plusSeconds(now, waitSeconds(1, jitter));
    const asked = plusSeconds(now, shown.retryAfterSeconds ?? 0);
    return { ...postponed(writeBack, laterOf(own, asked)), lastError: shown.reason };
  }
  const looks = writeBack.looks + 1;
  const lastError = `${writeBack.channel} took the ${writeBack.news.kind} news and does not show it`;
  if (looks < MOST_LOOKS)
    return { ...postponed(writeBack, plusSeconds(now, waitSeconds(looks, jitter))), looks, lastError };
  const again = plusSeconds(now, waitSeconds(writeBack.attempts, jitter));
  return { ...postponed(writeBack, again), state: 'PENDING', looks: 0, lastError };
};

/** A person wants it tried again: another day. Null when it has not failed. */
export const retried = (writeBack: WriteBack, now: Instant): WriteBack | null =>
  hasFailed(writeBack)
    ? {
        ...writeBack,
        state: 'PENDING',
        attempts: 0,
        looks: 0,
        nextAt: now,
        claimedUntil: null,
        deadlineAt: plusHours(now, DEADLINE_HOURS),
      }
    : null;

/** The one that an order's platform hears next: the earliest that has not ended. */
export const nextOfOrder = (writeBacks: readonly WriteBack[]): WriteBack | null =>
  writeBacks
    .filter(isOpen)
    .reduce<WriteBack | null>((first, each) => (first && first.seq < each.seq ? first : each), null);

/** The news in the platform's words, or why it cannot be said in them. */
export const inPlatformWords = (
  { channel, news }: Pick<WriteBack, 'channel' | 'news'>,
  carriers: Readonly<Record<string, string>>,
): { readonly kind: 'NEWS'; readonly news: TellableNews } | { readonly kind: 'REFUSED'; readonly reason: string } => {
  if (news.kind !== 'SHIPPED') return { kind: 'NEWS', news };
  const carrier = carriers[news.carrier];
  if (carrier) return { kind: 'NEWS', news: { ...news, carrier } };
  const reason = `carriers.${news.carrier}: the mapping of ${channel} has no code of the platform for this carrier: add it to catalog/channels/${channel}.json, release it, and try again`;
  return { kind: 'REFUSED', reason };
};
