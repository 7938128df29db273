import { fromEpochSeconds, type Instant } from '../time.ts';
import type { Push } from './channel.ts';
import type { AfterSaleKind, AfterSaleState, AfterSaleWord } from './channel-api.ts';
import { asRecord, idText, parseLossless } from './lossless-json.ts';

/** "Webhook API Reverse Order": the `reverse_status` of message type 10, with what kind of return has it. */
const REVERSE: Readonly<Record<string, readonly [AfterSaleKind, AfterSaleState]>> = {
  CANCEL_INIT: ['REFUND', 'REQUESTED'],
  CANCEL_SUCCESS: ['REFUND', 'APPROVED'],
  CANCEL_REFUND_ISSUED: ['REFUND', 'REFUNDED'],
  RTM_INIT: ['RETURN', 'REQUESTED'],
  RTM_CANCELED: ['RETURN', 'CLOSED'],
  RTM_SHIPPING_BACK: ['RETURN', 'GOODS_RETURNED'],
  RTM_RECEIVE_ITEM: ['RETURN', 'GOODS_RECEIVED'],
  RTW_INIT: ['RETURN', 'REQUESTED'],
  RTW_CANCELED: ['RETURN', 'CLOSED'],
  RTW_SHIPPING_BACK: ['RETURN', 'GOODS_RETURNED'],
  RTW_REJECT: ['RETURN', 'REJECTED'],
  RTW_REFUND_PENDING: ['RETURN', 'APPROVED'],
  REFUND_INIT: ['REFUND', 'REQUESTED'],
  REFUND_PENDING: ['REFUND', 'APPROVED'],
  REFUND_SUCCESS: ['REFUND', 'REFUNDED'],
  REFUND_REJECTED: ['REFUND', 'REJECTED'],
};

/** The `order_status` of a line that comes with a `reverse_order_id`: message type 0. */
const LINE: Readonly<Record<string, readonly [AfterSaleKind, AfterSaleState]>> = {
  canceled: ['REFUND', 'APPROVED'],
  returned: ['RETURN', 'GOODS_RECEIVED'],
  shipped_back: ['RETURN', 'GOODS_RETURNED'],
  shipped_back_success: ['RETURN', 'GOODS_RECEIVED'],
};

const CURRENCIES: Readonly<Record<string, string>> = {
  lazada_sg: 'SGD',
  lazada_my: 'MYR',
  lazada_th: 'THB',
  lazada_vn: 'VND',
  lazada_ph: 'PHP',
  lazada_id: 'IDR',
};

const timeOf = (seconds: unknown): Instant | null => {
  try {
    return Number(seconds) > 0 ? fromEpochSeconds(Number(seconds)) : null;
  } catch {
    return null;
  }
};

/** Both messages name the return; what it is worth only its detail says (`/order/reverse/return/detail/list`). */
export const lazadaAfterSale = ({ body }: Pick<Push, 'topic' | 'body'>): AfterSaleWord | null => {
  const envelope = asRecord(parseLossless(body));
  const data = asRecord(envelope?.data);
  const channelReturnId = idText(data?.reverse_order_id);
  const channelOrderId = idText(data?.trade_order_id);
  if (!envelope || !data || channelReturnId === null || channelOrderId === null) return null;
  const isReverse = data.reverse_status !== undefined;
  const platformStatus = String((isReverse ? data.reverse_status : data.order_status) ?? '');
  const table = isReverse ? REVERSE : LINE;
  const [kind, state] = Object.hasOwn(table, platformStatus)
    ? (table[platformStatus] as (typeof table)[string])
    : (['UNKNOWN', null] as const);
  const lineId = idText(data.trade_order_line_id);
  return {
    channelOrderId,
    channelReturnId,
    kind,
    state,
    platformStatus,
    refundMinor: null,
    currency: CURRENCIES[String(envelope.site)] ?? '',
    // Every piece is a line of its own.
    lines: lineId === null ? [] : [{ lineId, quantity: 1 }],
    reason: '',
    sourceAt: timeOf(data.status_update_time),
    decidesItselfAt: null,
  };
};
