import { expect, test } from '@jest/globals';
import { failuresOf, sayRound } from './round-result.js';

const passed = { status: 'passed', fullName: 'a' };
const failed = { status: 'failed', fullName: 'group b' };

function resultOf(...files: { name: string; status: string; assertionResults: object[] }[]) {
  const tests = files.flatMap(({ assertionResults }) => assertionResults);
  return {
    startTime: 1000,
    numTotalTestSuites: files.length,
    numTotalTests: tests.length,
    numFailedTests: tests.filter((each) => each === failed).length,
    testResults: files.map((file, index) => ({ ...file, endTime: 61_000 + index * 30_000 })),
  };
}

test('a round in which all passed', () => {
  const result = resultOf(
    { name: '/p/test/one.e2e.ts', status: 'passed', assertionResults: [passed, passed] },
    { name: '/p/test/two.e2e.ts', status: 'passed', assertionResults: [passed] },
  );
  expect(sayRound(result)).toBe('2 files, 3 tests in 1.5 min: all passed');
  expect(failuresOf(result, '/p')).toEqual([]);
});

test('tests that failed, and a file that had none to fail', () => {
  const result = resultOf(
    { name: '/p/test/one.e2e.ts', status: 'failed', assertionResults: [passed, failed] },
    { name: '/p/test/two.e2e.ts', status: 'failed', assertionResults: [] },
  );
  expect(sayRound(result)).toBe('2 files, 2 tests in 1.5 min: 1 failed, in 2 files');
  expect(failuresOf(result, '/p')).toEqual(['test/one.e2e.ts: group b', 'test/two.e2e.ts']);
});
