import type { Condition } from './mapping.ts';
import { compilePaths, isAbsent } from './mapping-path.ts';

const YES_NO: Readonly<Record<string, string>> = { '1': 'true', '0': 'false' };

/** A value as the text that it is compared by. Where yes and no are asked for, 1 and 0 say the same. */
export const wordFor = (words: ReadonlySet<string>): ((value: unknown) => string) => {
  const asksYesNo = words.has('true') || words.has('false');
  return (value) => {
    const word = String(value);
    return asksYesNo && !words.has(word) ? (YES_NO[word] ?? word) : word;
  };
};

/** All conditions hold. */
export const compileConditions = (conditions: readonly Condition[]): ((source: unknown) => boolean) => {
  const tests = conditions.map(({ path, in: among, notIn, present, lists, contains, lacks }) => {
    const read = compilePaths(path);
    const accepted = among && new Set(among);
    const refused = notIn && new Set(notIn);
    const wordOf = wordFor(new Set([...(among ?? []), ...(notIn ?? [])]));
    const listed = lists === undefined ? null : new Set([lists].flat());
    return (source: unknown): boolean => {
      const value = read(source);
      const word = wordOf(value);
      return (
        (present === undefined || present === !isAbsent(value)) &&
        (!accepted || accepted.has(word)) &&
        !refused?.has(word) &&
        (!listed || word.split(',').some((each) => listed.has(each.trim()))) &&
        (contains === undefined || word.includes(contains)) &&
        (lacks === undefined || !word.includes(lacks))
      );
    };
  });
  return (source) => tests.every((test) => test(source));
};

/** All conditions of the list hold, or all of one of several lists; none of an empty one. */
export const compileAnyOf = (
  lists: readonly Condition[] | readonly (readonly Condition[])[],
): ((source: unknown) => boolean) => {
  const several = lists.every((each) => Array.isArray(each)) ? lists : [lists];
  const tests = (several as readonly (readonly Condition[])[]).map(compileConditions);
  return (source) => tests.some((test) => test(source));
};
