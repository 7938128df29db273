import { fromEpochMillis } from '../time.ts';
import { compileMapping } from './compile-mapping.ts';
import type { Example, Mapping } from './mapping.ts';

export type ExampleResult = { readonly name: string; readonly differences: readonly string[] };

/** Where a value differs from the part of it that is expected; arrays are compared whole, objects by the named keys. */
export const differencesIn = (expected: unknown, actual: unknown, path = ''): string[] => {
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length)
      return [`${path}: expected ${expected.length} elements, got ${JSON.stringify(actual)}`];
    return expected.flatMap((each, index) => differencesIn(each, actual[index], `${path}[${index}]`));
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null)
      return [`${path}: expected an object, got ${JSON.stringify(actual)}`];
    return Object.entries(expected).flatMap(([key, value]) =>
      differencesIn(value, (actual as Record<string, unknown>)[key], path === '' ? key : `${path}.${key}`),
    );
  }
  return Object.is(expected, actual)
    ? []
    : [`${path}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`];
};

const EPOCH = fromEpochMillis(0);

/** Runs a mapping's own examples: the tests a document carries, for the unit suite and the workbench alike. */
export const runExamples = async (mapping: Mapping): Promise<ExampleResult[]> => {
  const { normalize } = compileMapping(mapping);
  const run = async ({ name, payload, expect, problems }: Example): Promise<ExampleResult> => {
    const { order, problems: found } = await normalize(payload, { shopId: '', receivedAt: EPOCH });
    const targets = [...new Set(found.map(({ target }) => target))].sort();
    return {
      name,
      differences: [...differencesIn(expect, order), ...differencesIn([...problems].sort(), targets, 'problems')],
    };
  };
  return Promise.all(mapping.examples.map(run));
};
