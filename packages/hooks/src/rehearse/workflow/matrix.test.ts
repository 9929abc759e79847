import { expect, test } from '@jest/globals';
import { fromJson, type Values } from '../expressions/value.ts';
import { combinationsOf, describeCombination, fits } from './matrix.ts';

const combine = (matrix: object) =>
  combinationsOf(fromJson(matrix) as Values).map((combination) => describeCombination(combination));

test.each([
  [{ os: ['a', 'b'] }, ['os: a', 'os: b']],
  [
    { os: ['a', 'b'], node: [18, 20] },
    ['os: a, node: 18', 'os: a, node: 20', 'os: b, node: 18', 'os: b, node: 20'],
  ],
  [
    { os: ['a', 'b'], node: [18, 20], exclude: [{ os: 'a' }] },
    ['os: b, node: 18', 'os: b, node: 20'],
  ],
  [{ os: ['a', 'b'], exclude: [{ os: 'a', node: 1 }] }, ['os: a', 'os: b']],
  [{ include: [{ os: 'a' }, { os: 'b', node: 1 }] }, ['os: a', 'os: b, node: 1']],
  // The example of GitHub's documentation.
  [
    {
      fruit: ['apple', 'pear'],
      animal: ['cat', 'dog'],
      include: [
        { color: 'green' },
        { color: 'pink', animal: 'cat' },
        { fruit: 'apple', shape: 'circle' },
        { fruit: 'banana' },
        { fruit: 'banana', animal: 'cat' },
      ],
    },
    [
      'fruit: apple, animal: cat, color: pink, shape: circle',
      'fruit: apple, animal: dog, color: green, shape: circle',
      'fruit: pear, animal: cat, color: pink',
      'fruit: pear, animal: dog, color: green',
      'fruit: banana',
      'fruit: banana, animal: cat',
    ],
  ],
  [{ config: [{ a: [1] }] }, ['config: {a: [1]}']],
  [{}, []],
])('the matrix %j has the combinations %j', (matrix, combinations) => {
  expect(combine(matrix)).toEqual(combinations);
});

test('makes no more combinations than GitHub does', () => {
  const list = Array.from({ length: 100 }, (_, index) => index);
  expect(combine({ a: list, b: list, c: list, d: list })).toHaveLength(256);
});

test('compares with values from a command line', () => {
  const combination = fromJson({ node: 20, os: 'a' }) as Values;
  expect(fits(combination, new Map([['node', '20']]))).toBe(true);
  expect(fits(combination, new Map([['node', '2']]))).toBe(false);
  expect(fits(combination, new Map([['nod', '20']]))).toBe(false);
});
