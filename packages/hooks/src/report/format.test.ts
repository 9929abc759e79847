import { expect, test } from '@jest/globals';
import { count, duration, moment, percent, roundPercent } from './format.ts';

test.each([
  [0, '0 ms'],
  [340.4, '340 ms'],
  [999, '999 ms'],
  [999.6, '1.0 s'],
  [4130, '4.1 s'],
  [99_949, '99.9 s'],
  [99_950, '1 min 40 s'],
  [200_000, '3 min 20 s'],
  [3_599_400, '59 min 59 s'],
  [3_599_600, '1 h 00 min'],
  [7_500_000, '2 h 05 min'],
])('tells %d ms as %s', (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});

test('tells shares, moments and numbers of things', () => {
  expect(percent(0.99835)).toBe('99.83 %');
  expect([0.98, 0.995].map(roundPercent)).toEqual(['98 %', '99.5 %']);
  expect(moment('2026-01-31T09:30:59.000Z')).toBe('2026-01-31 09:30 UTC');
  expect([count(1, 'job'), count(12_034, 'job')]).toEqual(['1 job', '12,034 jobs']);
});
