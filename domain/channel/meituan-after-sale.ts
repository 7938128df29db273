import { minorFromDecimal } from '../money.ts';
import { messageIn, reasonIn, type StateTable, said, stateIn, wordOf } from './after-sale.ts';
import type { Channel } from './channel.ts';
import { idText } from './lossless-json.ts';

const STATES: StateTable = {
  apply: 'REQUESTED',
  part: 'REQUESTED',
  agree: 'REFUNDED',
  reject: 'REJECTED',
  cancelRefund: 'CLOSED',
  cancelRefundComplaint: 'CLOSED',
};

/**
 * Refund callbacks, known by their `notify_type`; a partial one names its amount in yuan as `money`. When it was said is the call's
 * own time.
 *
 * unconfirmed: that the money is back with `agree`, after which no further word comes; that a callback without `refund_id` (older
 * shops) is about the one refund of its order; how long a refund waits before the platform agrees by itself.
 */
export const meituanAfterSale: NonNullable<Channel['afterSaleIn']> = ({ body }) => {
  const fields = messageIn({ body });
  const word = fields && idText(fields.notify_type);
  if (!fields || word === null) return null;
  const isPart = word === 'part' || said(fields.money, Number) !== null;
  const unnumbered = `${String(fields.order_id ?? '')}:${isPart ? 'part' : 'full'}`;
  const isAppeal = word === 'apply' && String(fields.is_appeal ?? '0') === '1';
  return wordOf(fields.order_id, idText(fields.refund_id) ?? unnumbered, {
    kind: 'REFUND',
    state: isAppeal ? 'DISPUTED' : stateIn(STATES, word),
    platformStatus: `${word}, res_type ${String(fields.res_type ?? '')}`,
    refundMinor: said(fields.money, (yuan: string) => minorFromDecimal(yuan, 'CNY')),
    reason: reasonIn(fields.reason),
  });
};
