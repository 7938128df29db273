import { minorFromDecimal } from '../money.ts';
import { fromUtc } from '../time.ts';
import { messageIn, said, wordOf } from './after-sale.ts';
import type { Channel } from './channel.ts';
import { asRecord, idText } from './lossless-json.ts';

/**
 * WooCommerce has no message about refunds: an order lists them (`refunds`, negative decimal totals), and is `refunded` when all of
 * it went back. All refunds of an order are one return here; each one more makes it larger.
 */
export const woocommerceAfterSale: NonNullable<Channel['afterSaleIn']> = ({ topic, body }) => {
  if (!topic.startsWith('order.') || topic === 'order.deleted') return null;
  const order = messageIn({ body });
  const refunds = Array.isArray(order?.refunds) ? order.refunds.flatMap((each) => asRecord(each) ?? []) : [];
  const isWhole = order?.status === 'refunded';
  if (!order || (refunds.length === 0 && !isWhole)) return null;
  const currency = idText(order.currency) ?? '';
  const sum = said(refunds, (rows: readonly Record<string, unknown>[]) =>
    rows.reduce((all, { total }) => all + Math.abs(minorFromDecimal(String(total), currency)), 0),
  );
  const whole = said(order.total, (total: string) => minorFromDecimal(total, currency));
  return wordOf(order.id, `${String(order.id)}:refunds`, {
    kind: 'REFUND',
    state: 'REFUNDED',
    platformStatus: `${String(order.status)}, ${refunds.length} refunds`,
    refundMinor: isWhole ? whole : sum,
    currency,
    sourceAt: said(order.date_modified_gmt, fromUtc),
  });
};
