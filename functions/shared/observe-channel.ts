import type * as z from 'zod';
import { channelById } from '#domain/channel/channels.ts';
import { type Normalized, UnmappablePayload } from '#domain/channel/compile-mapping.ts';
import { problemName } from '#domain/channel/field-counts.ts';
import { isHistory } from '#domain/channel/history-request.ts';
import type { InboxPush, Settlement } from '#domain/channel/inbox-store.ts';
import type { BusEvent } from '#domain/event.ts';
import {
  type Arrival,
  addCost,
  type ChannelCounts,
  countLag,
  countOutcome,
  noChannelCounts,
  type OpenHold,
} from '#domain/insight/channel-counts.ts';
import type { ConflictFlagged, OrderHeld } from '#domain/order/events.ts';
import type { Hold } from '#domain/order/order.ts';
import { secondsBetween } from '#domain/time.ts';
import { now } from './clock.ts';
import { dynamoCheckupStore } from './dynamo-checkup-store.ts';
import type { ChosenMapping } from './mapping-library.ts';
import { logger } from './observability.ts';

type Seen = { readonly counts: ChannelCounts; readonly open: OpenHold[] };

/** What was seen since it was last kept, by channel. */
const seen = new Map<string, Seen>();

const seenOf = (channel: string): Seen => {
  const known = seen.get(channel) ?? { counts: noChannelCounts(), open: [] };
  seen.set(channel, known);
  return known;
};

/** A comparison with the platform's list names the finding that caused the message; polled channels push nothing. */
const arrivalOf = (push: InboxPush): Arrival => {
  if (push.event.detail.causedBy !== null) return 'SWEEP';
  return channelById(push.channel).feed ? 'POLL' : 'PUSH';
};

/** What became of a message, and how late it came. A message counts once, when it is first settled for good. */
export const observeSettlement = (push: InboxPush, { outcome }: Settlement): void => {
  if (isHistory(push) || outcome === 'WAITING' || push.outcome === 'APPLIED' || push.outcome === 'STALE') return;
  const { counts } = seenOf(push.channel);
  countOutcome(counts, outcome);
  if (push.sourceAt !== null) countLag(counts, arrivalOf(push), secondsBetween(push.sourceAt, push.receivedAt));
};

const VALUE_CODES = ['VALUE_MISSING', 'VALUE_UNREADABLE'];

const observeConflict = ({ counts }: Seen, { conflict }: z.output<typeof ConflictFlagged.data>): void => {
  if (!VALUE_CODES.includes(conflict.code)) return;
  addCost(counts, problemName({ field: conflict.values[0] ?? '', target: conflict.field }), { flagged: 1 });
};

const observeHold = ({ counts, open }: Seen, orderId: string, hold: Hold, problems: Normalized['problems']): void => {
  const causes = problems.filter((problem) => problem.hold === hold.type);
  const fields = [...new Set(causes.map(problemName))];
  for (const field of fields) addCost(counts, field, { held: 1 });
  if (fields.length > 0) open.push({ orderId, holdType: hold.type, fields, since: hold.since });
};

/** The conflicts and holds that are new on the order, by the fields they come from. */
const observeCosts = (at: Seen, { problems }: Normalized, events: readonly BusEvent[]): void => {
  for (const { type, detail } of events) {
    if (type === 'ConflictFlagged') observeConflict(at, detail.data as z.output<typeof ConflictFlagged.data>);
    if (type === 'OrderHeld' && detail.orderId)
      observeHold(at, detail.orderId, (detail.data as z.output<typeof OrderHeld.data>).hold, problems);
  }
};

/** Which fields a payload has, and what those that fit badly cost its order. */
export const observeReading = (
  { checkup, mapping }: ChosenMapping,
  payload: unknown,
  normalized: Normalized,
  events: readonly BusEvent[],
): void => {
  const at = seenOf(mapping.id);
  checkup.add(at.counts.fields, payload, normalized.problems);
  observeCosts(at, normalized, events);
};

/** A payload that its mapping cannot take at all. */
export const observeFailure = ({ checkup, mapping }: ChosenMapping, payload: unknown, error: unknown): void => {
  if (!(error instanceof UnmappablePayload)) return;
  const { counts } = seenOf(mapping.id);
  checkup.add(counts.fields, payload, []);
  addCost(counts, error.field, { failed: 1 });
};

/** Keeps what was seen. It is about messages, not one of them: what cannot be kept stops nothing. */
export const keepObservations = async (): Promise<void> => {
  const all = [...seen];
  seen.clear();
  const at = now();
  await Promise.all(
    all.map(([channel, sighting]) =>
      dynamoCheckupStore
        .add(channel, { at, ...sighting })
        .catch((error: Error) => logger.warn('counts of a channel not kept', { channel, error })),
    ),
  );
};
