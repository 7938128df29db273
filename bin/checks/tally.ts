/** What a check came to: how many things it looked at, and what to read when one is not right. */
export type Tally = { readonly passed: number; readonly failed: number; readonly report: string };

export const total = (tallies: readonly Tally[]): Tally => ({
  passed: tallies.reduce((sum, { passed }) => sum + passed, 0),
  failed: tallies.reduce((sum, { failed }) => sum + failed, 0),
  report: tallies
    .map(({ report }) => report)
    .filter((report) => report !== '')
    .join('\n'),
});

type JestSuite = {
  readonly name: string;
  readonly message: string;
  readonly assertionResults: readonly unknown[];
  readonly status: string;
};
export type JestResult = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly JestSuite[];
};

/** A suite that could not run has no failed test, and yet it failed. */
const isBroken = ({ status, assertionResults }: JestSuite): boolean =>
  status === 'failed' && assertionResults.length === 0;

export const tallyOfJest = ({ numPassedTests, numFailedTests, testResults }: JestResult): Tally => ({
  passed: numPassedTests,
  failed: numFailedTests + testResults.filter(isBroken).length,
  report: testResults
    .filter(({ status }) => status === 'failed')
    .map(({ name, message }) => `${name}\n${message}`)
    .join('\n'),
});
