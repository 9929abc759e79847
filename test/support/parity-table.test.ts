import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sectionsOf } from '../../docs/tables.ts';
import { namesTest } from './named-test.ts';
import { projectFolder } from './project.ts';

const page = readFileSync(join(projectFolder(), 'docs/parity.md'), 'utf8');
const rows = sectionsOf(page).flatMap((section) => section.rows);

test('the table has its rows', () => {
  expect(rows.length).toBeGreaterThan(40);
});

test.each(rows.map(([what = '', , , , reference = '']) => [what, reference]))(
  '%s: the test that holds it exists',
  (_what, reference) => {
    expect([reference, namesTest(reference)]).toEqual([reference, true]);
  },
);
