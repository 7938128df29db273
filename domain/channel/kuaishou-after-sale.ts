import { fromEpochMillis } from '../time.ts';
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

const KINDS: KindTable = { 1: 'RETURN', 3: 'EXCHANGE', 4: 'REISSUE', 5: 'REPAIR', 10: 'REFUND' };

const STATES: StateTable = {
  10: 'REQUESTED',
  11: 'REQUESTED',
  20: 'DISPUTED',
  21: 'DISPUTED',
  22: 'APPROVED',
  23: 'APPROVED',
  30: 'APPROVED',
  40: 'GOODS_RETURNED',
  45: 'EXCHANGE_SHIPPED',
  50: 'APPROVED',
  60: 'REFUNDED',
  70: 'CLOSED',
};
/** Success of these gives goods, no money. */
const WITHOUT_MONEY: ReadonlySet<string> = new Set(['EXCHANGE', 'REISSUE', 'REPAIR']);

/** After-sale messages name the order `orderId` (orders say `oid`) and no amount. */
export const kuaishouAfterSale: NonNullable<Channel['afterSaleIn']> = ({ topic, body }) => {
  if (!topic.startsWith('kwaishop_aftersales_')) return null;
  const info = messageIn({ body });
  if (!info) return null;
  const kind = kindIn(KINDS, info.handlingWay);
  const state = stateIn(STATES, info.status);
  return wordOf(info.orderId ?? info.oid, info.refundId, {
    kind,
    state: state === 'REFUNDED' && WITHOUT_MONEY.has(kind) ? 'CLOSED' : state,
    platformStatus: String(info.status ?? ''),
    reason: info.specialRefundType === 1 ? 'PRICE_PROTECTION' : reasonIn(info.refundReason),
    sourceAt: firstSaid([info.updateTime, info.createTime], fromEpochMillis),
  });
};
