import { AmountMinor, minorFromDecimal } from '../money.ts';
import { fromIso } from '../time.ts';
import { messageIn, reasonIn, said, wordOf } from './after-sale.ts';
import type { Channel } from './channel.ts';
import { AFTER_SALE_KINDS, AFTER_SALE_STATES, type AfterSaleWord } from './channel-api.ts';
import { asRecord, idText } from './lossless-json.ts';

const linesIn = (list: unknown): AfterSaleWord['lines'] =>
  (Array.isArray(list) ? list : []).flatMap((each) => {
    const row = asRecord(each) ?? {};
    const lineId = idText(row.line_id);
    const quantity = AmountMinor.safeParse(row.quantity).data ?? null;
    return lineId === null ? [] : [{ lineId, quantity }];
  });

/** `return.updated`, in our own words: docs/dms.md. */
export const dmsAfterSale: NonNullable<Channel['afterSaleIn']> = ({ topic, body }) => {
  const about = topic.startsWith('return.') ? asRecord(messageIn({ body })?.return) : null;
  if (!about) return null;
  const currency = idText(about.currency) ?? 'CNY';
  const status = String(about.status ?? '');
  return wordOf(about.order_id, about.return_id, {
    kind: AFTER_SALE_KINDS.find((kind) => kind === about.kind) ?? 'UNKNOWN',
    state: AFTER_SALE_STATES.find((state) => state === status) ?? null,
    platformStatus: status,
    refundMinor: said(about.refund, (amount: string) => minorFromDecimal(amount, currency)),
    currency,
    lines: linesIn(about.lines),
    reason: reasonIn(about.reason),
    sourceAt: said(about.updated_at, fromIso),
    decidesItselfAt: said(about.decides_itself_at, fromIso),
  });
};
