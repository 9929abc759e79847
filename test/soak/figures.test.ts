import { expect, test } from '@jest/globals';
import { asMarkdown, asText, sumUp, tableOf } from './figures.js';

const lines = [
  { subject: 'registry', faults: 2, survived: 1 },
  { subject: 'fuzz', inputs: 9_990, leaks: 0 },
  { subject: 'registry', faults: 1, survived: 1 },
  { subject: 'fuzz', inputs: 10 },
]
  .map((line) => `${JSON.stringify(line)}\n`)
  .join('');

test('sums up by subject, and leaves out what a subject does not count', () => {
  expect(sumUp(lines)).toEqual({
    fuzz: { inputs: 10_000, leaks: 0 },
    registry: { faults: 3, survived: 2 },
  });
  expect(sumUp('')).toEqual({});
});

test('shows a table with totals', () => {
  expect(asText(tableOf(sumUp(lines)))).toBe(
    [
      'what      faults injected  survived  inputs tried  jobs  leaks found',
      'fuzz                                       10,000                  0',
      'registry                3         2',
      'all                     3         2        10,000                  0',
    ].join('\n'),
  );
  expect(asMarkdown(tableOf(sumUp(lines))).split('\n')[1]).toBe(
    '| -------- | --------------: | -------: | -----------: | ---: | ----------: |',
  );
});
