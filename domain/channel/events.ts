import * as z from 'zod';
import { defineEvent } from '../event.ts';
import { CustomerId, LegId, MergeId, OrderId, WriteBackId } from '../id.ts';
import { Instant } from '../time.ts';
import { MergeGround } from './person-group.ts';

/** A platform's message is in the inbox; what it says is read from there, never from the event. */
export const PushReceived = defineEvent(
  'channel',
  'PushReceived',
  'A signed message of a sales channel was stored in the inbox.',
  z.object({
    channel: z.string(),
    shopId: z.string(),
    topic: z.string(),
    dedupeKey: z.string(),
    channelOrderId: z.string().nullable(),
    sourceAt: Instant.nullable(),
    receivedAt: Instant,
  }),
);

export const PushRejected = defineEvent(
  'channel',
  'PushRejected',
  'A correctly signed message could not be understood; it is kept in the inbox and can be replayed.',
  z.object({ channel: z.string(), dedupeKey: z.string(), receivedAt: Instant, error: z.string() }),
);

/**
 * What a comparison with a platform's own list found. MISSED: the platform has an order that is unknown here. BEHIND: it changed
 * there after the last word that is known here. UNKNOWN_TO_PLATFORM: it is known here, and the platform says that there is none.
 */
export const FINDINGS = ['MISSED', 'BEHIND', 'UNKNOWN_TO_PLATFORM'] as const;
export type Finding = (typeof FINDINGS)[number];

export const ReconciliationFound = defineEvent(
  'channel',
  'ReconciliationFound',
  "An order and its platform's own list of orders disagree. MISSED and BEHIND cure themselves by a message put into the inbox; UNKNOWN_TO_PLATFORM changes nothing: a person decides.",
  z.object({
    channel: z.string(),
    shopId: z.string(),
    channelOrderId: z.string(),
    orderId: OrderId.nullable(),
    finding: z.enum(FINDINGS),
    /** When the channel last said how the order stands, as known here; null where nothing is known. */
    ours: Instant.nullable(),
    /** When the order changed, as the platform lists it; null where it does not say, or has no such order. */
    theirs: Instant.nullable(),
  }),
);

export const ChannelReconciled = defineEvent(
  'channel',
  'ChannelReconciled',
  'Orders that changed at a platform from one moment up to another were compared with ours.',
  z.object({
    channel: z.string(),
    shopId: z.string(),
    from: Instant,
    to: Instant,
    /** Orders that the platform listed. */
    listed: z.number().int(),
    /** Findings told for the first time. */
    missed: z.number().int(),
    behind: z.number().int(),
    unknownToPlatform: z.number().int(),
    tookMs: z.number().int(),
  }),
);

const toldOf = {
  writeBackId: WriteBackId,
  channel: z.string(),
  shopId: z.string(),
  kind: z.enum(['CONFIRMED', 'SHIPPED', 'REFUSED', 'STOCK']),
  /** The leg whose goods left; null for other news. */
  legId: LegId.nullable(),
  /** Stock only. */
  sku: z.string().nullable(),
  /** How often the platform was told. */
  attempts: z.number().int().min(0),
};

export const WriteBackConfirmed = defineEvent(
  'channel',
  'WriteBackConfirmed',
  'The platform was told what happened here, and shows it.',
  z.object(toldOf),
);

export const WriteBackFailed = defineEvent(
  'channel',
  'WriteBackFailed',
  'The platform does not show what happened here: it refused the news (REFUSED) or did not show it within a day (EXPIRED). `reason` names the field and the cure.',
  z.object({ ...toldOf, state: z.enum(['REFUSED', 'EXPIRED']), reason: z.string() }),
);

const mergeOf = {
  mergeId: MergeId,
  /** The two customers that are taken for one person, or no longer are. */
  left: CustomerId,
  right: CustomerId,
  /** `person:…` who decided it, or `system:recognise`. */
  by: z.string(),
};

export const CustomersMerged = defineEvent(
  'channel',
  'CustomersMerged',
  'Two customers were found to be one person; orders stay with the customer they came to, and any id of the person finds all of them.',
  z.object({
    /** The person's name from now on: its oldest customer. */
    customerId: CustomerId,
    /** The persons it was before. */
    joined: z.array(CustomerId),
    ...mergeOf,
    ground: MergeGround,
    confidence: z.number(),
  }),
);

export const CustomersUnmerged = defineEvent(
  'channel',
  'CustomersUnmerged',
  'A merge was taken away: each of the two persons is as it was, with what came to it since.',
  z.object({
    /** The person's name until now. */
    customerId: CustomerId,
    /** The persons it is from now on. */
    into: z.array(CustomerId),
    ...mergeOf,
  }),
);

export const CustomerErased = defineEvent(
  'channel',
  'CustomerErased',
  'The personal data of a person was erased; the orders stay, without it.',
  z.object({
    customerId: CustomerId,
    customers: z.array(CustomerId),
    orders: z.number().int(),
    by: z.string(),
  }),
);
