import type { BusEvent } from '../event.ts';
import type { EventId } from '../id.ts';

/** What a finding is known by: the same one is told once, however often it is found. */
export type FindingKey = { readonly channel: string; readonly channelOrderId: string; readonly what: string };

/** Where findings and summaries are kept; each row carries its event to the bus. */
export type ReconciliationStore = {
  /** @returns the id of the event that told it, and whether that is this one */
  readonly tell: (key: FindingKey, event: BusEvent) => Promise<{ readonly eventId: EventId; readonly isNew: boolean }>;
  readonly summarise: (key: { readonly channel: string; readonly shopId: string }, event: BusEvent) => Promise<void>;
};
