import { minorFromDecimal } from '../money.ts';
import { fromIso } from '../time.ts';
import { firstSaid, messageIn, type StateTable, said, stateIn, wordOf } from './after-sale.ts';
import type { Channel } from './channel.ts';
import type { AfterSaleState, AfterSaleWord } from './channel-api.ts';
import { asRecord, idText } from './lossless-json.ts';

const OF_TOPIC: StateTable = {
  'returns/request': 'REQUESTED',
  'returns/approve': 'APPROVED',
  'returns/reopen': 'APPROVED',
  'returns/decline': 'REJECTED',
  'returns/cancel': 'CLOSED',
  'returns/close': 'CLOSED',
};
const OF_STATUS: StateTable = {
  requested: 'REQUESTED',
  open: 'APPROVED',
  declined: 'REJECTED',
  canceled: 'CLOSED',
  closed: 'CLOSED',
};

type Body = Readonly<Record<string, unknown>>;

const records = (list: unknown): Body[] =>
  Array.isArray(list) ? list.flatMap((each: unknown): Body[] => [asRecord(each) ?? {}]) : [];

const linesOf = (rows: readonly Body[], lineOf: (row: Body) => unknown): AfterSaleWord['lines'] =>
  rows.flatMap((row) => {
    const lineId = idText(lineOf(row));
    return lineId === null ? [] : [{ lineId, quantity: typeof row.quantity === 'number' ? row.quantity : null }];
  });

const currencyOf = (transactions: readonly Body[]): string => idText(transactions[0]?.currency) ?? '';

const sumOf = (transactions: readonly Body[], currency: string): number | null =>
  said(transactions, (rows: readonly Body[]) =>
    rows.reduce((sum, { amount }) => sum + minorFromDecimal(String(amount ?? ''), currency), 0),
  );

/** A refund is told after the fact: its transactions say whether money went, and how much. One without any takes lines out, no money. */
const refund = (body: Body): AfterSaleWord | null => {
  const moved = records(body.transactions).filter(({ kind }) => kind === 'refund');
  const done = moved.filter(({ status }) => status === 'success');
  const state: AfterSaleState = done.length > 0 ? 'REFUNDED' : moved.length > 0 ? 'APPROVED' : 'CLOSED';
  const transactions = done.length > 0 ? done : moved;
  const currency = currencyOf(transactions);
  return wordOf(body.order_id, asRecord(body.return)?.id ?? body.id, {
    kind: 'REFUND',
    state,
    platformStatus: `refund ${transactions.map(({ status }) => String(status)).join(', ') || 'without transactions'}`,
    refundMinor: transactions.length > 0 ? sumOf(transactions, currency) : null,
    currency,
    lines: linesOf(records(body.refund_line_items), (row) => row.line_item_id),
    sourceAt: firstSaid([body.processed_at, body.created_at], fromIso),
  });
};

const returned = (topic: string, body: Body): AfterSaleWord | null =>
  wordOf(asRecord(body.order)?.id, body.id, {
    kind: 'RETURN',
    state: stateIn(OF_TOPIC, topic) ?? stateIn(OF_STATUS, String(body.status ?? '').toLowerCase()),
    platformStatus: `${topic} ${String(body.status ?? '')}`.trim(),
    lines: linesOf(
      records(body.return_line_items),
      (row) => asRecord(asRecord(row.fulfillment_line_item)?.line_item)?.id,
    ),
    sourceAt: firstSaid([body.updated_at, body.created_at], fromIso),
  });

/**
 * `refunds/create` and the topics of returns. A refund that belongs to a return is told as that return.
 *
 * unconfirmed: the field that ties a refund to its return (`return.id`); whether returns carry their own times (else the header's).
 */
export const shopifyAfterSale: NonNullable<Channel['afterSaleIn']> = ({ topic, body }) => {
  if (topic !== 'refunds/create' && !topic.startsWith('returns/')) return null;
  const message = messageIn({ body });
  if (!message) return null;
  return topic === 'refunds/create' ? refund(message) : returned(topic, message);
};
