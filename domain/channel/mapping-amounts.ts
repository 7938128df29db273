import type { Amounts, Conflict, Line } from '../order/order.ts';
import type { Instant } from '../time.ts';
import type { Mapping } from './mapping.ts';
import { type Reader, readFlag } from './mapping-field.ts';
import { readMoney } from './mapping-money.ts';

const amountOf = (target: string) => ({ target: `amounts.${target}`, hold: 'BAD_AMOUNT' }) as const;

export type Sums = { readonly amounts: Amounts; readonly itemsGiven: boolean; readonly taxIncluded: boolean };

const grossOf = (lines: readonly Line[]): number =>
  lines.reduce((sum, { unitPriceMinor, quantity }) => sum + unitPriceMinor * quantity, 0);

export const compileAmounts = (
  rule: Mapping['amounts'],
): ((source: unknown, lines: readonly Line[], notes: Parameters<Reader<number>>[1]) => Sums) => {
  const items = readMoney(rule.items, amountOf('itemsMinor'));
  const shipping = readMoney(rule.shipping, amountOf('shippingMinor'));
  const discount = readMoney(rule.discount, amountOf('discountMinor'));
  const tax = readMoney(rule.tax, amountOf('taxMinor'));
  const total = readMoney(rule.total, amountOf('totalMinor'));
  const paid = readMoney(rule.paid, amountOf('paidMinor'));
  const refunded = readMoney(rule.refunded, amountOf('refundedMinor'));
  const taxIncluded = readFlag(rule.taxIncluded);
  return (source, lines, notes) => {
    const given = items(source, notes);
    return {
      amounts: {
        itemsMinor: given ?? grossOf(lines),
        shippingMinor: shipping(source, notes) ?? 0,
        discountMinor: discount(source, notes) ?? 0,
        taxMinor: tax(source, notes) ?? 0,
        totalMinor: total(source, notes) ?? 0,
        paidMinor: paid(source, notes) ?? 0,
        refundedMinor: refunded(source, notes) ?? 0,
      },
      itemsGiven: given !== null,
      taxIncluded: taxIncluded(source, notes),
    };
  };
};

/** Platforms round each line by itself: one minor unit a line is no contradiction. */
const agree = (a: number, b: number, lines: number): boolean => Math.abs(a - b) <= Math.max(1, lines);

/** Sums that contradict each other: lines against items (where every line was taken), and the parts against the total. */
export const sumConflicts = (
  { amounts, itemsGiven, taxIncluded }: Sums,
  whole: boolean,
  lines: readonly Line[],
  since: Instant,
  chosenBy: string,
): Conflict[] => {
  const gross = grossOf(lines);
  const { itemsMinor, shippingMinor, discountMinor, taxMinor, totalMinor } = amounts;
  const parts = itemsMinor + shippingMinor + (taxIncluded ? 0 : taxMinor) - discountMinor;
  const conflicts: Conflict[] = [];
  if (whole && itemsGiven && !agree(gross, itemsMinor, lines.length))
    conflicts.push({
      code: 'LINES_AND_ITEMS_DISAGREE',
      field: 'amounts.itemsMinor',
      values: [String(itemsMinor), String(gross)],
      since,
      chosenBy,
    });
  if (!agree(parts, totalMinor, lines.length))
    conflicts.push({
      code: 'PARTS_AND_TOTAL_DISAGREE',
      field: 'amounts.totalMinor',
      values: [String(totalMinor), String(parts)],
      since,
      chosenBy,
    });
  return conflicts;
};
