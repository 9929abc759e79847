import { describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sectionsOf } from '../../docs/tables.ts';
import { hasTest } from './named-test.ts';
import { projectFolder } from './project.ts';

const page = readFileSync(join(projectFolder(), 'docs/security.md'), 'utf8');

/** Sections with a table: their title, and of each row the promise and the tests that hold it. */
const sections = sectionsOf(page)
  .slice(1)
  .map(({ title, rows }) => ({
    title,
    rows: rows.map(([promise = '', tests = '']) => ({ promise, tests: tests.split('<br>') })),
  }));

test('there are promises against each of them', () => {
  expect(sections.map(({ title }) => title)).toEqual([
    'The workflow author',
    'The image author',
    'Other tenants of the machine',
    'The network',
    'The supply chain',
  ]);
  for (const { title, rows } of sections) expect([title, rows.length > 5]).toEqual([title, true]);
});

describe.each(sections)('$title', ({ rows }) => {
  test.each(rows)('$promise: the tests that hold it exist', ({ tests }) => {
    for (const reference of tests) {
      const [, file = '', title = ''] =
        /^`([^`]+)`: (.+)$/.exec(reference.replaceAll('\\', '')) ?? [];
      expect([reference, hasTest(file, title)]).toEqual([reference, true]);
    }
  });
});

test('a test that is not there would be noticed', () => {
  const [, file = ''] = /`([^`]+)`/.exec(sections[0]?.rows[0]?.tests[0] ?? '') ?? [];
  expect(existsSync(join(projectFolder(), file))).toBe(true);
  expect(hasTest(file, 'none of it touched')).toBe(false);
  expect(hasTest('test/none.e2e.ts', 'none of it touched a docker client on the host')).toBe(false);
});
