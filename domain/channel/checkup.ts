import type { Mapping } from './mapping.ts';
import type { MappingProblem } from './mapping-notes.ts';
import { isEmpty } from './mapping-path.ts';
import { expressionsOf, type MappedPath, mappedPaths } from './mapping-paths.ts';
import { compileUnwrap } from './mapping-unwrap.ts';

const JSON_TYPES = ['string', 'number', 'boolean', 'object', 'array', 'null'] as const;
type JsonType = (typeof JSON_TYPES)[number];

/** What may be wrong with a field, worst first. */
export const GAPS = ['MISSING', 'UNSEEN_WORD', 'DRIFT', 'UNKNOWN', 'UNMAPPED'] as const;
export type Gap = (typeof GAPS)[number];

/** One field of the payloads of a channel. */
export type FieldReport = {
  /** Every element of a list is `[]`. */
  readonly field: string;
  /** Of the objects it could stand in, how many have it filled: 0–1. */
  readonly coverage: number;
  readonly types: Readonly<Partial<Record<JsonType, number>>>;
  readonly mappedTo: readonly string[];
  /**
   * MISSING: read by the mapping, filled in no payload, nor is any other place that its target may be read from. UNSEEN_WORD: a word no rule knows. DRIFT: several types. UNKNOWN: neither mapped nor in any
   * example of the mapping: perhaps new at the platform. UNMAPPED: known, and not read.
   */
  readonly gap: Gap | null;
  /** Words no table or rule of the mapping knows, with how often; without personal fields. */
  readonly unseenWords: Readonly<Record<string, number>>;
  /** Orders with a problem in this field, and those held for it: what the gap cost. */
  readonly orders: { readonly withProblem: number; readonly held: number };
};

export type Checkup = {
  readonly add: (payload: unknown, problems: readonly MappingProblem[]) => void;
  readonly report: () => FieldReport[];
};

type Seen = {
  parents: number;
  filled: number;
  readonly types: Map<JsonType, number>;
  readonly words: Map<string, number>;
};

const typeOf = (value: unknown): JsonType => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'object' ? 'object' : (typeof value as JsonType);
};

const more = <K>(counts: Map<K, number>, key: K): void => void counts.set(key, (counts.get(key) ?? 0) + 1);

/** Words of a field are few; a field with more is text. */
const MOST_WORDS = 200;
const LONGEST_WORD = 40;

const isWord = (value: unknown): boolean =>
  (typeof value === 'string' && value.length <= LONGEST_WORD) ||
  typeof value === 'number' ||
  typeof value === 'boolean';

class Fields {
  readonly seen = new Map<string, Seen>();

  at(path: string): Seen {
    const known = this.seen.get(path);
    if (known) return known;
    const fresh: Seen = { parents: 0, filled: 0, types: new Map(), words: new Map() };
    this.seen.set(path, fresh);
    return fresh;
  }

  note(path: string, value: unknown): void {
    const seen = this.at(path);
    more(seen.types, typeOf(value));
    if (!isEmpty(value)) seen.filled += 1;
    if (isWord(value) && seen.words.size < MOST_WORDS) more(seen.words, String(value));
  }
}

/** The fields of one object and all below. */
const walk = (value: unknown, path: string, fields: Fields, parents: Map<string, number>): void => {
  if (Array.isArray(value)) {
    for (const each of value) {
      fields.note(`${path}[]`, each);
      walk(each, `${path}[]`, fields, parents);
    }
  } else if (typeof value === 'object' && value !== null) {
    more(parents, path);
    for (const [key, child] of Object.entries(value)) {
      const at = path === '' ? key : `${path}.${key}`;
      fields.note(at, child);
      walk(child, at, fields, parents);
    }
  }
};

const parentOf = (path: string): string => {
  const dot = path.lastIndexOf('.');
  return dot < 0 ? '' : path.slice(0, dot);
};

/** Personal fields show no words. */
const isPersonal = (targets: readonly string[]): boolean => targets.some((target) => target.startsWith('destination'));

const isUnder = (path: string, root: string): boolean =>
  path === root || path.startsWith(`${root}.`) || path.startsWith(`${root}[]`);

type Readings = {
  readonly of: (path: string) => MappedPath[];
  /** Read as a part of something kept whole, or named by an expression. */
  readonly isCovered: (path: string) => boolean;
};

const readingsOf = (mapping: Mapping): Readings => {
  const all = mappedPaths(mapping);
  const byPath = Map.groupBy(all, ({ path }) => path);
  const whole = all.filter(({ target }) => /^(lineA|a)ttributes/.test(target)).map(({ path }) => path);
  const expressions = expressionsOf(mapping).join('\n');
  return {
    of: (path) => byPath.get(path) ?? [],
    isCovered: (path) =>
      byPath.has(path) ||
      whole.some((root) => isUnder(path, root)) ||
      all.some((mapped) => isUnder(mapped.path, path) && mapped.path !== path) ||
      expressions.includes(path.replaceAll('[]', '')),
  };
};

