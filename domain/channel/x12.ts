/** What separates the parts of an interchange; each interchange says so itself, in its ISA. */
export type X12Separators = {
  readonly element: string;
  readonly component: string;
  /** With the line break that follows it, where one does. */
  readonly terminator: string;
};

export type X12Segment = {
  readonly id: string;
  /** `elements[0]` is element 01. */
  readonly elements: readonly string[];
  /** As it arrived, without terminator. */
  readonly raw: string;
};

export type X12Transaction = {
  /** ST to SE; without SE where the next set begins before it. */
  readonly segments: readonly X12Segment[];
  readonly st: X12Segment;
  readonly se: X12Segment | null;
};

export type X12Group = {
  readonly gs: X12Segment;
  readonly ge: X12Segment | null;
  readonly transactions: readonly X12Transaction[];
};

export type X12Interchange = {
  readonly separators: X12Separators;
  readonly isa: X12Segment;
  readonly iea: X12Segment | null;
  readonly groups: readonly X12Group[];
};

/** Text that is no X12 interchange: names the segment and the cure. */
export class BadX12 extends Error {
  override name = 'BadX12';
}

const ISA_ELEMENTS = 16;
const SEPARATOR = /[^A-Za-z0-9\s]/;

/** Element 01 is 1; '' where there is none. */
export const elementOf = (segment: X12Segment | null | undefined, number: number): string =>
  segment?.elements[number - 1]?.trim() ?? '';

export const isX12 = (text: string): boolean => /^[\uFEFF\s]*ISA[^A-Za-z0-9\s]/.test(text);

/**
 * The separators are where ISA puts them: the element separator after its name, the component separator is ISA16, and the
 * terminator the character after it (position 106 of a padded ISA), with a line break behind it or as itself.
 */
const separatorsOf = (text: string): X12Separators => {
  const element = text[3] ?? '';
  if (!SEPARATOR.test(element)) throw new BadX12('ISA: no element separator after it; send a whole interchange');
  let at = 2;
  for (let count = 0; count < ISA_ELEMENTS; count += 1) {
    at = text.indexOf(element, at + 1);
    if (at < 0) throw new BadX12(`ISA: has ${count} of its ${ISA_ELEMENTS} elements; send a whole interchange`);
  }
  const component = text[at + 1] ?? '';
  const mark = text[at + 2] ?? '';
  if (component === '' || mark === '' || /[A-Za-z0-9]/.test(mark) || mark === element)
    throw new BadX12('ISA16: no component separator and segment terminator after it; pad ISA to 106 characters');
  const after = /^[\r\n]*/.exec(text.slice(at + 3))?.[0] ?? '';
  return { element, component, terminator: mark + after };
};

const segmentsOf = (text: string, { element, terminator }: X12Separators): X12Segment[] => {
  const mark = terminator[0] === '\r' || terminator[0] === '\n' ? /[\r\n]+/ : (terminator[0] ?? '~');
  return (
    text
      .split(mark)
      // Mailboxes wrap long files; a line break inside a segment is none of its data.
      .map((raw) => raw.replace(/[\r\n]+/g, '').trim())
      .filter((raw) => raw !== '')
      .map((raw) => {
        const [id = '', ...elements] = raw.split(element);
        return { id: id.trim(), elements, raw };
      })
  );
};

const transactionOf = (segments: readonly X12Segment[]): X12Transaction => {
  const [st] = segments as [X12Segment, ...X12Segment[]];
  const last = segments.at(-1);
  return { segments, st, se: last?.id === 'SE' ? last : null };
};

/** Cuts a list where a segment of that name begins; what stands before the first is left out. */
const cutAt = (segments: readonly X12Segment[], id: string): X12Segment[][] => {
  const parts: X12Segment[][] = [];
  for (const segment of segments)
    if (segment.id === id) parts.push([segment]);
    else parts.at(-1)?.push(segment);
  return parts;
};

