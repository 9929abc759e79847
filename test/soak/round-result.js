import { relative } from 'node:path';

/** A round in a few words, from what jest reports (`--json`). */
export function sayRound(result) {
  const { numTotalTestSuites, numTotalTests, numFailedTests, testResults } = result;
  const ends = testResults.map(({ endTime }) => endTime);
  const minutes = (Math.max(...ends) - result.startTime) / 60_000;
  const failed = testResults.filter(({ status }) => status === 'failed').length;
  const what = `${numTotalTestSuites} files, ${numTotalTests} tests in ${minutes.toFixed(1)} min`;
  return failed === 0
    ? `${what}: all passed`
    : `${what}: ${numFailedTests} failed, in ${failed} ${failed === 1 ? 'file' : 'files'}`;
}

/** Each test that failed, or a file that did not come as far as its tests. */
export function failuresOf({ testResults }, root) {
  return testResults
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name, assertionResults }) => {
      const file = relative(root, name);
      const failed = assertionResults.filter(({ status }) => status === 'failed');
      return failed.length === 0 ? [file] : failed.map(({ fullName }) => `${file}: ${fullName}`);
    });
}
