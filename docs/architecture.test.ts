/** The page that says where things are names what is there, and leaves out no part of the hook. */
import { expect, test } from '@jest/globals';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const sources = join(root, 'packages/hooks/src');
const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');

/** Words in code that are paths of this repository, not of a machine. */
function pathsIn(markdown: string): string[] {
  const words = [...markdown.matchAll(/`([^`\n]+)`/g)].map(([, word = '']) => word);
  const paths = words.filter((word) => /^[a-z][\w.*-]*(\/|\.(ts|js|sh)$)[\w./*-]*$/.test(word));
  return [...new Set(paths.filter((path) => !path.startsWith('dist/')))];
}

/** `judge-*.ts` stands for one file or more. */
function isThere(path: string): boolean {
  if (!path.includes('*')) return existsSync(path);
  const [begin = '', end = ''] = basename(path).split('*');
  const names = existsSync(dirname(path)) ? readdirSync(dirname(path)) : [];
  return names.some((name) => name.startsWith(begin) && name.endsWith(end));
}

test('every path on the page is below packages/hooks/src or the root of the repository', () => {
  const missing = pathsIn(page)
    .filter((path) => ![sources, root].some((folder) => isThere(join(folder, path))))
    .map((path) => `${path} is not there: correct docs/architecture.md`);
  expect(missing).toEqual([]);
});

test('the page names every folder of the hook, and every file beside them', () => {
  const parts = readdirSync(sources, { withFileTypes: true })
    .filter(({ name }) => !name.endsWith('.test.ts'))
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
  const named = new Set(pathsIn(page).flatMap((path) => [path, path.replace(/\/.*$/, '/')]));
  const missing = parts
    .filter((part) => !named.has(part))
    .map((part) => `${part} has no word: say in docs/architecture.md what it is for`);
  expect(missing).toEqual([]);
});

test('paths are found in code, and words of a machine or a program are none', () => {
  const text =
    '`docker/args.ts` and `policy/judge-*.ts`, `cli/`, `build.js`; `/proc`, `DOCKER_HOST`';
  const others = '`docker pull`, `image:`, `dist/index.js`, `::error::`, config.ts';
  expect(pathsIn(`${text}, ${others}`)).toEqual([
    'docker/args.ts',
    'policy/judge-*.ts',
    'cli/',
    'build.js',
  ]);
});
