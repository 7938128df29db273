import {
  fromBeijing,
  fromBeijingUntil,
  fromEpochMillis,
  fromEpochSeconds,
  fromIso,
  fromUtc,
  fromZone,
  type Instant,
  NotATime,
} from '../time.ts';
import { idText } from './lossless-json.ts';
import type { AttributeField, CountField, FlagField, TextField, TimeField, TimeFormat } from './mapping.ts';
import { wordFor } from './mapping-conditions.ts';
import { type Notes, report, reportMissing, type Target } from './mapping-notes.ts';
import { compilePaths, isEmpty, pathText } from './mapping-path.ts';

/** A field made into a function once: reads its target's value out of a source, noting what is wrong. */
export type Reader<T> = (source: unknown, notes: Notes) => T;

type Where = { readonly from?: string | readonly string[] | undefined; readonly jsonata?: string | undefined };

export const sourceOf = ({ from, jsonata }: Where): Reader<unknown> => {
  if (jsonata !== undefined) return (_source, { computed }) => computed.get(jsonata);
  if (from === undefined) return () => undefined;
  return compilePaths(from);
};

export const nameOf = ({ from, jsonata }: Where): string =>
  from === undefined ? (jsonata ?? '(constant)') : pathText(from);

const wordOf = (value: unknown): string =>
  typeof value === 'string' ? value.trim() : typeof value === 'object' ? JSON.stringify(value) : String(value);

const joined = (field: TextField): Reader<unknown> | null => {
  if (!field.join) return null;
  const { paths, with: glue } = field.join;
  const reads = paths.map((path) => compilePaths(path));
  return (source) =>
    reads
      .map((read) => read(source))
      .filter((part) => !isEmpty(part))
      .map(wordOf)
      .join(glue);
};

const between = (text: string, { after, until }: NonNullable<TextField['cut']>): string => {
  const start = text.indexOf(after);
  if (start < 0) return '';
  const rest = text.slice(start + after.length);
  const ends = Array.from(until, (letter) => rest.indexOf(letter)).filter((end) => end >= 0);
  return rest.slice(0, Math.min(rest.length, ...ends));
};

/** The field's value, or of each of its values the part that it cuts out. */
const textSource = (field: TextField): Reader<unknown> => {
  const read = joined(field) ?? sourceOf(field);
  const { cut } = field;
  if (!cut) return read;
  const part = (value: unknown): string => (isEmpty(value) ? '' : between(wordOf(value), cut));
  return (source, notes) => {
    const value = read(source, notes);
    return Array.isArray(value) ? value.map(part).filter((each) => each !== '') : part(value);
  };
};

/** What a platform's word becomes. */
type Translate = (word: string, source: unknown, notes: Notes) => string;

const translator = (field: TextField, target: Target, name: string): Translate | null => {
  const { table, unlisted = 'report', default: otherwise = '' } = field;
  if (!table) return null;
  const instead = typeof unlisted === 'object' ? compilePaths(unlisted.from) : null;
  const listed = wordFor(new Set(Object.keys(table)));
  return (said, source, notes) => {
    const word = listed(said);
    if (Object.hasOwn(table, word)) return String(table[word]);
    if (unlisted === 'keep') return word;
    if (instead) {
      const value = instead(source);
      return isEmpty(value) ? otherwise : wordOf(value);
    }
    const known = Object.keys(table).join(', ');
    report(notes, target, name, word, `is not one of ${known}`, 'add the word to the table in the mapping');
    return otherwise;
  };
};

export const readText = (field: TextField | undefined, target: Target): Reader<string> => {
  if (!field) return () => '';
  const read = textSource(field);
  const name = field.join ? pathText(field.join.paths.flat()) : nameOf(field);
  const translate = translator(field, target, name);
  const { default: otherwise = '', required } = field;
  return (source, notes) => {
    const value = read(source, notes);
    if (isEmpty(value)) {
      if (required && otherwise === '') reportMissing(notes, target, name);
      return otherwise;
    }
    const word = wordOf(value);
    return translate ? translate(word, source, notes) : word;
  };
};

/** The words of a list or of a text with commas, each once. */
export const readNames = (field: TextField, target: Target): Reader<readonly string[]> => {
  const read = textSource(field);
  const translate = translator(field, target, nameOf(field));
  return (source, notes) => {
    const said = read(source, notes);
    const words = (Array.isArray(said) ? said : [said])
      .flatMap((each) => (isEmpty(each) ? [] : wordOf(each).split(',')))
      .map((word) => word.trim())
      .filter((word) => word !== '');
    return [...new Set(words.map((word) => (translate ? translate(word, source, notes) : word)))];
  };
};

