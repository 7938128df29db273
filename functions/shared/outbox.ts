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

type Span = { readonly first: number; readonly last: number };

/** Noted only when nothing before the span is missing: an event that never reached the relay stays for the sweeper to find. */
const FOLLOWS = '(sent = :before OR (attribute_not_exists(sent) AND :before = :none))';

/** Notes how far an order's events are sent, and takes the mark off the head when that is all of them. */
const markSent = async (table: string, orderId: OrderId, { first, last }: Span): Promise<void> => {
  const names = { '#version': 'version' };
  const values = { ':before': first - 1, ':last': last, ':none': 0 };
  const all = await updateItem(table, headKey(orderId), {
    condition: `#version = :last AND ${FOLLOWS}`,
    update: 'SET sent = :last REMOVE outbox',
    names,
    values,
  });
  // Newer events wait: they come by the stream in a moment, and will find this note.
  if (!all) await updateItem(table, headKey(orderId), { condition: FOLLOWS, update: 'SET sent = :last', values });
};

/** Relays what a stream batch carries, then notes per order how far it got. @throws NotPublished: the batch comes back. */
export const relay = async (rows: readonly OutboxRow[]): Promise<number> => {
  const carried = rows.flatMap((row) => (row.event ? [{ row, event: JSON.parse(row.event) as BusEvent }] : []));
  await publish(carried.map(({ event }) => event));
  const spans = new Map<OrderId, Span>();
  for (const { row, event } of carried) {
    const version = versionOf(row);
    const { orderId } = event.detail;
    if (version !== null && orderId) spans.set(orderId, { first: spans.get(orderId)?.first ?? version, last: version });
  }
  const table = env('ORDERS_TABLE');
  await Promise.all([...spans].map(([orderId, span]) => markSent(table, orderId, span)));
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
    await markSent(table, order.orderId, { first: reached + 1, last: version });
    sent += rows.length;
  }
  return sent;
};
