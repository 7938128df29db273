import { minorFromDecimal } from '../money.ts';
import { fromEpochMillis } from '../time.ts';
import { type KindTable, kindIn, messageIn, reasonIn, type StateTable, said, stateIn, wordOf } from './after-sale.ts';
import type { Channel } from './channel.ts';

const PREFIX = 'msg_after_sale_';
const STATES: StateTable = {
  create: 'REQUESTED',
  update: 'REQUESTED',
  transfer: 'REQUESTED',
  audit_pass: 'APPROVED',
  audit_reject: 'REJECTED',
  confirm_receive: 'GOODS_RECEIVED',
  reject_receive: 'REJECTED',
  exchange_ship: 'EXCHANGE_SHIPPED',
  refund_finished: 'REFUNDED',
  closed: 'CLOSED',
};

const KINDS: KindTable = { 1: 'RETURN', 2: 'EXCHANGE', 3: 'REFUND', 4: 'REFUND', 5: 'REFUND' };
const FROM: Readonly<Record<string, string>> = { 1: 'BUYER', 2: 'SELLER', 3: 'PLATFORM_SERVICE', 4: 'SYSTEM' };

/**
 * The tag says what happened. `refundFee` is yuan and leaves freight out, while orders are fen.
 *
 * unconfirmed: that a changed application (`_update`) or kind (`_transfer`) stands as asked anew.
 */
export const xiaohongshuAfterSale: NonNullable<Channel['afterSaleIn']> = ({ topic, body }) => {
  if (!topic.startsWith(PREFIX)) return null;
  const data = messageIn({ body });
  if (!data) return null;
  return wordOf(data.orderId ?? data.packageId, data.returnsId, {
    kind: kindIn(KINDS, data.returnType),
    state: stateIn(STATES, topic.slice(PREFIX.length)),
    platformStatus: topic,
    refundMinor: said(data.refundFee, (yuan: number | string) => minorFromDecimal(yuan, 'CNY')),
    reason: reasonIn(FROM[String(data.requestFrom)]),
    sourceAt: said(data.updateTime, fromEpochMillis),
  });
};
