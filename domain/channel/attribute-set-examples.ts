import { fromEpochMillis } from '../time.ts';
import type { AttributeExample, AttributeSet } from './attribute-set.ts';
import { compileAttributeSet, type Described } from './compile-attribute-set.ts';
import { differencesIn, type ExampleResult } from './mapping-examples.ts';

/** `null` stands for "none of that name". */
const shown = (expect: Readonly<Record<string, unknown>>, actual: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.keys(expect).map((name) => [name, actual[name] ?? null]));

/** Runs an attribute set's own examples. */
export const runAttributeExamples = async (set: AttributeSet): Promise<ExampleResult[]> => {
  const { describe } = compileAttributeSet(set, '1');
  return set.examples.map(({ name, order, payload, linePayloads = {}, expect, problems }: AttributeExample) => {
    const given = { currency: 'CNY', saidAt: { lines: fromEpochMillis(0) }, ...order } as Described;
    const { attributes, problems: found } = describe(given, { order: payload, lines: Object.entries(linePayloads) });
    const targets = [...new Set(found.map(({ target }) => target))].sort();
    return {
      name,
      differences: [
        ...differencesIn(expect, shown(expect, attributes)),
        ...differencesIn([...problems].sort(), targets, 'problems'),
      ],
    };
  });
};
