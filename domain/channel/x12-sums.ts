import type { B2bCheck, B2bDraft } from './b2b-order.ts';
import { compareDecimals, decimal, productOf, quotientOf, sumOf } from './decimal.ts';
import { elementOf, type X12Segment, type X12Transaction } from './x12.ts';
import { hashTotal } from './x12-lines.ts';
import type { X12Parts } from './x12-parts.ts';

/** AMT qualifiers, X12 element 522: TT the whole order, 1 its lines, GV before deductions. */
export const amountIn = (segments: readonly X12Segment[], qualifiers: readonly string[]): string | null => {
  const found = segments.find((segment) => segment.id === 'AMT' && qualifiers.includes(elementOf(segment, 1)));
  return found ? decimal(elementOf(found, 2)) : null;
};

const differs = (code: string, field: string, said: string | null, counted: string): B2bCheck[] =>
  said === null || compareDecimals(said, counted) === 0 ? [] : [{ code, field, values: [said, counted] }];

/** What a set says twice and not the same: its counts, and the sum of its lines. */
export const checksOf = (
  transaction: X12Transaction,
  { heading, summary }: X12Parts,
  lines: B2bDraft['lines'],
): B2bCheck[] => {
  const total = summary.find(({ id }) => id === 'CTT');
  const priced = sumOf(
    lines.map((line) => quotientOf(productOf(line.quantity ?? '0', line.unit_price ?? '0'), line.price_base, 2)),
  );
  const segments = decimal(elementOf(transaction.se, 1));
  return [
    ...differs('SEGMENT_COUNT_DISAGREES', 'SE01', segments, String(transaction.segments.length)),
    ...differs('LINE_COUNT_DISAGREES', 'CTT01', decimal(elementOf(total, 1)), String(lines.length)),
    ...differs('HASH_TOTAL_DISAGREES', 'CTT02', decimal(elementOf(total, 2)), hashTotal(lines)),
    ...differs('LINES_AND_AMOUNT_DISAGREE', 'AMT', amountIn([...heading, ...summary], ['1', 'GV']), priced),
  ];
};