const unseenWords = (readings: readonly MappedPath[], words: ReadonlyMap<string, number>): Record<string, number> => {
  const known = new Set(readings.flatMap(({ words: listed }) => listed ?? []));
  if (known.size === 0) return {};
  return Object.fromEntries([...words].filter(([word]) => word !== '' && !known.has(word)));
};

/** Null beside one type is a platform's "nothing yet". */
const drifts = (types: ReadonlyMap<JsonType, number>): boolean =>
  [...types.keys()].filter((type) => type !== 'null').length > 1;

type Cost = { readonly withProblem: Set<number>; readonly held: Set<number> };

/**
 * How well a mapping fits the payloads a channel really sends: add each payload with the problems its mapping reported, then ask
 * for the report. Pure bookkeeping; of personal fields no word is reported.
 */
export const startCheckup = (mapping: Mapping): Checkup => {
  const readings = readingsOf(mapping);
  const unwrap = compileUnwrap(mapping.unwrap);
  const fields = new Fields();
  const parents = new Map<string, number>();
  const examples = new Fields();
  for (const { payload } of mapping.examples) walk(unwrap(payload), '', examples, new Map());
  const costs = new Map<string, Cost>();
  let payloads = 0;

  const costOf = (target: string): Cost => {
    const known = costs.get(target) ?? { withProblem: new Set<number>(), held: new Set<number>() };
    costs.set(target, known);
    return known;
  };

  const filledTargets = (): ReadonlySet<string> =>
    new Set(
      [...fields.seen]
        .flatMap(([path, { filled }]) => (filled > 0 ? readings.of(path) : []))
        .map(({ target }) => target),
    );

  const gapOf = (
    path: string,
    { filled, types }: Seen,
    unseen: Record<string, number>,
    filledTargets: ReadonlySet<string>,
  ): Gap | null => {
    const mapped = readings.of(path);
    if (filled === 0 && mapped.some(({ target }) => isField(target) && !filledTargets.has(target))) return 'MISSING';
    if (Object.keys(unseen).length > 0) return 'UNSEEN_WORD';
    if (drifts(types)) return 'DRIFT';
    if (readings.isCovered(path)) return null;
    return examples.seen.has(path) ? 'UNMAPPED' : 'UNKNOWN';
  };

  const costFor = (path: string, targets: readonly string[]): FieldReport['orders'] => {
    const counted = [...costs].filter(([name]) => targets.includes(name) || name.split(' or ').includes(path));
    const orders = (which: keyof Cost): number => new Set(counted.flatMap(([, cost]) => [...cost[which]])).size;
    return { withProblem: orders('withProblem'), held: orders('held') };
  };

  const reportOn = (path: string, seen: Seen, filledTargets: ReadonlySet<string>): FieldReport => {
    const mapped = readings.of(path);
    const targets = [...new Set(mapped.map(({ target }) => target))];
    const unseen = isPersonal(targets) ? {} : unseenWords(mapped, seen.words);
    const possible = path.endsWith('[]')
      ? [...seen.types.values()].reduce((a, b) => a + b, 0)
      : parents.get(parentOf(path));
    return {
      field: path,
      coverage: possible ? seen.filled / possible : 0,
      types: Object.fromEntries(seen.types),
      mappedTo: targets,
      gap: gapOf(path, seen, unseen, filledTargets),
      unseenWords: unseen,
      orders: costFor(path, targets),
    };
  };

  return {
    add: (payload, problems) => {
      walk(unwrap(payload), '', fields, parents);
      for (const { field, target, hold } of problems)
        for (const name of [field, target]) {
          const cost = costOf(name);
          cost.withProblem.add(payloads);
          if (hold) cost.held.add(payloads);
        }
      payloads += 1;
    },
    report: () => {
      for (const { path } of mappedPaths(mapping)) if (path !== '') fields.at(path);
      const filled = filledTargets();
      return [...fields.seen]
        .map(([path, seen]) => reportOn(path, seen, filled))
        .sort((a, b) => rankOf(a.gap) - rankOf(b.gap) || (a.field < b.field ? -1 : 1));
    },
  };
};

/** A rule asks whether something is so; a field wants a value. */
const isField = (target: string): boolean => !['status', 'holds', 'lines.skip'].includes(target);

const rankOf = (gap: Gap | null): number => (gap === null ? GAPS.length : GAPS.indexOf(gap));
