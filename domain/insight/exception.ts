import * as z from 'zod';
import { OrderId } from '../id.ts';
import { Instant } from '../time.ts';

/** What is stuck. MESSAGE: what a channel or carrier sent and nobody could use. */
export const EXCEPTION_KINDS = [
  'HOLD',
  'BACKORDER',
  'CONFLICT',
  'REVIEW',
  'REQUEST',
  'LEG',
  'BOOKING',
  'COMPENSATION',
  'WRITE_BACK',
  'STOCK',
  'MESSAGE',
] as const;
export const ExceptionKind = z.enum(EXCEPTION_KINDS);
export type ExceptionKind = z.infer<typeof ExceptionKind>;

export const EXCEPTION_STATES = ['OPEN', 'SET_ASIDE', 'CLOSED'] as const;
export const ExceptionState = z.enum(EXCEPTION_STATES);
export type ExceptionState = z.infer<typeof ExceptionState>;

/** What one exception is about. Its id is made of nothing else, so the same trouble has the same id however often it is told. */
export type Subject = {
  readonly kind: ExceptionKind;
  readonly orderId: OrderId | null;
  /** Within the order, or the world: a hold's id, a leg's, a push's key. */
  readonly of: string;
};

/** `HOLD~ord_…~hold_…`; of a message `MESSAGE~-~douyin/…` */
export const exceptionId = ({ kind, orderId, of }: Subject): string => `${kind}~${orderId ?? '-'}~${of}`;

/** @returns null for what is no id of an exception */
export const subjectOf = (id: string): Subject | null => {
  const [kind, orderId, ...of] = id.split('~');
  const known = ExceptionKind.safeParse(kind);
  const order = orderId === '-' ? null : OrderId.safeParse(orderId).data;
  if (!known.success || order === undefined || of.length === 0) return null;
  return { kind: known.data, orderId: order, of: of.join('~') };
};

/** One thing that does not move on by itself, as it is shown. */
export const Exception = z.object({
  exceptionId: z.string(),
  kind: ExceptionKind,
  state: ExceptionState,
  /** The hold's type, the conflict's code, … : UPPER_SNAKE. */
  cause: z.string(),
  /** What is wrong and the cure, for a person. */
  reason: z.string(),
  summary: z.object({ en: z.string(), zh: z.string() }),
  /** Who it waits for: `role:operator`, `channel:douyin`, `carrier:sf`, `node:wh-shanghai`. */
  owner: z.string(),
  /** Who took it on; null: nobody. */
  assignee: z.string().nullable(),
  /** What a person wrote when setting it aside or handing it on. */
  note: z.string().nullable(),
  orderId: OrderId.nullable(),
  since: Instant,
  ageHours: z.number().min(0),
  /** What is at stake: the order's total; null where no order is known. */
  atStake: z.object({ amountMinor: z.number().int(), currency: z.string() }).nullable(),
  /** What RETRY would do; null: only a person's decision elsewhere helps, `reason` names it. */
  retry: z.string().nullable(),
});
export type Exception = z.infer<typeof Exception>;
