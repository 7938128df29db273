import { minorFromDecimal, minorFromDouble, minorFromInteger } from '../money.ts';
import { fromIso } from '../time.ts';
import type { AttributeDefinition, AttributeType } from './attribute-set.ts';

/** What a reader answers to a value that is none of its type. */
export const WRONG = Symbol('wrong');

/** A value as its type has it, or WRONG. Money needs the order's currency. */
export type ReadValue = (value: unknown, currency: string) => unknown;

type Way = Pick<AttributeDefinition, 'of' | 'as' | 'values'>;

const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

const orWrong = (read: () => unknown): unknown => {
  try {
    return read();
  } catch {
    return WRONG;
  }
};

const asText: ReadValue = (value) => (isScalar(value) ? String(value) : WRONG);

const WHOLE = /^-?\d+(?:\.0+)?$/;
const asInteger: ReadValue = (value) => {
  const number = typeof value === 'string' && WHOLE.test(value.trim()) ? Number(value) : value;
  return Number.isSafeInteger(number) ? number : WRONG;
};

const DECIMAL = /^-?\d+(?:\.\d+)?$/;
const asDecimal: ReadValue = (value) => {
  const text = isScalar(value) ? String(value).trim() : '';
  return DECIMAL.test(text) ? text : WRONG;
};

const asMinor: ReadValue = (value) => orWrong(() => minorFromInteger(value as number));
const asMajor: ReadValue = (value, currency) =>
  orWrong(() =>
    typeof value === 'number' ? minorFromDouble(value, currency) : minorFromDecimal(value as string, currency),
  );

const BOOLEANS: Readonly<Record<string, boolean>> = {
  true: true,
  false: false,
  1: true,
  0: false,
  y: true,
  n: false,
  yes: true,
  no: false,
};
const asBoolean: ReadValue = (value) =>
  isScalar(value) ? (BOOLEANS[String(value).trim().toLowerCase()] ?? WRONG) : WRONG;

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const asInstant: ReadValue = (value) => {
  const text = isScalar(value) ? String(value) : '';
  return INSTANT.test(text) ? text : orWrong(() => fromIso(text));
};

const DAY = /^(\d{4})-?(\d{2})-?(\d{2})$/;
const asDate: ReadValue = (value) => {
  const [, year, month, date] = DAY.exec(isScalar(value) ? String(value).trim() : '') ?? [];
  const day = `${year}-${month}-${date}`;
  const shown = year === undefined ? WRONG : orWrong(() => fromIso(`${day}T00:00:00Z`));
  return typeof shown === 'string' && shown.startsWith(day) ? day : WRONG;
};

const asWord = ({ values = [] }: Way): ReadValue => {
  const words = new Set(values.map(({ value }) => value));
  return (value) => (isScalar(value) && words.has(String(value)) ? String(value) : WRONG);
};

const asList = (way: Way): ReadValue => {
  const element = readerFor(way.of ?? 'string', way);
  return (value, currency) => {
    const read = (Array.isArray(value) ? value : [value]).map((each) => element(each, currency));
    return read.includes(WRONG) ? WRONG : read;
  };
};

const READERS: Readonly<Record<AttributeType, (way: Way) => ReadValue>> = {
  string: () => asText,
  integer: () => asInteger,
  decimal: () => asDecimal,
  money: ({ as }) => (as === 'major' ? asMajor : asMinor),
  boolean: () => asBoolean,
  instant: () => asInstant,
  date: () => asDate,
  enum: asWord,
  list: asList,
  record: () => (value) => value,
};

/** How values of a type are read, made once. */
export const readerFor = (type: AttributeType, way: Way = {}): ReadValue => READERS[type](way);

const EXPECTED: Readonly<Record<AttributeType, string>> = {
  string: 'text',
  integer: 'a whole number',
  decimal: 'a decimal number',
  money: 'an amount of money',
  boolean: 'yes or no',
  instant: 'a time with its zone',
  date: 'a day, as in 2026-06-01',
  enum: 'one of its words',
  list: 'a list',
  record: 'a record',
};

/** What a value should have been, for people. */
export const expectedOf = ({ type, of, values }: AttributeDefinition): string => {
  if (type === 'list') return `a list, each element ${EXPECTED[of ?? 'string']}`;
  if (type === 'enum') return `one of ${values?.map(({ value }) => value).join(', ')}`;
  return EXPECTED[type];
};
