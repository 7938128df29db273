import { minorFromDecimal } from '../money.ts';
import { fromBeijing } from '../time.ts';
import {
  type KindTable,
  kindIn,
  linesNamed,
  messageIn,
  reasonIn,
  type StateTable,
  said,
  stateIn,
  wordOf,
} from './after-sale.ts';
import type { Channel } from './channel.ts';

/** `trade_refund_RefundClosed` of old, `youzan_trade_RefundClosed` of now. */
const TOPIC = /^(?:trade_refund_|youzan_trade_(?=Refund))(\w+)$/;

const STATES: StateTable = {
  BuyerCreated: 'REQUESTED',
  RefundCreated: 'REQUESTED',
  RefundSellerCreated: 'APPROVED',
  RefundSellerAgreeReturnGoods: 'APPROVED',
  RefundBuyerReturnGoods: 'GOODS_RETURNED',
  RefundSellerRefuse: 'REJECTED',
  RefundSellerRefuseBuyer: 'REJECTED',
  RefundSellerRefuseBuyerReturnGoods: 'REJECTED',
  YouzanInterApplied: 'DISPUTED',
  RefundSellerAgree: 'REFUNDED',
  RefundSuccess: 'REFUNDED',
  SysRefund: 'REFUNDED',
  RefundClosed: 'CLOSED',
};
const KINDS: KindTable = {
  REFUND_ONLY: 'REFUND',
  REFUND_AND_RETURN: 'RETURN',
  EXCHANGE: 'EXCHANGE',
  EXCHANGE_GOODS: 'EXCHANGE',
};

/**
 * Both families of refund messages; `refunded_fee` is yuan.
 *
 * unconfirmed: that the money is back with `RefundSellerAgree`, which the platform calls final; the words of a refusal without
 * goods; the word for exchanges.
 */
export const youzanAfterSale: NonNullable<Channel['afterSaleIn']> = ({ topic, body }) => {
  const [, word] = TOPIC.exec(topic) ?? [];
  const message = word === undefined ? null : messageIn({ body });
  if (!message) return null;
  return wordOf(message.tid, message.refund_id, {
    kind: kindIn(KINDS, message.refund_type),
    state: stateIn(STATES, word),
    platformStatus: topic,
    refundMinor: said(message.refunded_fee, (yuan: string) => minorFromDecimal(yuan, 'CNY')),
    lines: linesNamed(String(message.oids ?? '').split(',')),
    reason: reasonIn(message.refund_reason),
    sourceAt: said(message.update_time, fromBeijing),
  });
};
