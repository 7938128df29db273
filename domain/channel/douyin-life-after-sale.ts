import { minorFromInteger } from '../money.ts';
import { fromEpochMillis, fromEpochSeconds, type Instant } from '../time.ts';
import { firstSaid, messageIn, reasonIn, said, wordOf } from './after-sale.ts';
import type { Channel } from './channel.ts';
import type { AfterSaleState } from './channel-api.ts';
import { asRecord, parseLossless } from './lossless-json.ts';

const EVENTS: ReadonlySet<string> = new Set(['life_trade_refund_audit', 'life_trade_refund_complete']);

const contentIn = ({ content }: Readonly<Record<string, unknown>>): Record<string, unknown> | null => {
  try {
    return asRecord(typeof content === 'string' ? parseLossless(content) : content);
  } catch {
    return null;
  }
};

/** Ten digits are seconds, thirteen milliseconds. */
const timeOf = (value: number): Instant => (value > 1e11 ? fromEpochMillis(value) : fromEpochSeconds(value));

const stateOf = (event: string, pass: unknown): AfterSaleState | null => {
  if (event === 'life_trade_refund_complete') return 'REFUNDED';
  if (String(pass) === 'true') return 'APPROVED';
  return String(pass) === 'false' ? 'REJECTED' : null;
};

/**
 * The merchant's answer to a refund (`life_trade_refund_audit`, `pass`) and the refund done (`life_trade_refund_complete`).
 *
 * unconfirmed: the name of the amount and its unit (fen, as everywhere on this platform); a message for the application itself.
 */
export const douyinLifeAfterSale: NonNullable<Channel['afterSaleIn']> = ({ topic, body }) => {
  const message = EVENTS.has(topic) ? messageIn({ body }) : null;
  const content = message && contentIn(message);
  if (!content) return null;
  const about = { ...content, ...asRecord(content.order), ...asRecord(content.after_sale) };
  return wordOf(about.order_id, about.after_sale_id ?? about.refund_id, {
    kind: 'REFUND',
    state: stateOf(topic, about.pass),
    platformStatus: `${topic} ${about.pass === undefined ? '' : `pass ${String(about.pass)}`}`.trim(),
    refundMinor: said(about.refund_amount, minorFromInteger),
    reason: reasonIn(about.reason),
    sourceAt: firstSaid([content.msg_time, content.timestamp], timeOf),
  });
};
