import { minorFromInteger } from '../money.ts';
import { fromEpochSeconds, fromIso, type Instant } from '../time.ts';
import {
  firstSaid,
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

/** Tags that say by themselves what happened: 200–208 the request and its answers, 211 exchange sent, 212–218 arbitration, 224–227 special rights and reissues. */
const STATE_OF_TAG: StateTable = {
  200: 'REQUESTED',
  201: 'APPROVED',
  202: 'APPROVED',
  203: 'GOODS_RETURNED',
  204: 'REJECTED',
  205: 'REJECTED',
  206: 'REFUNDED',
  207: 'CLOSED',
  208: 'REQUESTED',
  211: 'EXCHANGE_SHIPPED',
  212: 'DISPUTED',
  213: 'DISPUTED',
  214: 'DISPUTED',
  217: 'DISPUTED',
  218: 'DISPUTED',
  224: 'REQUESTED',
  225: 'REFUNDED',
  226: 'EXCHANGE_SHIPPED',
  227: 'APPROVED',
};

/** Tags that leave it to `aftersale_status`: 209 deadline moved, 215 arbitration withdrawn, 216 arbitration decided. */
const BY_STATUS: ReadonlySet<string> = new Set(['209', '215', '216']);
const STATE_OF_STATUS: StateTable = {
  6: 'REQUESTED',
  7: 'APPROVED',
  11: 'GOODS_RETURNED',
  12: 'REFUNDED',
  13: 'EXCHANGE_SHIPPED',
  14: 'CLOSED',
  27: 'REJECTED',
  28: 'CLOSED',
  29: 'REJECTED',
  51: 'CLOSED',
};

const KINDS: KindTable = {
  0: 'RETURN',
  1: 'REFUND',
  2: 'REFUND',
  3: 'EXCHANGE',
  4: 'REFUND',
  5: 'REFUND',
  6: 'REFUND',
  7: 'REISSUE',
};

/** Seconds almost everywhere; `update_time` of refunds is ISO text in the platform's own examples. */
const timeOf = (value: number | string): Instant =>
  typeof value === 'number' ? fromEpochSeconds(value) : fromIso(value);

/**
 * Tags 200–227. Amounts are fen and include freight.
 *
 * unconfirmed: `aftersale_status` 14 (exchange received) as the end of an exchange; the unit of `status_deadline` (seconds taken).
 */
export const douyinAfterSale: NonNullable<Channel['afterSaleIn']> = ({ topic, body }) => {
  if (!/^2\d\d$/.test(topic)) return null;
  const data = messageIn({ body });
  if (!data) return null;
  const status = data.aftersale_status ?? data.after_sale_status;
  return wordOf(data.p_id, data.aftersale_id, {
    kind: kindIn(KINDS, data.aftersale_type),
    state: BY_STATUS.has(topic) ? stateIn(STATE_OF_STATUS, status) : stateIn(STATE_OF_TAG, topic),
    platformStatus: `tag ${topic}, aftersale_status ${String(status ?? '')}`,
    refundMinor: said(data.refund_amount, minorFromInteger),
    lines: linesNamed([data.s_id]),
    reason: reasonIn(data.reason_code),
    sourceAt: firstSaid(
      [data.update_time, data.success_time, data.close_time, data.modify_time, data.agree_time],
      timeOf,
    ),
    decidesItselfAt: topic === '209' ? said(data.status_deadline, timeOf) : null,
  });
};
