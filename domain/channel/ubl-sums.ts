import type { B2bCheck } from './b2b-order.ts';
import { compareDecimals, decimal, negated, sumOf } from './decimal.ts';
import { ublAllowances } from './ubl-parts.ts';
import { all, textAt, type Xml } from './xml-tree.ts';

/** A second TaxTotal repeats the tax in another currency: one of the order's own counts. */
export const taxIn = (root: Xml, currency: string | null): string => {
  const totals = all(root, 'TaxTotal', 'TaxAmount');
  const own = totals.find(({ attributes }) => attributes.currencyID === currency) ?? totals[0];
  return decimal(own?.text) ?? '0';
};

/** What the buyer expects to pay before prepayment and rounding: with tax. */
export const totalIn = (totals: Xml | null): string | null => {
  const inclusive = decimal(textAt(totals, 'TaxInclusiveAmount'));
  const payable = decimal(textAt(totals, 'PayableAmount'));
  if (inclusive !== null || payable === null) return inclusive;
  const rounding = textAt(totals, 'PayableRoundingAmount') ?? '0';
  return sumOf([payable, textAt(totals, 'PrepaidAmount') ?? '0', negated(rounding)]);
};

const differs = (code: string, field: string, said: string | null, counted: string): B2bCheck[] =>
  said === null || compareDecimals(said, counted) === 0 ? [] : [{ code, field, values: [said, counted] }];

/** What a document says twice and not the same. */
export const checksOf = (root: Xml, totals: Xml | null, lineTotal: string): B2bCheck[] => {
  const said = (name: string): string | null => decimal(textAt(totals, name));
  const inclusive = said('TaxInclusiveAmount');
  const due =
    inclusive && sumOf([inclusive, negated(said('PrepaidAmount') ?? '0'), said('PayableRoundingAmount') ?? '0']);
  return [
    ...differs(
      'LINES_AND_AMOUNT_DISAGREE',
      'AnticipatedMonetaryTotal.LineExtensionAmount',
      said('LineExtensionAmount'),
      lineTotal,
    ),
    ...differs(
      'ALLOWANCES_DISAGREE',
      'AnticipatedMonetaryTotal.AllowanceTotalAmount',
      said('AllowanceTotalAmount'),
      ublAllowances(root, false),
    ),
    ...differs(
      'CHARGES_DISAGREE',
      'AnticipatedMonetaryTotal.ChargeTotalAmount',
      said('ChargeTotalAmount'),
      ublAllowances(root, true),
    ),
    ...(due === null
      ? []
      : differs('PAYABLE_DISAGREES', 'AnticipatedMonetaryTotal.PayableAmount', said('PayableAmount'), due)),
  ];
};

/**
 * UBL leaves open whether a change repeats the lines that stay. One whose own totals are those of its lines does; any other
 * names only what changes.
 */
export const isWhole = (root: Xml, totals: Xml | null, lineTotal: string): boolean => {
  if (root.name !== 'OrderChange') return true;
  const said = decimal(textAt(totals, 'LineExtensionAmount'));
  return said !== null && compareDecimals(said, lineTotal) === 0;
};
