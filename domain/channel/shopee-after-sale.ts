import { fromEpochSeconds } from '../time.ts';
import { firstSaid, messageIn, reasonIn, type StateTable, stateIn, wordOf } from './after-sale.ts';
import type { Channel } from './channel.ts';
import { asRecord, parseLossless } from './lossless-json.ts';

const STATES: StateTable = {
  REQUESTED: 'REQUESTED',
  PROCESSING: 'APPROVED',
  ACCEPTED: 'APPROVED',
  JUDGING: 'DISPUTED',
  SELLER_DISPUTE: 'DISPUTED',
  REFUND_PAID: 'REFUNDED',
  CANCELLED: 'CLOSED',
  CLOSED: 'CLOSED',
};

const RETURNS = '29';

/** Messages fetched again as lost ones have their data as JSON text. */
const dataIn = ({ data }: Readonly<Record<string, unknown>>): Record<string, unknown> | null => {
  try {
    return asRecord(typeof data === 'string' ? parseLossless(data) : data);
  } catch {
    return null;
  }
};

/** One value of a list of changes, `[{"update_field","new_value"}]`. */
const changed = (list: unknown, field: string): unknown =>
  Array.isArray(list)
    ? list.map((each) => asRecord(each)).find((each) => each?.update_field === field)?.new_value
    : undefined;

/**
 * Code 29, `return_updates_push`: the return, its order and what changed, without an amount.
 *
 * unconfirmed: where the status stands (`return_status`, `status`, or among `updated_values`); what PROCESSING means beyond that
 * the return goes on.
 */
export const shopeeAfterSale: NonNullable<Channel['afterSaleIn']> = ({ topic, body }) => {
  const message = topic === RETURNS ? messageIn({ body }) : null;
  const data = message && dataIn(message);
  if (!message || !data) return null;
  const status = String(
    data.return_status ?? data.status ?? changed(data.updated_values, 'return_status') ?? '',
  ).toUpperCase();
  return wordOf(data.order_sn ?? data.ordersn, data.return_sn, {
    state: stateIn(STATES, status),
    platformStatus: status,
    reason: reasonIn(data.reason),
    sourceAt: firstSaid([data.update_time, message.timestamp], fromEpochSeconds),
  });
};
