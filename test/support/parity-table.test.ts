import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from './project.ts';

const page = readFileSync(join(projectFolder(), 'docs/parity.md'), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .slice(2)
  .map((line) => line.split('|').map((cell) => cell.trim()));

/** Titles as they stand in the source, without its quotes and escapes. */
function titlesIn(file: string): string {
  return readFileSync(join(projectFolder(), `test/${file}.e2e.ts`), 'utf8').replaceAll('\\', '');
}

test('the table has its rows', () => {
  expect(rows.length).toBeGreaterThan(40);
});

test.each(rows.map((cells) => [cells[1] ?? '', cells[5] ?? '']))(
  '%s: the test that holds it exists',
  (_what, reference) => {
    const [file = '', ...title] = reference.replaceAll('\\', '').split(': ');
    expect(titlesIn(file)).toContain(title.join(': '));
  },
);
