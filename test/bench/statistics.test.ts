import { expect, test } from '@jest/globals';
import { median, spreadOf } from './statistics.ts';

test('the spread of values in any order', () => {
  const values = [5, 1, 11, 3, 7, 9, 2, 4, 6, 8, 10];
  expect(spreadOf(values)).toEqual({ median: 6, p10: 2, p90: 10 });
});

test('between two values where none is at the place', () => {
  expect(median([1, 2])).toBe(1.5);
  expect(spreadOf([0, 100]).p90).toBeCloseTo(90);
});

test('one value is its own spread', () => {
  expect(spreadOf([7])).toEqual({ median: 7, p10: 7, p90: 7 });
});
