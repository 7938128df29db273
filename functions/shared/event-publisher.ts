import type { BusEvent } from '#domain/event.ts';
import { awsJson } from './aws.ts';
import { env } from './env.ts';

const bus = env('EVENT_BUS');

/** PutEvents takes ten entries a call. */
const ENTRIES = 10;

/** PutEvents takes 256 KB an entry, its names and time included. */
const DETAIL_BYTES = 240_000;

/** An event too large for the bus goes without its facts: who needs them reads the order. It must not hold up the ones after it. */
export const detailOf = ({ detail }: BusEvent): string => {
  const whole = JSON.stringify(detail);
  if (Buffer.byteLength(whole) <= DETAIL_BYTES) return whole;
  return JSON.stringify({ ...detail, data: { tooLarge: true, read: `/orders/${detail.orderId}` } });
};

export class NotPublished extends Error {
  override name = 'NotPublished';
}

/** The i-th wave holds the i-th event of every order: two events of one order never travel in one call. */
export const wavesOf = (events: readonly BusEvent[]): BusEvent[][] => {
  const waves: BusEvent[][] = [];
  const seen = new Map<string, number>();
  for (const event of events) {
    const key = event.detail.orderId ?? event.detail.id;
    const wave = seen.get(key) ?? 0;
    seen.set(key, wave + 1);
    waves[wave] ??= [];
    waves[wave].push(event);
  }
  return waves;
};

const send = async (events: readonly BusEvent[]): Promise<void> => {
  const answer = await awsJson<{ FailedEntryCount: number; Entries: { ErrorCode?: string }[] }>(
    'events',
    'AWSEvents.PutEvents',
    {
      Entries: events.map((event) => ({
        EventBusName: bus,
        Source: event.source,
        DetailType: event.type,
        Detail: detailOf(event),
        Time: Date.parse(event.detail.at) / 1000,
      })),
    },
  );
  if (answer.FailedEntryCount > 0) {
    const codes = answer.Entries.flatMap(({ ErrorCode }) => ErrorCode ?? []);
    throw new NotPublished(`${answer.FailedEntryCount} of ${events.length} events refused: ${codes.join(', ')}`);
  }
};

/**
 * Puts events on the bus, per order in the order given: a later event is sent only when the earlier one was taken.
 * A retry repeats from the start, so an event may arrive twice, never overtaken. @throws NotPublished
 */
export const publish = async (events: readonly BusEvent[]): Promise<void> => {
  for (const wave of wavesOf(events))
    for (let start = 0; start < wave.length; start += ENTRIES) await send(wave.slice(start, start + ENTRIES));
};
