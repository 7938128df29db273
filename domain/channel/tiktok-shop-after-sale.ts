import { fromEpochSeconds } from '../time.ts';
import {
  firstSaid,
  type KindTable,
  kindIn,
  messageIn,
  reasonIn,
  type StateTable,
  stateIn,
  wordOf,
} from './after-sale.ts';
import type { Channel } from './channel.ts';
import { asRecord } from './lossless-json.ts';

const RETURN_STATES: StateTable = {
  RETURN_OR_REFUND_REQUEST_PENDING: 'REQUESTED',
  REPLACEMENT_REQUEST_PENDING: 'REQUESTED',
  REFUND_OR_RETURN_REQUEST_REJECT: 'REJECTED',
  REPLACEMENT_REQUEST_REJECT: 'REJECTED',
  REJECT_RECEIVE_PACKAGE: 'REJECTED',
  AWAITING_BUYER_SHIP: 'APPROVED',
  AWAITING_BUYER_RESPONSE: 'APPROVED',
  RETURN_OR_REFUND_REQUEST_SUCCESS: 'APPROVED',
  BUYER_SHIPPED_ITEM: 'GOODS_RETURNED',
  RETURN_OR_REFUND_REQUEST_COMPLETE: 'REFUNDED',
  REPLACEMENT_REQUEST_REFUND_SUCCESS: 'REFUNDED',
  REPLACEMENT_REQUEST_COMPLETE: 'CLOSED',
  RETURN_OR_REFUND_REQUEST_CANCEL: 'CLOSED',
  REPLACEMENT_REQUEST_CANCEL: 'CLOSED',
};
const CANCEL_STATES: StateTable = {
  CANCELLATION_REQUEST_PENDING: 'REQUESTED',
  CANCELLATION_REQUEST_SUCCESS: 'APPROVED',
  CANCELLATION_REQUEST_COMPLETE: 'REFUNDED',
  CANCELLATION_REQUEST_CANCEL: 'CLOSED',
  CANCELLATION_REQUEST_REJECT: 'REJECTED',
};
/** The events of the older message say what is asked, never how it ended: the order's own status does. */
const REVERSE_STATES: StateTable = {
  ORDER_REQUEST_CANCEL: 'REQUESTED',
  ORDER_RETURN: 'REQUESTED',
  ORDER_REFUND: 'REQUESTED',
};
const KINDS: KindTable = {
  REFUND: 'REFUND',
  REFUND_ONLY: 'REFUND',
  RETURN_AND_REFUND: 'RETURN',
  REPLACEMENT: 'EXCHANGE',
  ORDER_REQUEST_CANCEL: 'REFUND',
  ORDER_REFUND: 'REFUND',
  ORDER_RETURN: 'RETURN',
};

/** Where each type of message says what: its return's id, its word, the table for it, and its kind. */
const TYPES: Readonly<Record<string, { id: string; status: string; states: StateTable; kind: string }>> = {
  2: { id: 'reverse_order_id', status: 'reverse_event_type', states: REVERSE_STATES, kind: 'reverse_event_type' },
  11: { id: 'cancel_id', status: 'cancel_status', states: CANCEL_STATES, kind: '' },
  12: { id: 'return_id', status: 'return_status', states: RETURN_STATES, kind: 'return_type' },
};

const seconds = (value: number | string) => fromEpochSeconds(Number(value));

/**
 * Types 12 (returns), 11 (cancellations) and 2 (their older form). None names an amount.
 *
 * unconfirmed: the fields of type 11 (`cancel_id`, `cancel_status`, as in its API) and its rejection; that the platform spells
 * replacements `REPLACEMENT_…` in messages (`REPLACMENT_…` in some of its pages is read as the same).
 */
export const tiktokShopAfterSale: NonNullable<Channel['afterSaleIn']> = ({ topic, body }) => {
  const type = TYPES[topic];
  const message = type ? messageIn({ body }) : null;
  const data = asRecord(message?.data);
  if (!type || !message || !data) return null;
  const status = String(data[type.status] ?? '').replace('REPLACMENT', 'REPLACEMENT');
  return wordOf(data.order_id, data[type.id], {
    kind: type.kind === '' ? 'REFUND' : kindIn(KINDS, data[type.kind]),
    state: stateIn(type.states, status),
    platformStatus: status,
    reason: reasonIn(data.return_reason ?? data.cancel_reason),
    sourceAt: firstSaid([data.update_time, message.timestamp], seconds),
  });
};
