import { minorFromDecimal } from '../money.ts';
import { fromBeijing } from '../time.ts';
import { firstSaid, linesNamed, messageIn, reasonIn, type StateTable, said, stateIn, wordOf } from './after-sale.ts';
import type { Channel } from './channel.ts';

/** Taobao's own words for a refund, in the aggregator's spelling of the field. */
const STATES: StateTable = {
  WAIT_SELLER_AGREE: 'REQUESTED',
  WAIT_BUYER_RETURN_GOODS: 'APPROVED',
  WAIT_SELLER_CONFIRM_GOODS: 'GOODS_RETURNED',
  SELLER_REFUSE_BUYER: 'REJECTED',
  SUCCESS: 'REFUNDED',
  CLOSED: 'CLOSED',
};

/**
 * A message with a `RefundId` is about a refund, whatever kind (`aopic`, which is not signed) it is labelled. Amounts are yuan.
 *
 * unconfirmed: the names beside `RefundId` and `Tid`; a refund message without `Status` says only that there is a refund, and its
 * state is asked of a person.
 */
export const agisoAfterSale: NonNullable<Channel['afterSaleIn']> = ({ body }) => {
  const message = messageIn({ body });
  if (!message || message.RefundId === undefined) return null;
  const status = String(message.Status ?? message.RefundStatus ?? '');
  return wordOf(message.Tid, message.RefundId, {
    kind: message.HasGoodReturn === true || message.HasGoodReturn === 1 ? 'RETURN' : 'REFUND',
    state: stateIn(STATES, status),
    platformStatus: status,
    refundMinor: said(message.RefundFee, (yuan: string) => minorFromDecimal(yuan, 'CNY')),
    lines: linesNamed([message.Oid]),
    reason: reasonIn(message.Reason),
    sourceAt: firstSaid([message.Modified, message.Created], fromBeijing),
  });
};
