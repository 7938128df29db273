import type { HistoryCheck, HistorySource } from './history-source.ts';
import { compileConditions } from './mapping-conditions.ts';
import { type Reader, readTime } from './mapping-field.ts';
import { readMoney } from './mapping-money.ts';
import type { Notes, Target } from './mapping-notes.ts';
import { compilePath } from './mapping-path.ts';

/** What a check found, in the shape that a mapping's `checks` read. */
export type Dirt = { readonly code: string; readonly field: string; readonly values: readonly string[] };

const SILENT: Target = { target: 'checks', hold: null };

/** Whether the comparison contradicts, and the values compared; null where there is nothing to compare. */
type Compare = (source: unknown, notes: Notes) => readonly string[] | null;

const compileReversed = ({ first, second }: NonNullable<HistoryCheck['reversed']>): Compare => {
  const [earlier, later] = [readTime(first, SILENT), readTime(second, SILENT)];
  return (source, notes) => {
    const [began, ended] = [earlier(source, notes), later(source, notes)];
    return began !== null && ended !== null && ended < began ? [began, ended] : null;
  };
};

const compileSums = ({ left, right, withinMinor }: NonNullable<HistoryCheck['sums']>): Compare => {
  const sides: readonly Reader<number | null>[] = [readMoney(left, SILENT), readMoney(right, SILENT)];
  return (source, notes) => {
    const [a, b] = sides.map((read) => read(source, notes));
    if (a == null || b == null || Math.abs(a - b) <= withinMinor) return null;
    return [`${a} ${notes.currency}`, `${b} ${notes.currency}`];
  };
};

const compileSeveral = (path: string): Compare => {
  const read = compilePath(path);
  return (source) => {
    const found = read(source);
    const different = [...new Set(Array.isArray(found) ? found.map(String) : [])];
    return different.length > 1 ? different : null;
  };
};

const countOf = (found: unknown): number => (Array.isArray(found) ? found.length : 0);

const compileLacking = (path: string): Compare => {
  const elements = compilePath(path.slice(0, path.lastIndexOf('[].') + '[]'.length));
  const filled = compilePath(path);
  return (source) => (countOf(filled(source)) < countOf(elements(source)) ? [] : null);
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

const compileCheck = (check: HistoryCheck): ((source: unknown, notes: Notes) => Dirt | null) => {
  const { code, field, reversed, sums, several, lacking } = check;
  const applies = compileConditions(check.when);
  const compares = [
    ...(reversed ? [compileReversed(reversed)] : []),
    ...(sums ? [compileSums(sums)] : []),
    ...(several === undefined ? [] : [compileSeveral(several)]),
    ...(lacking === undefined ? [] : [compileLacking(lacking)]),
  ];
  const shown = check.say.map((path) => ({ path, read: compilePath(path) }));
  return (source, notes) => {
    if (!applies(source)) return null;
    const found = compares.map((compare) => compare(source, notes));
    if (found.some((each) => each === null)) return null;
    const said = shown.map(({ path, read }) => `${path}: ${textOf(read(source))}`);
    return { code, field, values: [...found.flatMap((each) => each ?? []), ...said] };
  };
};

/** Every check of a source, made into one function once. What a check cannot read is the mapping's to report. */
export const compileChecksOf = ({ checks, mapping }: HistorySource): ((source: unknown) => Dirt[]) => {
  const compiled = checks.map(compileCheck);
  const currency = mapping.order.currency.default ?? '';
  return (source) => {
    const notes: Notes = { problems: [], missing: [], computed: new Map(), currency };
    return compiled.flatMap((check) => check(source, notes) ?? []);
  };
};
