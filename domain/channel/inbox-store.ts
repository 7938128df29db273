import type { BusEvent } from '../event.ts';
import type { OrderId } from '../id.ts';
import type { Instant } from '../time.ts';

/**
 * What became of a push. RECEIVED and WAITING are on their way (WAITING: the platform or a store could not be asked);
 * APPLIED changed an order, STALE had nothing new, IGNORED is about no order; UNREADABLE and FAILED wait for a cure and a replay. Of an
 * ERASED push only its key is left.
 */
export const PUSH_OUTCOMES = [
  'RECEIVED',
  'APPLIED',
  'STALE',
  'IGNORED',
  'UNREADABLE',
  'FAILED',
  'WAITING',
  'ERASED',
] as const;
export type PushOutcome = (typeof PUSH_OUTCOMES)[number];

/** A push as it is kept: raw, under its dedupe key. */
export type InboxPush = {
  readonly channel: string;
  readonly dedupeKey: string;
  readonly shopId: string;
  readonly topic: string;
  readonly channelOrderId: string | null;
  readonly sourceAt: Instant | null;
  readonly receivedAt: Instant;
  readonly body: string;
  readonly bodyHash: string;
  readonly traceId: string;
  readonly outcome: PushOutcome;
  readonly error: string | null;
  readonly attempts: number;
  readonly orderId: OrderId | null;
  /** The event its arrival was: what its stream carries to the bus. */
  readonly event: BusEvent;
};

/** `SAME`: seen before, nothing written. `CONFLICT`: seen before with another body; both are kept and the first is flagged. */
export type PutResult = 'NEW' | 'SAME' | 'CONFLICT';

export type Settlement = {
  readonly outcome: PushOutcome;
  readonly error?: string | null;
  readonly orderId?: OrderId | null;
  /** WAITING: not to be tried before. */
  readonly notBefore?: Instant | null;
};

export type InboxQuery = {
  readonly outcome: PushOutcome;
  readonly from?: Instant | undefined;
  readonly to?: Instant | undefined;
  readonly channel?: string | undefined;
  readonly channelOrderId?: string | undefined;
  readonly orderId?: string | undefined;
  /** Leaves out what is not due yet. */
  readonly dueAt?: Instant | undefined;
  readonly limit: number;
};

/** A message too large to be kept even compressed: about 1.5 MB of text. */
export class PushTooLarge extends Error {
  override name = 'PushTooLarge';
}

/** Where raw pushes are kept. */
export type InboxStore = {
  /** @throws PushTooLarge */
  readonly put: (push: InboxPush) => Promise<PutResult>;
  /** Notes what became of a push and counts the attempt. */
  readonly settle: (push: Pick<InboxPush, 'channel' | 'dedupeKey'>, settlement: Settlement) => Promise<void>;
  /** Replaces what an unreadable push was understood as. */
  readonly reread: (push: InboxPush) => Promise<void>;
  /** Blanks every push about an order: it stays known by its key, and is not read again. */
  readonly erase: (channel: string, channelOrderId: string) => Promise<void>;
  /** Oldest first. */
  readonly find: (query: InboxQuery) => Promise<readonly InboxPush[]>;
};
