import { minorFromDouble } from '../money.ts';
import { fromEpochSeconds } from '../time.ts';
import { messageIn, reasonIn, type StateTable, said, stateIn, wordOf } from './after-sale.ts';
import type { Channel } from './channel.ts';
import { idText } from './lossless-json.ts';

/** Types 30–36: money back after completion. Cancelling before it (20–26) is a request: eleme-request.ts. */
const STATES: StateTable = {
  30: 'REQUESTED',
  31: 'CLOSED',
  32: 'REJECTED',
  33: 'REFUNDED',
  34: 'DISPUTED',
  35: 'REFUNDED',
  36: 'REJECTED',
};

/**
 * `totalPrice` is a double of yuan, `updateTime` seconds.
 *
 * unconfirmed: that the money is back once the merchant (33) or the platform's service (35) agrees; whether messages number their
 * refunds (`refundId`): where they do not, all of an order's are one return.
 */
export const elemeAfterSale: NonNullable<Channel['afterSaleIn']> = ({ topic, body }) => {
  if (!/^3[0-6]$/.test(topic)) return null;
  const message = messageIn({ body });
  if (!message) return null;
  return wordOf(message.orderId, idText(message.refundId) ?? `${String(message.orderId ?? '')}:refund`, {
    kind: 'REFUND',
    state: stateIn(STATES, topic),
    platformStatus: `${topic} ${String(message.refundStatus ?? '')}`.trim(),
    refundMinor: said(message.totalPrice, (yuan: number) => minorFromDouble(yuan, 'CNY')),
    reason: reasonIn(message.reason),
    sourceAt: said(message.updateTime, fromEpochSeconds),
  });
};
