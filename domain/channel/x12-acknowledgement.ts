import {
  elementOf,
  transactionSet,
  writeSegments,
  type X12Group,
  type X12Interchange,
  type X12Transaction,
} from './x12.ts';
import { checkGroup, checkInterchange, type SegmentFault, type TransactionVerdict } from './x12-checks.ts';

type Segments = readonly (readonly string[])[];

/** A transaction set with what its reading found. */
export type Judged = { readonly transaction: X12Transaction; readonly verdict: TransactionVerdict };
export type JudgedGroup = { readonly group: X12Group; readonly sets: readonly Judged[] };

/** AK4 repeats what is wrong only when it is short: no long text, so no person, goes back. */
const LONGEST_COPY = 16;

const notes = ({ id, position, code, elements }: SegmentFault): Segments => [
  ['AK3', id, String(position), '', code],
  ...elements.map((fault) => [
    'AK4',
    String(fault.position),
    fault.reference,
    fault.code,
    fault.value.length > LONGEST_COPY ? '' : fault.value,
  ]),
];

const statusOf = ({ accepted, codes }: TransactionVerdict): string => {
  if (!accepted) return 'R';
  return codes.length === 0 ? 'A' : 'E';
};

const setAnswer = ({ transaction: { st }, verdict }: Judged): Segments => [
  ['AK2', elementOf(st, 1), elementOf(st, 2)],
  ...verdict.segments.flatMap(notes),
  ['AK5', statusOf(verdict), ...verdict.codes.slice(0, 5)],
];

const groupStatus = (sets: readonly Judged[], codes: readonly string[]): string => {
  const taken = sets.filter(({ verdict }) => verdict.accepted).length;
  if (taken === 0) return 'R';
  if (taken < sets.length) return 'P';
  return codes.length > 0 || sets.some(({ verdict }) => verdict.codes.length > 0) ? 'E' : 'A';
};

const groupAnswer = ({ group, sets }: JudgedGroup, index: number): Segments => {
  const codes = checkGroup(group);
  const taken = sets.filter(({ verdict }) => verdict.accepted).length;
  const said = Number(elementOf(group.ge, 1));
  return transactionSet('997', String(index + 1).padStart(4, '0'), [
    ['AK1', elementOf(group.gs, 1), elementOf(group.gs, 6)],
    ...sets.flatMap(setAnswer),
    [
      'AK9',
      groupStatus(sets, codes),
      String(Number.isSafeInteger(said) && said > 0 ? said : sets.length),
      String(sets.length),
      String(taken),
      ...codes.slice(0, 5),
    ],
  ]);
};

/** ISA is read by position, so its parts have their width. */
const WIDTHS = [2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1];
export const isaOf = (elements: readonly string[]): readonly string[] => [
  'ISA',
  ...WIDTHS.map((width, index) => (elements[index] ?? '').padEnd(width)),
];

/** Sender and receiver change places; date, time and control number are of what is answered, so that a repetition gets the same bytes. */
const isaAnswer = ({ isa }: X12Interchange): readonly string[] => {
  const of = (number: number) => elementOf(isa, number);
  const parties = [of(7), of(8), of(5), of(6)];
  return isaOf([
    '00',
    '',
    '00',
    '',
    ...parties,
    of(9),
    of(10),
    of(11),
    of(12),
    of(13).padStart(9, '0'),
    '0',
    of(15),
    of(16),
  ]);
};

const gsAnswer = ({ gs }: X12Group): readonly string[] => {
  const of = (number: number) => elementOf(gs, number);
  return ['GS', 'FA', of(3), of(2), of(4), of(5), of(6), of(7) || 'X', of(8)];
};

/** Partners ask for it with ISA14; what is wrong with an envelope is told unasked. */
const interchangeAnswer = ({ isa }: X12Interchange, code: string): Segments => {
  if (code === '000' && elementOf(isa, 14) !== '1') return [];
  const status = code === '000' ? 'A' : code === '023' ? 'R' : 'E';
  return [['TA1', elementOf(isa, 13).padStart(9, '0'), elementOf(isa, 9), elementOf(isa, 10), status, code]];
};

/** An acknowledgement is never acknowledged. */
const ACKNOWLEDGEMENTS = ['FA', 'SA', 'TA'];
export const isAcknowledgement = ({ gs }: X12Group): boolean => ACKNOWLEDGEMENTS.includes(elementOf(gs, 1));

/**
 * The 997 for an interchange, with a TA1 where its envelope is wrong or one is asked for; '' when there is nothing to tell.
 * Same interchange, same bytes.
 */
export const acknowledgementOf = (interchange: X12Interchange, judged: readonly JudgedGroup[]): string => {
  const code = checkInterchange(interchange);
  const told = interchangeAnswer(interchange, code);
  const answered = judged.filter(({ group, sets }) => sets.length > 0 && !isAcknowledgement(group));
  const [first] = answered;
  if (told.length === 0 && !first) return '';
  const number = elementOf(interchange.isa, 13).padStart(9, '0');
  const groups: Segments = first
    ? [
        gsAnswer(first.group),
        ...answered.flatMap(groupAnswer),
        ['GE', String(answered.length), elementOf(first.group.gs, 6)],
      ]
    : [];
  const segments = [isaAnswer(interchange), ...told, ...groups, ['IEA', first ? '1' : '0', number]];
  return writeSegments(segments, interchange.separators);
};
