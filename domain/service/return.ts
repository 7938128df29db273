import * as z from 'zod';
import {
  AFTER_SALE_KINDS,
  AFTER_SALE_STATES,
  type AfterSaleState,
  type AfterSaleWord,
} from '../channel/channel-api.ts';
import { OrderId, ReturnId } from '../id.ts';
import { canonical } from '../order/merge.ts';
import { Instant } from '../time.ts';

/** What a message says about a return, in parts: each has its own time, so that old news of one never undoes new news of another. */
export const RETURN_PARTS = ['state', 'word', 'kind', 'refund', 'lines', 'reason'] as const;
export const ReturnPart = z.enum(RETURN_PARTS);
export type ReturnPart = z.infer<typeof ReturnPart>;

export const ReturnLine = z.object({ lineId: z.string(), quantity: z.number().int().nullable() });

/** All that the platform has said about one return, whatever order its messages came in. */
export const ReturnView = z.object({
  channelReturnId: z.string().min(1),
  kind: z.enum(AFTER_SALE_KINDS),
  /** Null: no message so far had a word that we know. */
  state: z.enum(AFTER_SALE_STATES).nullable(),
  /** The platform's last word, known or not. */
  platformStatus: z.string(),
  /** Of the whole return, in minor units of `currency`; null while nobody has said. */
  refundMinor: z.number().int().nullable(),
  currency: z.string(),
  lines: z.array(ReturnLine),
  reason: z.string(),
  /** When the platform decides by itself if nobody answers. */
  decidesItselfAt: Instant.nullable(),
  /** Per part: when the platform said so. Absent: nobody has spoken about it. */
  saidAt: z.partialRecord(ReturnPart, Instant),
});
export type ReturnView = z.infer<typeof ReturnView>;

/** A return of an order, as a platform tells it; several of one order stand side by side. Held as `RETURN#…` beside the order. */
export const Return = ReturnView.extend({ returnId: ReturnId, orderId: OrderId, openedAt: Instant });
export type Return = z.infer<typeof Return>;

const FIELDS_OF = {
  state: ['state', 'decidesItselfAt'],
  word: ['platformStatus'],
  kind: ['kind'],
  refund: ['refundMinor', 'currency'],
  lines: ['lines'],
  reason: ['reason'],
} as const satisfies Record<ReturnPart, readonly (keyof ReturnView)[]>;

/** Later in a return's life beats earlier when both were said in the same second. */
const STATE_RANK: Readonly<Record<AfterSaleState, number>> = {
  REQUESTED: 0,
  APPROVED: 1,
  REJECTED: 2,
  GOODS_RETURNED: 3,
  GOODS_RECEIVED: 4,
  EXCHANGE_SHIPPED: 5,
  DISPUTED: 6,
  CLOSED: 7,
  REFUNDED: 8,
};
const rankOf = ({ state }: ReturnView): number => (state === null ? -1 : STATE_RANK[state]);

/**
 * One message as a view of its return. What it does not say stays at the same nothing in every view, so that merging does not
 * depend on who came first.
 * @param at when it was said, or received where the platform gives no time
 */
export const viewOf = (word: AfterSaleWord, at: Instant): ReturnView => {
  const { state, refundMinor } = word;
  const said: Readonly<Record<ReturnPart, boolean>> = {
    state: state !== null,
    word: true,
    kind: word.kind !== 'UNKNOWN',
    refund: refundMinor !== null,
    lines: word.lines.length > 0,
    reason: word.reason !== '',
  };
  return {
    channelReturnId: word.channelReturnId,
    kind: word.kind,
    state,
    platformStatus: word.platformStatus,
    refundMinor,
    currency: said.refund ? word.currency : '',
    lines: [...word.lines],
    reason: word.reason,
    decidesItselfAt: said.state ? word.decidesItselfAt : null,
    saidAt: Object.fromEntries(RETURN_PARTS.filter((part) => said[part]).map((part) => [part, at])),
  };
};

const fieldsOf = (view: ReturnView, part: ReturnPart): Partial<ReturnView> =>
  Object.fromEntries(FIELDS_OF[part].map((field) => [field, view[field]]));

/** True when `b`'s word on the part replaces `a`'s. Total and antisymmetric, so the merge does not depend on arrival. */
const overrules = (b: ReturnView, a: ReturnView, part: ReturnPart): boolean => {
  const [saidA, saidB] = [a.saidAt[part], b.saidAt[part]];
  if (!saidB || !saidA) return !saidA && saidB !== undefined;
  // Money that went back stays back: a word of another clock, or told late, does not fetch it again.
  if (part === 'state' && (a.state === 'REFUNDED') !== (b.state === 'REFUNDED')) return b.state === 'REFUNDED';
  if (saidA !== saidB) return saidB > saidA;
  if (part === 'state' && a.state !== b.state) return rankOf(b) > rankOf(a);
  return canonical(fieldsOf(b, part)) > canonical(fieldsOf(a, part));
};

/**
 * What is known of a return after both: per part the newest said wins. Commutative, associative, idempotent (held by property
 * tests), apart from the order's own merge: a message of the refund never carries the order's status back in time.
 */
export const mergeReturns = <A extends ReturnView>(a: A, b: ReturnView): A => {
  const winners = RETURN_PARTS.map((part) => ({ part, winner: overrules(b, a, part) ? b : a }));
  return {
    ...a,
    ...Object.assign({}, ...winners.map(({ part, winner }) => fieldsOf(winner, part))),
    saidAt: Object.fromEntries(
      winners.flatMap(({ part, winner }) => (winner.saidAt[part] ? [[part, winner.saidAt[part]]] : [])),
    ),
  };
};

/** Neither refused nor withdrawn: goods of it should not leave before it is decided. */
export const isOpen = ({ state }: Pick<ReturnView, 'state'>): boolean => state !== 'REJECTED' && state !== 'CLOSED';
