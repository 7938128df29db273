import * as z from 'zod';
import type { MappingProblem } from './mapping-notes.ts';
import { isEmpty } from './mapping-path.ts';

export const JSON_TYPES = ['string', 'number', 'boolean', 'object', 'array', 'null'] as const;
export const JsonType = z.enum(JSON_TYPES);
export type JsonType = z.infer<typeof JsonType>;

const Count = z.number().int().min(0);

export const FieldCount = z.object({
  /** How often it holds something. */
  filled: Count,
  types: z.partialRecord(JsonType, Count),
  /** Words of fields of which the mapping knows every word; of no other field. */
  words: z.record(z.string(), Count),
});
export type FieldCount = z.infer<typeof FieldCount>;

/** What was seen of a channel's payloads: small, without values, and two of them add up to one. */
export const FieldCounts = z.object({
  payloads: Count,
  /** Objects by the place they stand in; '' is the payload itself. */
  objects: z.record(z.string(), Count),
  fields: z.record(z.string(), FieldCount),
  /** Payloads with a problem, by the field's name in it, and those held for it. */
  problems: z.record(z.string(), z.object({ flagged: Count, held: Count })),
});
export type FieldCounts = z.infer<typeof FieldCounts>;

export const noCounts = (): FieldCounts => ({ payloads: 0, objects: {}, fields: {}, problems: {} });

/** Payloads with more fields than this are keyed by data somewhere. */
const MOST_FIELDS = 800;
const MOST_WORDS = 60;
const LONGEST_WORD = 40;
/** Keys that are ids, so that every payload would have its own: one place for all. */
const ID_KEY = /^\d{4,}$|^[0-9a-f-]{16,}$|^__proto__$/i;

const typeOf = (value: unknown): JsonType => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'object' ? 'object' : (typeof value as JsonType);
};

/** Yes and no are no words: a rule that asks for one of them knows the other. */
const isWord = (value: unknown): boolean =>
  (typeof value === 'string' && value !== '' && value.length <= LONGEST_WORD) || typeof value === 'number';

const more = (counts: Record<string, number>, key: string, by = 1): void => {
  counts[key] = (Object.hasOwn(counts, key) ? (counts[key] ?? 0) : 0) + by;
};

/** Which fields' words are counted. */
export type WordFields = ReadonlySet<string>;

class Walk {
  readonly #counts: FieldCounts;
  readonly #worded: WordFields;
  #size: number;

  constructor(counts: FieldCounts, worded: WordFields) {
    this.#counts = counts;
    this.#worded = worded;
    this.#size = Object.keys(counts.fields).length;
  }

  #note(path: string, value: unknown): void {
    const { fields } = this.#counts;
    if (!Object.hasOwn(fields, path)) {
      if (this.#size >= MOST_FIELDS) return;
      fields[path] = { filled: 0, types: {}, words: {} };
      this.#size += 1;
    }
    const field = fields[path] as FieldCount;
    more(field.types, typeOf(value));
    if (!isEmpty(value)) field.filled += 1;
    if (this.#worded.has(path) && isWord(value)) this.#word(field, String(value));
  }

  #word({ words }: FieldCount, word: string): void {
    if (Object.hasOwn(words, word) || Object.keys(words).length < MOST_WORDS) more(words, word);
  }

  take(value: unknown, path: string): void {
    if (Array.isArray(value)) {
      for (const each of value) {
        this.#note(`${path}[]`, each);
        this.take(each, `${path}[]`);
      }
    } else if (typeof value === 'object' && value !== null) {
      more(this.#counts.objects, path);
      for (const [key, child] of Object.entries(value)) {
        const name = ID_KEY.test(key) ? '*' : key;
        const at = path === '' ? name : `${path}.${name}`;
        this.#note(at, child);
        this.take(child, at);
      }
    }
  }
}

/** Adds the fields of one payload. */
export const countPayload = (counts: FieldCounts, payload: unknown, worded: WordFields): void => {
  counts.payloads += 1;
  new Walk(counts, worded).take(payload, '');
};

const ALTERNATIVE = ' or ';

/** Under which name a problem is counted: its field, and in front of a line's own field the list it is in. */
export const problemName = ({ field, target }: Pick<MappingProblem, 'field' | 'target'>): string =>
  /^(?:attributes\.)?lines\./.test(target)
    ? field
        .split(ALTERNATIVE)
        .map((each) => `[].${each}`)
        .join(ALTERNATIVE)
    : field;

const SEVERAL = ', ';

/**
 * Whether a counted problem is this field's. One that several fields have together (a status no rule knows) is that of the field whose
 * word is unknown.
 */
export const isProblemOf = (name: string, path: string, hasUnseenWord: boolean): boolean => {
  if (name.includes(SEVERAL)) return hasUnseenWord && name.split(SEVERAL).some((each) => isProblemOf(each, path, true));
  return name.split(ALTERNATIVE).some((each) => path === each || (each.startsWith('[].') && path.endsWith(each)));
};

/** Adds what a mapping found wrong with one payload. */
export const countProblems = (
  counts: FieldCounts,
  problems: readonly Pick<MappingProblem, 'field' | 'target' | 'hold'>[],
): void => {
  const named = new Map<string, boolean>();
  for (const problem of problems) {
    const name = problemName(problem);
    named.set(name, (named.get(name) ?? false) || problem.hold !== null);
  }
  for (const [name, held] of named) {
    const known = counts.problems[name] ?? { flagged: 0, held: 0 };
    counts.problems[name] = { flagged: known.flagged + 1, held: known.held + (held ? 1 : 0) };
  }
};

const addField = (into: FieldCount, { filled, types, words }: FieldCount): void => {
  into.filled += filled;
  for (const [type, count] of Object.entries(types)) more(into.types, type, count);
  for (const [word, count] of Object.entries(words))
    if (Object.hasOwn(into.words, word) || Object.keys(into.words).length < MOST_WORDS) more(into.words, word, count);
};

/** The sum of several; none of them is changed. */
export const mergeCounts = (all: readonly FieldCounts[]): FieldCounts => {
  const sum = noCounts();
  for (const { payloads, objects, fields, problems } of all) {
    sum.payloads += payloads;
    for (const [path, count] of Object.entries(objects)) more(sum.objects, path, count);
    for (const [path, field] of Object.entries(fields)) {
      if (!Object.hasOwn(sum.fields, path)) sum.fields[path] = { filled: 0, types: {}, words: {} };
      addField(sum.fields[path] as FieldCount, field);
    }
    for (const [name, { flagged, held }] of Object.entries(problems)) {
      const known = sum.problems[name] ?? { flagged: 0, held: 0 };
      sum.problems[name] = { flagged: known.flagged + flagged, held: known.held + held };
    }
  }
  return sum;
};

const parentOf = (path: string): string => {
  const dot = path.lastIndexOf('.');
  return dot < 0 ? '' : path.slice(0, dot);
};

/** Of the objects a field could stand in, or of a list's elements, how many have it filled: 0–1; null where it could stand in none. */
export const coverageOf = ({ objects, fields }: FieldCounts, path: string): number | null => {
  const field = fields[path];
  const possible = path.endsWith('[]')
    ? Object.values(field?.types ?? {}).reduce((sum, count) => sum + count, 0)
    : (objects[parentOf(path)] ?? 0);
  return possible > 0 ? (field?.filled ?? 0) / possible : null;
};
