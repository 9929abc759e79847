/** docs/comparison.md: what it says of us has a test or a figure. */
import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tablesOf, type Table } from '../../docs/tables.ts';
import { namesTest } from './named-test.ts';
import { projectFolder } from './project.ts';

const tablesIn = (page: string) =>
  tablesOf(readFileSync(join(projectFolder(), page), 'utf8')).map(({ rows }) => rows);
const [compared = [], held = [], speed = []] = tablesIn('docs/comparison.md');
const [measured] = tablesOf(readFileSync(join(projectFolder(), 'docs/performance.md'), 'utf8'));
const names = (rows: Table['rows']) => rows.map(([what = '']) => what);

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
  const multiple = measured?.head.indexOf('÷ floor') ?? NaN;
  expect(speed.length).toBeGreaterThan(5);
  expect(speed.map(([name, ours]) => [name, ours])).toEqual(
    names(speed).map((name) => [
      name,
      measured?.rows.find(([title]) => title === name)?.[multiple],
    ]),
  );
});
