/** docs/comparison.md: what it says of us has a test or a figure. */
import { expect, test } from '@jest/globals';
import { namesTest, tablesOf } from './named-test.ts';

const [[, ...compared] = [], [, ...held] = [], [, ...speed] = []] = tablesOf('docs/comparison.md');
const [[head = [], ...cases] = []] = tablesOf('docs/performance.md');
const names = (rows: readonly string[][]) => rows.map(([what = '']) => what);

test('every row has what holds our cell, in the same order', () => {
  expect(compared.length).toBeGreaterThan(10);
  expect(names(held)).toEqual(names(compared));
});

test.each(held.map(([what = '', reference = '']) => [what, reference]))(
  '%s: the test that holds it exists, or it is a no',
  (what, reference) => {
    const ours = compared.find(([name]) => name === what)?.[1];
    if (reference === 'a limit, not a promise') expect(ours).toBe('no');
    else expect([reference, namesTest(reference)]).toEqual([reference, true]);
  },
);

test('our multiples of the floor are those of docs/performance.md: after a new bench, copy them', () => {
  const multiple = head.indexOf('÷ floor');
  expect(speed.length).toBeGreaterThan(5);
  expect(speed.map(([name, ours]) => [name, ours])).toEqual(
    names(speed).map((name) => [name, cases.find(([title]) => title === name)?.[multiple]]),
  );
});
