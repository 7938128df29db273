import { fromEpochMillis } from '../time.ts';
import { compileMapping } from './compile-mapping.ts';
import { compileChecksOf } from './history-checks.ts';
import { asHistory } from './history-order.ts';
import type { HistorySource } from './history-source.ts';
import type { Example } from './mapping.ts';
import { differencesIn, type ExampleResult } from './mapping-examples.ts';

const EPOCH = fromEpochMillis(0);

/** Runs a source's own examples: joined orders, checked and mapped as an import does it. */
export const runHistoryExamples = async (source: HistorySource): Promise<ExampleResult[]> => {
  const { normalize } = compileMapping(source.mapping);
  const checksOf = compileChecksOf(source);
  const run = async ({ name, payload, expect, problems }: Example): Promise<ExampleResult> => {
    const joined = { ...(payload as object), checks: checksOf(payload) };
    const { order, problems: found } = asHistory(await normalize(joined, { shopId: '', receivedAt: EPOCH }));
    const targets = [...new Set(found.map(({ target }) => target))].sort();
    return {
      name,
      differences: [...differencesIn(expect, order), ...differencesIn([...problems].sort(), targets, 'problems')],
    };
  };
  return Promise.all(source.examples.map(run));
};
