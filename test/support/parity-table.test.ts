import { expect, test } from '@jest/globals';
import { namesTest, tablesOf } from './named-test.ts';

const [[, ...rows] = []] = tablesOf('docs/parity.md');

test('the table has its rows', () => {
  expect(rows.length).toBeGreaterThan(40);
});

test.each(rows.map(([what = '', , , , reference = '']) => [what, reference]))(
  '%s: the test that holds it exists',
  (_what, reference) => {
    expect([reference, namesTest(reference)]).toEqual([reference, true]);
  },
);
