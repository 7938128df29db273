import { decimal } from './decimal.ts';
import { elementOf, type X12Group, type X12Interchange, type X12Segment, type X12Transaction } from './x12.ts';

/** What is wrong with an element: AK4. Codes are of X12 element 723. */
export type ElementFault = {
  readonly position: number;
  /** The element's number in the X12 dictionary. */
  readonly reference: string;
  readonly code: string;
  readonly value: string;
};

/** What is wrong with a segment: AK3. Codes are of X12 element 720: 3 it is missing, 8 its elements have errors. */
export type SegmentFault = {
  readonly id: string;
  /** Counted from ST, which is 1. */
  readonly position: number;
  readonly code: string;
  readonly elements: readonly ElementFault[];
};

/** What a transaction set's reading found. Syntax codes are of X12 element 718. */
export type TransactionVerdict = {
  readonly accepted: boolean;
  readonly segments: readonly SegmentFault[];
  readonly codes: readonly string[];
};

const MISSING = '1';
const NOT_NUMERIC = '6';
const BAD_CODE = '7';
const BAD_DATE = '8';
const SEGMENT_MISSING = '3';
const ELEMENTS_WRONG = '8';

type Kind = 'TEXT' | 'DATE' | 'NUMBER' | 'PURPOSE';
/** An element that is looked at. `mustHold`: without it there is no order, so the set is rejected; else it is noted. */
type ElementRule = {
  readonly position: number;
  readonly reference: string;
  readonly kind: Kind;
  readonly mandatory: boolean;
  readonly mustHold: boolean;
};

const rule = (position: number, reference: string, kind: Kind, mandatory: boolean, mustHold: boolean): ElementRule => ({
  position,
  reference,
  kind,
  mandatory,
  mustHold,
});

/** Of the segments an order is read from. Partners leave out much of what X12 calls mandatory; only what an order cannot do without rejects it. */
const RULES: Readonly<Record<string, readonly ElementRule[]>> = {
  BEG: [
    rule(1, '353', 'PURPOSE', true, true),
    rule(2, '92', 'TEXT', true, false),
    rule(3, '324', 'TEXT', true, true),
    rule(5, '373', 'DATE', true, false),
  ],
  BCH: [
    rule(1, '353', 'PURPOSE', true, true),
    rule(2, '92', 'TEXT', true, false),
    rule(3, '324', 'TEXT', true, true),
    rule(6, '373', 'DATE', true, false),
    rule(11, '373', 'DATE', false, false),
  ],
  PO1: [rule(2, '330', 'NUMBER', true, true), rule(4, '212', 'NUMBER', false, true)],
  POC: [
    rule(2, '670', 'TEXT', true, true),
    rule(3, '330', 'NUMBER', false, true),
    rule(6, '212', 'NUMBER', false, true),
  ],
  DTM: [rule(1, '374', 'TEXT', true, false), rule(2, '373', 'DATE', false, false)],
  N1: [rule(1, '98', 'TEXT', true, false)],
  CTT: [rule(1, '354', 'NUMBER', true, false), rule(2, '347', 'NUMBER', false, false)],
  AMT: [rule(2, '782', 'NUMBER', true, false)],
};

/** Days a month has at most; CCYYMMDD or, in old versions, YYMMDD. */
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
export const isX12Date = (text: string): boolean => {
  const match = /^(?:\d{2}|\d{4})(\d{2})(\d{2})$/.exec(text);
  const [, month, day] = match ?? [];
  return match !== null && Number(day) >= 1 && Number(day) <= (DAYS[Number(month) - 1] ?? 0);
};

const PURPOSE = /^\d{2}$|^[A-Z]{2}$/;
const FAULT_OF: Readonly<Record<Kind, (value: string) => string | null>> = {
  TEXT: () => null,
  DATE: (value) => (isX12Date(value) ? null : BAD_DATE),
  NUMBER: (value) => (decimal(value) === null ? NOT_NUMERIC : null),
  PURPOSE: (value) => (PURPOSE.test(value) ? null : BAD_CODE),
};

type Found = { readonly fault: ElementFault; readonly fatal: boolean };

const elementFault = (
  segment: X12Segment,
  { position, reference, kind, mandatory, mustHold }: ElementRule,
): Found[] => {
  const value = elementOf(segment, position);
  if (value === '') return mandatory ? [{ fault: { position, reference, code: MISSING, value }, fatal: mustHold }] : [];
  const code = FAULT_OF[kind](value);
  return code === null ? [] : [{ fault: { position, reference, code, value }, fatal: mustHold }];
};

