import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from './project.ts';

/** Whether a file has a test of that title: as a whole string, without escapes. */
export function hasTest(file: string, title: string): boolean {
  const path = join(projectFolder(), file);
  if (!/\.(test|e2e)\.ts$/.test(file) || !existsSync(path)) return false;
  const source = readFileSync(path, 'utf8').replaceAll('\\', '');
  return ["'", '"', '`'].some((quote) => source.includes(`${quote}${title}${quote}`));
}

/** Whether a cell of a page, `job: ends a step …`, names a test of `test/job.e2e.ts`. */
export function namesTest(cell: string): boolean {
  const [file = '', ...title] = cell.replaceAll('\\', '').split(': ');
  return hasTest(`test/${file}.e2e.ts`, title.join(': '));
}
