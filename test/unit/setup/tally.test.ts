import { tallyOfJest, total } from '../../../bin/checks/tally.ts';

const suite = (status: string, assertions: number, message = '') => ({
  name: 'some.test.ts',
  status,
  message,
  assertionResults: Array.from({ length: assertions }, () => ({})),
});

describe('tally', () => {
  it('counts tests as jest does', () => {
    const tally = tallyOfJest({ numPassedTests: 3, numFailedTests: 0, testResults: [suite('passed', 3)] });
    expect(tally).toEqual({ passed: 3, failed: 0, report: '' });
  });

  it('counts a suite that could not run as a failure', () => {
    const testResults = [suite('passed', 3), suite('failed', 0, 'SyntaxError')];
    expect(tallyOfJest({ numPassedTests: 3, numFailedTests: 0, testResults })).toMatchObject({ passed: 3, failed: 1 });
  });

  it('does not count a suite with failed tests twice', () => {
    const testResults = [suite('failed', 2, 'expected 1')];
    expect(tallyOfJest({ numPassedTests: 1, numFailedTests: 1, testResults })).toEqual({
      passed: 1,
      failed: 1,
      report: 'some.test.ts\nexpected 1',
    });
  });

  it('adds up, and leaves out reports that say nothing', () => {
    expect(
      total([
        { passed: 1, failed: 0, report: '' },
        { passed: 2, failed: 1, report: 'bad' },
      ]),
    ).toEqual({ passed: 3, failed: 1, report: 'bad' });
  });
});
