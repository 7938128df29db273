import { fromEpochSeconds } from '../time.ts';
import { type KindTable, kindIn, messageIn, type StateTable, said, stateIn, wordOf } from './after-sale.ts';
import type { Channel } from './channel.ts';
import { asRecord } from './lossless-json.ts';
import { elementIn, isXml } from './wechat-message.ts';

const STATES: StateTable = {
  MERCHANT_PROCESSING: 'REQUESTED',
  USER_WAIT_CONFIRM_UPDATE: 'REQUESTED',
  USER_WAIT_HANDLE_MERCHANT_AFTER_SALE: 'REQUESTED',
  MERCHANT_REJECT_REFUND: 'REJECTED',
  MERCHANT_REJECT_RETURN: 'REJECTED',
  USER_WAIT_RETURN: 'APPROVED',
  MERCHANT_OVERDUE_REFUND: 'APPROVED',
  PLATFORM_REFUNDING: 'APPROVED',
  PLATFORM_REFUND_FAIL: 'APPROVED',
  MERCHANT_WAIT_RECEIPT: 'GOODS_RETURNED',
  USER_WAIT_CONFIRM: 'EXCHANGE_SHIPPED',
  MERCHANT_REFUND_SUCCESS: 'REFUNDED',
  MERCHANT_RETURN_SUCCESS: 'REFUNDED',
  USER_CANCELD: 'CLOSED',
  RETURN_CLOSED: 'CLOSED',
  MERCHANT_FAIL: 'CLOSED',
  MERCHANT_REFUND_RETRY_FAIL: 'CLOSED',
};

/** Complaints over a return that are not settled; the settled ones are told by the return's own next word. */
const OPEN_COMPLAINTS: ReadonlySet<string> = new Set([
  ...['100', '101', '103', '104', '105', '106', '107', '108', '110', '111', '113', '114'],
]);

const KINDS: KindTable = {
  MERCHANT_REJECT_RETURN: 'RETURN',
  USER_WAIT_RETURN: 'RETURN',
  MERCHANT_WAIT_RECEIPT: 'RETURN',
  MERCHANT_RETURN_SUCCESS: 'RETURN',
  RETURN_CLOSED: 'RETURN',
  MERCHANT_REJECT_REFUND: 'REFUND',
};

type Part = Readonly<Record<string, unknown>>;

/** The object the event is about and its second, from either of the two formats a shop can choose. */
const partsIn = (body: string, name: string): { part: Part; createTime: unknown } | null => {
  if (isXml(body)) {
    const fields = ['status', 'complaint_status', 'after_sale_order_id', 'order_id'];
    const part = Object.fromEntries(fields.map((field) => [field, elementIn(body, field)]));
    return { part, createTime: elementIn(body, 'CreateTime') };
  }
  const message = messageIn({ body });
  const part = asRecord(message?.[name]);
  return part && message ? { part, createTime: message.CreateTime } : null;
};

const atSecond = (value: number | string) => fromEpochSeconds(Number(value));

/**
 * `channels_ec_aftersale_update` names the return, its order and its status, no amount and no lines; complaints over it make it a
 * dispute.
 *
 * unconfirmed: `USER_WAIT_CONFIRM` as an exchange on its way; complaint status 102 and 109 (neither opens nor settles one here).
 */
export const wechatAfterSale: NonNullable<Channel['afterSaleIn']> = ({ topic, body }) => {
  const isComplaint = topic === 'channels_ec_complaint_update';
  if (!isComplaint && topic !== 'channels_ec_aftersale_update') return null;
  const found = partsIn(body, isComplaint ? 'finder_shop_complaint' : 'finder_shop_aftersale_status_update');
  if (!found) return null;
  const { part, createTime } = found;
  const status = String((isComplaint ? part.complaint_status : part.status) ?? '');
  if (isComplaint && !OPEN_COMPLAINTS.has(status)) return null;
  return wordOf(part.order_id, part.after_sale_order_id, {
    kind: kindIn(KINDS, status),
    state: isComplaint ? 'DISPUTED' : stateIn(STATES, status),
    platformStatus: isComplaint ? `complaint ${status}` : status,
    sourceAt: said(createTime, atSecond),
  });
};
