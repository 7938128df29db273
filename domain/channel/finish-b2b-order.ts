import { exponentOf } from '../money.ts';
import type { B2bCheck, B2bDraft, B2bLine, B2bLineDraft, B2bOrder } from './b2b-order.ts';
import { withoutPeople } from './b2b-privacy.ts';
import { compareDecimals, negated, productOf, quotientOf, roundedTo, sumOf } from './decimal.ts';

const grossOf = (line: B2bLineDraft, digits: number): string =>
  quotientOf(productOf(line.quantity ?? '0', line.unit_price ?? '0'), line.price_base, digits);

/** Each line is rounded to money by itself, as both sides' invoices are. */
const finishLine = (draft: B2bLineDraft, digits: number): { line: B2bLine; check: B2bCheck | null } => {
  const { stated_total: stated, ...rest } = draft;
  const priced = grossOf(draft, digits);
  const gross =
    draft.unit_price === null && stated !== null ? sumOf([stated, draft.discount, negated(draft.charges)]) : priced;
  const total = roundedTo(sumOf([gross, negated(draft.discount), draft.charges]), digits);
  const differs = stated !== null && compareDecimals(roundedTo(stated, digits), total) !== 0;
  return {
    line: { ...rest, gross, total: stated === null ? total : roundedTo(stated, digits) },
    check: differs ? { code: 'LINE_TOTAL_DISAGREES', field: `lines.${draft.line_id}`, values: [stated, total] } : null,
  };
};

/** Words for "before anything is sent": UBL and cXML write them as text, X12 in ITD12. */
const IN_ADVANCE =
  /\b(?:CIA|CBD|PIA|CWO)\b|(?:cash|payment|paid|payable) (?:in|with) (?:advance|order)|cash before delivery|pre-?pay(?:ment|able)|advance payment|vorkasse|预付|款到发货|先款后货/i;
export const isPaidInAdvance = (terms: string | null): boolean => terms !== null && IN_ADVANCE.test(terms);

const paymentOf = ({ terms, stated }: B2bDraft, total: string): B2bOrder['payment'] => {
  if (!isPaidInAdvance(terms.payment)) return 'ON_ACCOUNT';
  if (compareDecimals(stated.prepaid, '0') <= 0) return 'DUE';
  return compareDecimals(stated.prepaid, total) < 0 ? 'PART' : 'PAID';
};

/** A code of a place alone, as retailers send it, is no address. */
const isAddress = (place: B2bDraft['ship_to']): boolean =>
  place !== null && (place.city !== null || place.province !== null || place.detail !== null);

/** A cancellation speaks about the order's life only; a change about what it names. */
const silences = ({ purpose, whole, ship_to: place, remark }: B2bDraft): string => {
  if (purpose === 'CANCEL') return 'lines,address,amount,remark';
  if (purpose !== 'CHANGE' && purpose !== 'REPLACE') return '';
  return [
    ...(isAddress(place) ? [] : ['address']),
    ...(remark === null ? ['remark'] : []),
    // Changed lines move the sums (domain/order/line-changes.ts): a change's own are of its lines, or of all, as partners please.
    ...(whole ? [] : ['status', 'lines', 'amount']),
  ].join(',');
};

const latest = (times: readonly (string | null)[]): string | null =>
  times
    .filter((time) => time !== null)
    .sort()
    .at(-1) ?? null;

/** Adds up what the document says, checks it against itself, and says what it is silent about. */
export const finishB2bOrder = (draft: B2bDraft): B2bOrder => {
  const { stated, holds, lines: drafts, ...head } = draft;
  const digits = exponentOf(draft.currency ?? '');
  const finished = drafts.map((each) => finishLine(each, digits));
  const lines = finished.map(({ line }) => line).filter(({ action }) => draft.whole || action !== 'KEEP');
  const counted = lines.filter(({ action }) => action !== 'REMOVE');
  const of = (amount: (line: B2bLine) => string): string[] => counted.map(amount);
  const items = sumOf(of(({ gross }) => gross));
  const discount = roundedTo(sumOf([stated.discount, ...of((line) => line.discount)]), digits);
  const charges = roundedTo(sumOf([stated.charges, ...of((line) => line.charges)]), digits);
  const tax = roundedTo(stated.tax, digits);
  const total = stated.total ?? sumOf([items, charges, tax, negated(discount)]);
  const amounts = { items, charges, discount, tax, total: roundedTo(total, digits), prepaid: stated.prepaid };
  const isChange = !draft.whole && draft.purpose !== 'CANCEL';
  return {
    ...head,
    ...withoutPeople(head, lines),
    amounts,
    payment: paymentOf(draft, amounts.total),
    holds: [...new Set([...holds, ...(isChange ? (['CHANGE_WITHOUT_ORDER'] as const) : [])])].join(','),
    silent_on: silences(draft),
    promise_at: draft.deliver_by ?? latest(counted.map((line) => line.deliver_by)),
    checks: [...draft.checks, ...finished.flatMap(({ check }) => (check ? [check] : []))],
  };
};
