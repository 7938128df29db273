import type { BusEvent } from '#domain/event.ts';
import type { OrderId } from '#domain/id.ts';
import { type Instant, plusSeconds } from '#domain/time.ts';
import { queryAll, updateItem } from './dynamo.ts';
import { env } from './env.ts';
import { publish } from './event-publisher.ts';
import { EVENTS, eventSk, headKey, orderPk } from './order-keys.ts';

/** A row of a table's stream that may carry an event: orders' EVENT rows and inbox pushes. */
export type OutboxRow = { readonly pk: string; readonly sk: string; readonly event?: string };

const versionOf = ({ sk }: OutboxRow): number | null =>
  sk.startsWith(EVENTS) ? Number(sk.slice(EVENTS.length)) : null;

/** Takes the mark off the head, unless newer events than `version` wait. */
const markSent = (table: string, orderId: OrderId, version: number): Promise<boolean> =>
  updateItem(table, headKey(orderId), {
    condition: '#version = :version',
    update: 'SET sent = :version REMOVE outbox',
    names: { '#version': 'version' },
    values: { ':version': version },
  });

/** Relays what a stream batch carries, then notes per order how far it got. @throws NotPublished: the batch comes back. */
export const relay = async (rows: readonly OutboxRow[]): Promise<number> => {
  const carried = rows.flatMap((row) => (row.event ? [{ row, event: JSON.parse(row.event) as BusEvent }] : []));
  await publish(carried.map(({ event }) => event));
  const newest = new Map<OrderId, number>();
  for (const { row, event } of carried) {
    const version = versionOf(row);
    if (version !== null && event.detail.orderId) newest.set(event.detail.orderId, version);
  }
  const table = env('ORDERS_TABLE');
  await Promise.all([...newest].map(([orderId, version]) => markSent(table, orderId, version)));
  return carried.length;
};

type Unsent = {
  readonly pk: string;
  readonly sent?: number;
  readonly version: number;
  readonly order: { readonly orderId: OrderId };
};

/** The stream relays within a second or two; what waits longer than this was missed. */
const OVERDUE_SECONDS = 60;

/** Sends, order by order, the events that the stream did not deliver. @returns how many */
export const sweep = async (now: Instant): Promise<number> => {
  const table = env('ORDERS_TABLE');
  const waiting = await queryAll<Unsent>({
    table,
    index: 'by-outbox',
    where: 'outbox = :unsent AND updatedAt < :overdue',
    values: { ':unsent': 'UNSENT', ':overdue': plusSeconds(now, -OVERDUE_SECONDS) },
  });
  let sent = 0;
  for (const { order, version, sent: reached = 0 } of waiting) {
    const rows = await queryAll<OutboxRow & { event: string }>({
      table,
      where: 'pk = :pk AND sk BETWEEN :from AND :to',
      values: { ':pk': orderPk(order.orderId), ':from': eventSk(reached + 1), ':to': eventSk(version) },
    });
    await publish(rows.map(({ event }) => JSON.parse(event) as BusEvent));
    await markSent(table, order.orderId, version);
    sent += rows.length;
  }
  return sent;
};
