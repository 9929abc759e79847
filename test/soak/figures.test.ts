import { expect, test } from '@jest/globals';
import { asMarkdown, asText, countsOf, readCounts, sumUp, tableOf } from './figures.js';

const counts = [
  { subject: 'registry', suite: 'one.e2e.ts', faults: 2, survived: 1 },
  { subject: 'fuzz', suite: 'two.test.ts', inputs: 9_990, leaks: 0 },
  { subject: 'registry', suite: 'three.e2e.ts', faults: 1, survived: 1 },
  { subject: 'fuzz', suite: 'two.test.ts', inputs: 10 },
];
const sums = {
  fuzz: { inputs: 10_000, leaks: 0 },
  registry: { faults: 3, survived: 2 },
};

test('reads lines, sums up by subject, and leaves out what a subject does not count', () => {
  const lines = counts.map((count) => `${JSON.stringify(count)}\n`).join('');
  expect(readCounts(lines)).toEqual(counts);
  expect(readCounts('')).toEqual([]);
  expect(sumUp(counts)).toEqual(sums);
  expect(sumUp([...countsOf(sums), ...counts])).toEqual({
    fuzz: { inputs: 20_000, leaks: 0 },
    registry: { faults: 6, survived: 4 },
  });
});

test('shows a table with totals', () => {
  expect(asText(tableOf(sums))).toBe(
    [
      'what      faults injected  survived  inputs tried  jobs  leaks found',
      'fuzz                                       10,000                  0',
      'registry                3         2',
      'all                     3         2        10,000                  0',
    ].join('\n'),
  );
  expect(asMarkdown(tableOf(sums)).split('\n')[1]).toBe(
    '| -------- | --------------: | -------: | -----------: | ---: | ----------: |',
  );
});
