export type Read = (source: unknown) => unknown;

/** What platforms send for "nothing". */
export const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';

/** Nothing to speak of: empty, `false`, 0, or an object or list without content. */
export const isAbsent = (value: unknown): boolean => {
  if (isEmpty(value) || value === false || value === 0 || value === '0') return true;
  return typeof value === 'object' && Object.keys(value as object).length === 0;
};

type Every = { readonly having: string; readonly word: string };
type Step = { readonly key: string } | { readonly index: number } | Every | 'EACH';

const stepsOf = (path: string): Step[] =>
  Array.from(path.matchAll(/\[(\d*)\]|\[(\w+)=([^\]]*)\]|[^.[\]]+/g), ([token, index, having, word = '']): Step => {
    if (having !== undefined) return { having, word };
    if (index === undefined) return { key: token };
    return index === '' ? 'EACH' : { index: Number(index) };
  });

const isMany = (step: Step): step is Every | 'EACH' => step === 'EACH' || 'having' in step;

const child = (source: unknown, step: Exclude<Step, Every | 'EACH'>): unknown => {
  if (typeof source !== 'object' || source === null) return undefined;
  return 'key' in step ? (source as Record<string, unknown>)[step.key] : (source as readonly unknown[])[step.index];
};

const follow = (source: unknown, steps: readonly Step[], at: number): unknown => {
  let value = source;
  for (let index = at; index < steps.length; index += 1) {
    const step = steps[index] as Step;
    if (isMany(step)) {
      if (!Array.isArray(value)) return undefined;
      const chosen =
        step === 'EACH' ? value : value.filter((each) => String(child(each, { key: step.having })) === step.word);
      return chosen.flatMap((each) => follow(each, steps, index + 1)).filter((each) => !isEmpty(each));
    }
    value = child(value, step);
    if (value === undefined || value === null) return undefined;
  }
  return value;
};

/** A path made into a function once; a path through `[]` or `[key=word]` gives an array. */
export const compilePath = (path: string): Read => {
  const steps = stepsOf(path);
  const [only] = steps;
  if (steps.length === 1 && only !== undefined && !isMany(only)) return (source) => child(source, only);
  return (source) => follow(source, steps, 0);
};

/** The first of several paths that holds something. */
export const compilePaths = (paths: string | readonly string[]): Read => {
  const reads = (typeof paths === 'string' ? [paths] : paths).map(compilePath);
  const [only] = reads;
  if (reads.length === 1 && only) return only;
  return (source) => {
    for (const read of reads) {
      const value = read(source);
      if (!isEmpty(value)) return value;
    }
    return undefined;
  };
};

/** The way a field is named in messages. */
export const pathText = (paths: string | readonly string[]): string =>
  typeof paths === 'string' ? paths : paths.join(' or ');
