import {
  countPayload,
  countProblems,
  coverageOf,
  type FieldCount,
  type FieldCounts,
  isProblemOf,
  type JsonType,
  mergeCounts,
  noCounts,
  type WordFields,
} from './field-counts.ts';
import type { Mapping } from './mapping.ts';
import type { MappingProblem } from './mapping-notes.ts';
import { expressionsOf, type MappedPath, mappedPaths } from './mapping-paths.ts';
import { compileUnwrap } from './mapping-unwrap.ts';

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
   * MISSING: read by the mapping, filled in no payload, nor is any other place that its target may be read from. UNSEEN_WORD: a word no
   * rule knows. DRIFT: several types, or others than before. UNKNOWN: neither mapped nor in any example of the mapping: perhaps new at
   * the platform. UNMAPPED: known, and not read.
   */
  readonly gap: Gap | null;
  /** Words no table or rule of the mapping knows, with how often; without personal fields. */
  readonly unseenWords: Readonly<Record<string, number>>;
  /** Orders with a problem in this field, and those held for it: what the gap cost. */
  readonly orders: { readonly withProblem: number; readonly held: number };
};

/** Personal fields show no words. */
const isPersonal = (target: string): boolean => target.startsWith('destination');

const isUnder = (path: string, root: string): boolean =>
  path === root || path.startsWith(`${root}.`) || path.startsWith(`${root}[]`);

type Readings = {
  readonly all: readonly MappedPath[];
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
    all,
    of: (path) => byPath.get(path) ?? [],
    isCovered: (path) =>
      byPath.has(path) ||
      whole.some((root) => isUnder(path, root)) ||
      all.some((mapped) => isUnder(mapped.path, path) && mapped.path !== path) ||
      expressions.includes(path.replaceAll('[]', '')),
  };
};

/** The fields whose every word the mapping knows; personal ones are never among them. */
const wordFieldsOf = ({ all, of }: Readings): WordFields =>
  new Set(
    all
      .filter(({ path, words }) => words !== null && !of(path).some(({ target }) => isPersonal(target)))
      .map(({ path }) => path),
  );

const unseenWords = (readings: readonly MappedPath[], { words }: FieldCount): Record<string, number> => {
  const known = new Set(readings.flatMap(({ words: listed }) => listed ?? []));
  if (known.size === 0) return {};
  return Object.fromEntries(Object.entries(words).filter(([word]) => !known.has(word)));
};

/** Null beside one type is a platform's "nothing yet". */
const kindsIn = (types: FieldCount['types']): string[] => Object.keys(types).filter((type) => type !== 'null');

/** Several types, or one that was not there before. */
export const drifts = (now: FieldCount['types'], before: FieldCount['types'] = {}): boolean => {
  const known = kindsIn(before);
  return kindsIn(now).length > 1 || (known.length > 0 && kindsIn(now).some((type) => !known.includes(type)));
};

/** A rule asks whether something is so; a field wants a value. */
const isField = (target: string): boolean => !['status', 'holds', 'lines.skip'].includes(target);

const rankOf = (gap: Gap | null): number => (gap === null ? GAPS.length : GAPS.indexOf(gap));

const NOTHING: FieldCount = { filled: 0, types: {}, words: {} };

/** How well a mapping fits payloads, from counts of them. */
export type CheckupReader = {
  /** Adds a payload, with the problems its mapping reported, to the counts. */
  readonly add: (counts: FieldCounts, payload: unknown, problems: readonly MappingProblem[]) => void;
  /** @param before counts of an earlier time: what was of one type then and is of another now has drifted */
  readonly report: (counts: FieldCounts, before?: FieldCounts) => FieldReport[];
};

/** Pure bookkeeping over a mapping document; of personal fields no word is kept or reported. */
export const checkupReader = (mapping: Mapping): CheckupReader => {
  const readings = readingsOf(mapping);
  const worded = wordFieldsOf(readings);
  const unwrap = compileUnwrap(mapping.unwrap);
  const examples = noCounts();
  for (const { payload } of mapping.examples) countPayload(examples, unwrap(payload), worded);

  const gapOf = (
    path: string,
    count: FieldCount,
    before: FieldCount | undefined,
    filled: ReadonlySet<string>,
  ): Gap | null => {
    const mapped = readings.of(path);
    if (count.filled === 0 && mapped.some(({ target }) => isField(target) && !filled.has(target))) return 'MISSING';
    if (Object.keys(unseenWords(mapped, count)).length > 0) return 'UNSEEN_WORD';
    if (drifts(count.types, before?.types)) return 'DRIFT';
    if (readings.isCovered(path)) return null;
    return path in examples.fields ? 'UNMAPPED' : 'UNKNOWN';
  };

  const costFor = ({ problems }: FieldCounts, path: string, hasUnseenWord: boolean): FieldReport['orders'] => {
    const found = Object.entries(problems).filter(([name]) => isProblemOf(name, path, hasUnseenWord));
    const sum = (which: 'flagged' | 'held'): number => found.reduce((total, [, each]) => total + each[which], 0);
    return { withProblem: sum('flagged'), held: sum('held') };
  };

  const filledTargets = ({ fields }: FieldCounts): ReadonlySet<string> =>
    new Set(
      Object.entries(fields).flatMap(([path, { filled }]) =>
        filled > 0 ? readings.of(path).map(({ target }) => target) : [],
      ),
    );

  return {
    add: (counts, payload, problems) => {
      countPayload(counts, unwrap(payload), worded);
      countProblems(counts, problems);
    },
    report: (counts, before) => {
      const filled = filledTargets(counts);
      const mapped = readings.all.map(({ path }) => path).filter((path) => path !== '');
      const reportOn = (path: string): FieldReport => {
        const count = counts.fields[path] ?? NOTHING;
        const targets = [...new Set(readings.of(path).map(({ target }) => target))];
        const unseen = unseenWords(readings.of(path), count);
        return {
          field: path,
          coverage: coverageOf(counts, path) ?? 0,
          types: count.types,
          mappedTo: targets,
          gap: gapOf(path, count, before?.fields[path], filled),
          unseenWords: unseen,
          orders: costFor(counts, path, Object.keys(unseen).length > 0),
        };
      };
      return [...new Set([...Object.keys(counts.fields), ...mapped])]
        .map(reportOn)
        .sort((a, b) => rankOf(a.gap) - rankOf(b.gap) || (a.field < b.field ? -1 : 1));
    },
  };
};

export type Checkup = {
  readonly add: (payload: unknown, problems: readonly MappingProblem[]) => void;
  readonly report: () => FieldReport[];
  /** The payloads in the order they came, in at most so many parts of the same size. */
  readonly parts: () => readonly FieldCounts[];
};

const MOST_PARTS = 48;

/** A check-up of payloads that come one after another. */
export const startCheckup = (mapping: Mapping): Checkup => {
  const reader = checkupReader(mapping);
  let parts: FieldCounts[] = [];
  let partSize = 1;

  const current = (): FieldCounts => {
    const last = parts.at(-1);
    if (last && last.payloads < partSize) return last;
    if (parts.length === MOST_PARTS) {
      partSize *= 2;
      parts = parts.flatMap((part, index) =>
        index % 2 === 0 ? [mergeCounts([part, parts[index + 1] ?? noCounts()])] : [],
      );
    }
    const fresh = noCounts();
    parts.push(fresh);
    return fresh;
  };

  return {
    add: (payload, problems) => reader.add(current(), payload, problems),
    report: () => reader.report(mergeCounts(parts)),
    parts: () => parts,
  };
};
