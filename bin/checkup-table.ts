import type { FieldReport } from '../domain/channel/checkup.ts';

const BAR = 10;
const bar = (share: number): string => '█'.repeat(Math.round(share * BAR)).padEnd(BAR, '·');

/** Chinese characters take two columns. */
const widthOf = (text: string): number =>
  [...text].reduce((sum, letter) => sum + ((letter.codePointAt(0) ?? 0) > 0x2ff ? 2 : 1), 0);
const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

const FIELD_WIDTH = 46;

/** A field as a line for a terminal. */
export const rowOf = ({ field, coverage, types, mappedTo, gap, unseenWords, orders }: FieldReport): string =>
  [
    padded(field, FIELD_WIDTH),
    `${bar(coverage)} ${String(Math.round(coverage * 100)).padStart(3)} %`,
    padded(gap ?? '', 11),
    padded(Object.keys(types).join('|'), 16),
    padded(mappedTo.join(', '), 30),
    orders.held > 0 ? `${orders.held} held` : orders.withProblem > 0 ? `${orders.withProblem} flagged` : '',
    Object.entries(unseenWords)
      .map(([word, count]) => `${word} × ${count}`)
      .join(', '),
  ]
    .join('  ')
    .trimEnd();

/** Below a place that nobody reads, every place is one that nobody reads. */
export const topmost = (reports: readonly FieldReport[]): FieldReport[] => {
  const unread = reports.filter(({ gap }) => gap === 'UNKNOWN').map(({ field }) => field);
  const isBelow = (field: string): boolean =>
    unread.some((root) => field.startsWith(`${root}.`) || field.startsWith(`${root}[]`));
  return reports.filter(({ gap, field }) => gap !== 'UNKNOWN' || !isBelow(field));
};