/** March 1973 in milliseconds: a smaller number is of seconds. */
const FIRST_MILLIS = 1e11;

const numberOf = (value: unknown): number =>
  typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;

const timeReaders: Readonly<Record<TimeFormat, (value: unknown, zone: string) => Instant>> = {
  'epoch-s': (value) => fromEpochSeconds(numberOf(value)),
  'epoch-ms': (value) => {
    if (Math.abs(numberOf(value)) < FIRST_MILLIS) throw new NotATime(`too few digits for milliseconds: ${value}`);
    return fromEpochMillis(numberOf(value));
  },
  iso: (value) => fromIso(String(value)),
  utc: (value) => fromUtc(String(value)),
  beijing: (value) => fromBeijing(String(value)),
  'beijing-until': (value) => fromBeijingUntil(String(value)),
  local: (value, zone) => fromZone(String(value), zone),
};

/** What databases keep for "no time": .NET's and MySQL's first days, and the epoch in Beijing's clock or UTC. */
const NO_TIME = /^(?:0001-01-01|0000-00-00|1970-01-01[ T]0[08]:00:00)/;
const isNoTime = (value: unknown): boolean =>
  isEmpty(value) || value === 0 || value === '0' || (typeof value === 'string' && NO_TIME.test(value));

/** Null for absent and for 0, the platforms' "not yet". */
export const readTime = (field: TimeField | undefined, target: Target): Reader<Instant | null> => {
  if (!field) return () => null;
  const first = readTimeAt(field, target);
  const second = readTime(field.otherwise, target);
  return (source, notes) => first(source, notes) ?? second(source, notes);
};

const readTimeAt = (field: Omit<TimeField, 'otherwise'>, target: Target): Reader<Instant | null> => {
  const read = sourceOf(field);
  const name = nameOf(field);
  const { as, zone = 'UTC' } = field;
  return (source, notes) => {
    const value = read(source, notes);
    if (isNoTime(value)) {
      if (field.required) reportMissing(notes, target, name);
      return null;
    }
    try {
      return timeReaders[as](value, zone);
    } catch (error) {
      report(notes, target, name, value, `is no time: ${(error as Error).message}`, `the mapping reads it as ${as}`);
      return null;
    }
  };
};

const MOST = 1_000_000;

/** A whole number from 1 to a million; anything else is reported and counts as 0, so that nothing is reserved for it. */
export const readCount = (field: CountField, target: Target): Reader<number> => {
  const read = sourceOf(field);
  const name = nameOf(field);
  return (source, notes) => {
    const value = read(source, notes);
    const count = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
    if (typeof count === 'number' && Number.isInteger(count) && count >= 1 && count <= MOST) return count;
    if (isEmpty(value) && field.default !== undefined) return field.default;
    if (isEmpty(value)) reportMissing(notes, target, name);
    else report(notes, target, name, value, `is no quantity from 1 to ${MOST}`, 'correct the quantity at the platform');
    return 0;
  };
};

export const readFlag = (field: FlagField | undefined): Reader<boolean> => {
  if (!field) return () => false;
  const read = compilePaths(field.from);
  const words = new Set(field.is);
  const wordOf = wordFor(words);
  return (source) => words.has(wordOf(read(source)));
};

/** An order head holds all of its attributes and has 400 KB in all; what is larger stays readable in the inbox. */
const LARGEST_ATTRIBUTE = 16 * 1024;

const isLarge = (value: unknown): boolean => {
  if (typeof value === 'string') return value.length > LARGEST_ATTRIBUTE;
  return typeof value === 'object' && (JSON.stringify(value)?.length ?? 0) > LARGEST_ATTRIBUTE;
};

/** The value as the platform gave it; undefined when there is none. Ids of 0 are none. */
export const readAttribute = (field: AttributeField, target: Target): Reader<unknown> => {
  const { as, table } = field;
  if (as !== 'raw' && as !== 'id') {
    const time = readTime({ ...field, as } as TimeField, target);
    return (source, notes) => time(source, notes) ?? undefined;
  }
  const read = sourceOf(field);
  return (source, notes) => {
    const value = read(source, notes);
    if (isEmpty(value)) return undefined;
    if (isLarge(value)) {
      report(
        notes,
        target,
        nameOf(field),
        '',
        'is too large to be kept with the order',
        'read it in the inbox; map a part of it',
      );
      return undefined;
    }
    if (as === 'id') return Array.isArray(value) ? value.map(idText) : (idText(value) ?? undefined);
    return table ? (table[wordOf(value)] ?? value) : value;
  };
};