const upTo = (segments: readonly X12Segment[], id: string): readonly X12Segment[] => {
  const end = segments.findIndex((segment) => segment.id === id);
  return end < 0 ? segments : segments.slice(0, end + 1);
};

const groupOf = (segments: readonly X12Segment[]): X12Group => {
  const whole = upTo(segments, 'GE');
  const ge = whole.at(-1)?.id === 'GE' ? (whole.at(-1) as X12Segment) : null;
  const body = ge ? whole.slice(0, -1) : whole;
  return {
    gs: whole[0] as X12Segment,
    ge,
    transactions: cutAt(body, 'ST').map((part) => transactionOf(upTo(part, 'SE'))),
  };
};

const interchangeOf = (text: string): X12Interchange => {
  const separators = separatorsOf(text);
  const segments = upTo(segmentsOf(text, separators), 'IEA');
  const last = segments.at(-1);
  return {
    separators,
    isa: segments[0] as X12Segment,
    iea: last?.id === 'IEA' ? last : null,
    groups: cutAt(segments, 'GS').map(groupOf),
  };
};

/** Where interchanges begin: free text may hold the letters ISA, so only what follows an IEA counts. */
const startsOf = (text: string): number[] => [
  0,
  ...Array.from(
    text.matchAll(/IEA[^A-Za-z0-9\s]\d*[^A-Za-z0-9\s]\d+[^A-Za-z0-9]*(?=ISA[^A-Za-z0-9\s])/g),
    (end) => end.index + end[0].length,
  ),
];

/**
 * An X12 file taken apart: its interchanges, groups and transaction sets, whatever separates them. Counts and control numbers are
 * not judged here (x12-checks.ts).
 * @throws BadX12 when it has no ISA that can be read
 */
export const readX12 = (file: string): X12Interchange[] => {
  const text = file.replace(/^[\uFEFF\s]+/, '');
  if (!isX12(text)) throw new BadX12('ISA: is not how the file begins; send a whole interchange');
  const starts = startsOf(text);
  return starts.map((start, index) => interchangeOf(text.slice(start, starts[index + 1])));
};

/** Element text without what would be read as a separator. */
const safely = (value: string, { element, component, terminator }: X12Separators): string =>
  Array.from(value, (letter) =>
    letter === element || letter === component || terminator.includes(letter) || letter < ' ' ? ' ' : letter,
  ).join('');

/** One segment; empty elements at its end are left off. ISA keeps its component separator, which is its last element. */
export const writeSegment = (segment: readonly string[], separators: X12Separators): string => {
  const [id = '', ...elements] = segment;
  const clean = elements.map((value, index) =>
    id === 'ISA' && index === ISA_ELEMENTS - 1 ? separators.component : safely(value, separators),
  );
  while (id !== 'ISA' && clean.at(-1) === '') clean.pop();
  return [id, ...clean].join(separators.element) + separators.terminator;
};

export const writeSegments = (segments: readonly (readonly string[])[], separators: X12Separators): string =>
  segments.map((segment) => writeSegment(segment, separators)).join('');

export const DEFAULT_SEPARATORS: X12Separators = { element: '*', component: '>', terminator: '~\n' };

/** A transaction set with its SE, which counts ST and itself. */
export const transactionSet = (
  id: string,
  controlNumber: string,
  body: readonly (readonly string[])[],
): readonly (readonly string[])[] => [
  ['ST', id, controlNumber],
  ...body,
  ['SE', String(body.length + 2), controlNumber],
];

/** A transaction set as an interchange of its own, in the bytes of its sender: what the inbox keeps of a file with several. */
export const aloneOf = (
  { separators, isa }: X12Interchange,
  { gs }: X12Group,
  { segments }: X12Transaction,
): string => {
  const { element, terminator } = separators;
  const trailers = [`GE${element}1${element}${elementOf(gs, 6)}`, `IEA${element}1${element}${elementOf(isa, 13)}`];
  return [isa.raw, gs.raw, ...segments.map(({ raw }) => raw), ...trailers].map((raw) => raw + terminator).join('');
};
