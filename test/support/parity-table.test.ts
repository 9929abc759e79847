import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sectionsOf } from '../../docs/tables.ts';
import { projectFolder } from './project.ts';

const page = readFileSync(join(projectFolder(), 'docs/parity.md'), 'utf8');
const rows = sectionsOf(page).flatMap((section) => section.rows);

/** Titles as they stand in the source, without its quotes and escapes. */
function titlesIn(file: string): string {
  return readFileSync(join(projectFolder(), `test/${file}.e2e.ts`), 'utf8').replaceAll('\\', '');
}

test('the table has its rows', () => {
  expect(rows.length).toBeGreaterThan(40);
});

test.each(rows.map((cells) => [cells[0] ?? '', cells[4] ?? '']))(
  '%s: the test that holds it exists',
  (_what, reference) => {
    const [file = '', ...title] = reference.replaceAll('\\', '').split(': ');
    expect(titlesIn(file)).toContain(title.join(': '));
  },
);