/** The segment that says which order a set is about. */
const HEADING: Readonly<Record<string, string>> = { '850': 'BEG', '860': 'BCH' };
export const isOrderSet = (id: string): boolean => Object.hasOwn(HEADING, id);

const CANCELLATION = '01';

const headingFaults = ({ segments, st }: X12Transaction): SegmentFault[] => {
  const id = HEADING[elementOf(st, 1)] ?? '';
  return segments.some((segment) => segment.id === id)
    ? []
    : [{ id, position: 2, code: SEGMENT_MISSING, elements: [] }];
};

const lineFaults = ({ segments, st }: X12Transaction): SegmentFault[] => {
  const heading = segments.find(({ id }) => id === HEADING[elementOf(st, 1)]);
  const isWhole = elementOf(st, 1) === '850' && elementOf(heading, 1) !== CANCELLATION;
  if (!isWhole || segments.some(({ id }) => id === 'PO1')) return [];
  return [{ id: 'PO1', position: segments.length, code: SEGMENT_MISSING, elements: [] }];
};

const envelopeCodes = ({ st, se, segments }: X12Transaction): { codes: string[]; fatal: boolean } => {
  if (!se) return { codes: ['2'], fatal: true };
  const codes: string[] = [];
  if (elementOf(se, 2) !== elementOf(st, 2)) codes.push('3');
  if (Number(elementOf(se, 1)) !== segments.length) codes.push('4');
  return { codes, fatal: codes.includes('3') };
};

/**
 * Reads a transaction set as X12 does, without its meaning. Rejected is what no order can be read from, and what is no 850 or 860;
 * a wrong segment count alone is noted, because the order carries it on as a conflict.
 */
export const checkTransaction = (transaction: X12Transaction): TransactionVerdict => {
  const { segments, st } = transaction;
  if (!isOrderSet(elementOf(st, 1))) return { accepted: false, segments: [], codes: ['1'] };
  const { codes, fatal } = envelopeCodes(transaction);
  const found = segments.flatMap((segment, index) => {
    const faults = (RULES[segment.id] ?? []).flatMap((each) => elementFault(segment, each));
    return faults.length === 0 ? [] : [{ id: segment.id, position: index + 1, faults }];
  });
  const missing = [...headingFaults(transaction), ...lineFaults(transaction)];
  const noted = found.map(({ id, position, faults }) => ({
    id,
    position,
    code: ELEMENTS_WRONG,
    elements: faults.map(({ fault }) => fault),
  }));
  const inError = missing.length + noted.length > 0 ? ['5'] : [];
  return {
    accepted: !fatal && missing.length === 0 && !found.some(({ faults }) => faults.some((each) => each.fatal)),
    segments: [...noted, ...missing],
    codes: [...codes, ...inError],
  };
};

/** Syntax codes of a functional group, X12 element 716: 3 no trailer, 4 its number differs, 5 its count does. */
export const checkGroup = ({ gs, ge, transactions }: X12Group): string[] => {
  if (!ge) return ['3'];
  const codes: string[] = [];
  if (elementOf(ge, 2) !== elementOf(gs, 6)) codes.push('4');
  if (Number(elementOf(ge, 1)) !== transactions.length) codes.push('5');
  return codes;
};

/** Note code of an interchange, X12 element I18: 000 none, 001 the numbers of ISA and IEA differ, 021 its count does, 023 it ends too early. */
export const checkInterchange = ({ isa, iea, groups }: X12Interchange): string => {
  if (!iea) return '023';
  if (elementOf(iea, 2) !== elementOf(isa, 13)) return '001';
  return Number(elementOf(iea, 1)) === groups.length ? '000' : '021';
};

/** For people: `PO1 (segment 15) element 2 "x": code 6`. */
export const faultsText = ({ segments, codes }: TransactionVerdict): string =>
  [
    ...segments.flatMap(({ id, position, code, elements }) =>
      elements.length === 0
        ? [`${id} (segment ${position}) is missing (AK3 code ${code})`]
        : elements.map(
            (fault) =>
              `${id}${String(fault.position).padStart(2, '0')} (segment ${position}) "${fault.value.slice(0, 32)}" (AK4 code ${fault.code})`,
          ),
    ),
    ...codes.filter((code) => code !== '5').map((code) => `transaction set (AK5 code ${code})`),
  ].join(', ');
