import type { Scan, Tracking } from './carrier.ts';
import { localTime } from './place-zones.ts';
import { NO_NUMBER } from './signed-body.ts';
import { rowOf, scanOf, UnreadableTracking } from './tracking-rows.ts';

/** A segment of an EDIFACT message: its name, and what stands behind the first plus sign. */
type Segment = { readonly name: string; readonly rest: string };

export const isIftsta = (message: string): boolean => /^\s*(UNA|UNB|UNH)/.test(message);

/** Segments end with an apostrophe that no question mark stands before. */
const segmentsOf = (message: string): Segment[] =>
  message
    .replace(/^\s*UNA.{6}/s, '')
    .split(/(?<!\?)'/)
    .map((segment) => segment.trim())
    .filter((segment) => segment !== '')
    .map((segment) => ({ name: segment.slice(0, 3), rest: segment.slice(4) }));

const unescaped = (text: string): string => text.replace(/\?(.)/g, '$1');
/** Elements at plus signs, their parts at colons. */
const elementsOf = ({ rest }: Segment): string[][] =>
  rest.split(/(?<!\?)\+/).map((element) => element.split(/(?<!\?):/).map(unescaped));

/** One status of a consignment: what happened, and the segments that say when and where. */
type Status = { readonly code: string; readonly segments: readonly Segment[] };
type Consignment = { readonly number: string; readonly statuses: readonly Status[] };

const codeIn = (sts: Segment): string => elementsOf(sts)[1]?.[0] ?? '';

/** CNI begins a consignment, STS a status of it. */
const consignmentsIn = (segments: readonly Segment[]): Consignment[] => {
  const starts = segments.flatMap(({ name }, index) => (name === 'CNI' ? [index] : []));
  return starts.map((start, index) => {
    const own = segments.slice(start, starts[index + 1] ?? segments.length);
    const [cni] = own;
    const at = own.flatMap(({ name }, place) => (name === 'STS' ? [place] : []));
    const statuses = at.map((place, which) => {
      const sts = own[place];
      return { code: sts ? codeIn(sts) : '', segments: own.slice(place, at[which + 1] ?? own.length) };
    });
    return { number: (cni && elementsOf(cni)[1]?.[0]) ?? '', statuses };
  });
};

/** Qualifiers of a date: the status's own, of departure, of arrival, of the document; the first that is there. */
const DATES = ['334', '7', '11', '178', '132', '133', '9', '137'];
/** The digits of `DTM+334:20260301155500+08:205`; a plus sign may stand in it as it is. */
const DATE = /^(\w+):(\d{8,14})(?:\?)?([+-]\d{2}(?:\d{2})?)?(?::\w+)?$/;

const dateIn = (segments: readonly Segment[], country: string): string | null => {
  const dates = new Map(
    segments
      .filter(({ name }) => name === 'DTM')
      .map(({ rest }) => DATE.exec(rest))
      .flatMap((match) => (match ? [[match[1] ?? '', match] as const] : [])),
  );
  const found = DATES.map((qualifier) => dates.get(qualifier)).find((match) => match !== undefined);
  if (!found) return null;
  const [, , digits = '', zone = ''] = found;
  const two = (from: number): string => digits.slice(from, from + 2) || '00';
  const written = `${digits.slice(0, 4)}-${two(4)}-${two(6)}T${two(8)}:${two(10)}:${two(12)}`;
  if (zone === '') return localTime(written, { country });
  return `${written}${zone.slice(0, 3)}:${zone.slice(3) || '00'}`;
};

const referenceIn = (segments: readonly Segment[], qualifiers: readonly string[]): string =>
  segments
    .filter(({ name }) => name === 'RFF')
    .map((rff) => elementsOf(rff)[0] ?? [])
    .find(([qualifier = '']) => qualifiers.includes(qualifier))?.[1] ?? '';

const scanIn =
  (heading: readonly Segment[]) =>
  (raw: unknown): Scan => {
    const { code, segments } = raw as Status;
    const loc = segments.find(({ name }) => name === 'LOC');
    const [place = '', , , name = ''] = (loc && elementsOf(loc)[1]) ?? [];
    const ftx = segments.find((segment) => segment.name === 'FTX');
    const text = (ftx && elementsOf(ftx)[3]?.join(' ')) ?? '';
    const time = dateIn(segments, place.slice(0, 2)) ?? dateIn(heading, place.slice(0, 2));
    return scanOf({ time, code, text, places: [name], placeCode: place });
  };

/** Transport documents of a consignment: bill of lading, waybill, house waybill, the container. */
const DOCUMENTS = ['AAS', 'BM', 'MB', 'BH', 'AWB', 'CU'];

/** Statuses of consignments by UN/EDIFACT IFTSTA. @throws UnreadableTracking */
export const iftstaTrackings = (message: string, carrier: string): Tracking[] => {
  const segments = segmentsOf(message);
  const first = segments.findIndex(({ name }) => name === 'CNI');
  if (first < 0) throw new UnreadableTracking('the message has no consignment: no segment CNI');
  const heading = segments.slice(0, first);
  return consignmentsIn(segments).flatMap(({ number, statuses }) =>
    statuses.map((status, index) => {
      const names = [referenceIn(status.segments, DOCUMENTS), number].filter((each) => each !== '');
      const [main = NO_NUMBER, ...otherNumbers] = [...new Set(names)];
      const reference = names.find((each) => each.startsWith('leg_'));
      const rows = rowOf(status, `${main} STS[${index}]`, scanIn(heading));
      return { companies: [carrier], number: main, otherNumbers, reference, ...rows };
    }),
  );
};
