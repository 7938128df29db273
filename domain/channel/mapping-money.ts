import { AmountMinor, minorFromDecimal, minorFromDouble, minorFromInteger } from '../money.ts';
import type { MoneyField } from './mapping.ts';
import { compileConditions } from './mapping-conditions.ts';
import { nameOf, type Reader, sourceOf } from './mapping-field.ts';
import { type Notes, report, reportMissing, type Target } from './mapping-notes.ts';
import { compilePaths, isEmpty, pathText } from './mapping-path.ts';

type Term = { readonly sign: 1 | -1; readonly read: Reader<unknown>; readonly name: string };

const termOf = (paths: string | readonly string[]): Term => {
  const list = typeof paths === 'string' ? [paths] : paths;
  const off = list[0]?.startsWith('-') ?? false;
  const bare = list.map((path) => path.replace(/^-/, ''));
  return { sign: off ? -1 : 1, read: compilePaths(bare), name: pathText(bare) };
};

export const isAmount = (amount: number): boolean => AmountMinor.safeParse(amount).success;

const BAD_AMOUNT_CURE = 'correct the amount at the platform; the order stays held until it does';

type ReadAmount = (value: unknown, notes: Notes, name: string) => number;

/** What the platform calls an amount, in minor units; what is none is reported and counts as 0. */
const amountReader =
  (as: MoneyField['as'], target: Target): ReadAmount =>
  (value, notes, name) => {
    try {
      const said = value as string | number;
      if (as === 'minor') return minorFromInteger(said);
      return as === 'double' ? minorFromDouble(said, notes.currency) : minorFromDecimal(said, notes.currency);
    } catch (error) {
      report(notes, target, name, value, (error as Error).message, BAD_AMOUNT_CURE);
      return 0;
    }
  };

/** The terms there are, added up; null when there is none. */
const addUp = (terms: readonly Term[], amountOf: ReadAmount, source: unknown, notes: Notes): number | null => {
  let total: number | null = null;
  for (const { sign, read, name } of terms) {
    const value = read(source, notes);
    if (isEmpty(value)) continue;
    for (const each of Array.isArray(value) ? value : [value])
      total = (total ?? 0) + sign * amountOf(each, notes, name);
  }
  return total;
};

/** What one of several costs. A count that is none divides nothing: it is reported where the quantity is read. */
const shareOf = (paths: MoneyField['per']): ((total: number, source: unknown) => number) => {
  if (paths === undefined) return (total) => total;
  const read = compilePaths(paths);
  return (total, source) => {
    const count = Number(read(source));
    return Number.isSafeInteger(count) && count > 0 ? Math.round(total / count) : total;
  };
};

/** Amounts of minor units. What is no amount, overflows or is negative is reported. */
export const readMoney = (field: MoneyField | undefined, target: Target): Reader<number | null> => {
  if (!field) return () => null;
  const terms: readonly Term[] = field.sum?.map(termOf) ?? [{ sign: 1, read: sourceOf(field), name: nameOf(field) }];
  const names = terms.map(({ name }) => name).join(' + ');
  const amountOf = amountReader(field.as, target);
  const required = field.required === true && field.default === undefined;
  const applies = compileConditions(field.when ?? []);
  const share = shareOf(field.per);
  const { atLeast = Number.NEGATIVE_INFINITY } = field;
  const raised = (total: number | null) => (total === null ? null : Math.max(atLeast, total));
  return (source, notes) => {
    const total = applies(source) ? raised(addUp(terms, amountOf, source, notes)) : null;
    if (total === null) {
      if (required) reportMissing(notes, target, names);
      return field.default ?? null;
    }
    if (total >= 0 && isAmount(total)) return share(total, source);
    report(notes, target, names, total, total < 0 ? 'is negative' : 'overflows', BAD_AMOUNT_CURE);
    return isAmount(total) ? total : 0;
  };
};
