import type { X12Segment, X12Transaction } from './x12.ts';
import { partiesIn, type X12Party } from './x12-headings.ts';

/** A transaction set in its three areas. */
export type X12Parts = {
  readonly heading: readonly X12Segment[];
  readonly loops: readonly (readonly X12Segment[])[];
  readonly summary: readonly X12Segment[];
};

const LINE_STARTS = ['PO1', 'POC'];
const SUMMARY = ['CTT', 'SE'];

/** Heading up to the first line, a loop a line, and what follows CTT. */
export const partsOf = ({ segments }: X12Transaction): X12Parts => {
  const first = segments.findIndex(({ id }) => LINE_STARTS.includes(id));
  const end = segments.findIndex(({ id }) => SUMMARY.includes(id));
  const last = end < 0 ? segments.length : end;
  const loops: X12Segment[][] = [];
  for (const segment of first < 0 ? [] : segments.slice(first, last))
    if (LINE_STARTS.includes(segment.id)) loops.push([segment]);
    else loops.at(-1)?.push(segment);
  return { heading: segments.slice(0, first < 0 ? last : first), loops, summary: segments.slice(last) };
};

/** Where goods go: said once for the order, or line by line; several places cannot be one order's. */
export const shipTosOf = ({ heading, loops }: X12Parts): readonly X12Party[] => {
  const [whole] = partiesIn(heading).filter(({ role }) => role === 'ST');
  if (whole) return [whole];
  const each = loops.flatMap((loop) => partiesIn(loop).filter(({ role }) => role === 'ST'));
  return [...new Map(each.map((found) => [found.segments.map(({ raw }) => raw).join('\n'), found])).values()];
};

/** The party of the first of these roles that there is. */
export const partyOf = (parties: readonly X12Party[], ...roles: string[]): X12Party | undefined =>
  roles.map((role) => parties.find((each) => each.role === role)).find((found) => found !== undefined);
