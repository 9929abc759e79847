/** Every page: what its relative links name is in this repository, and so is the heading. */
import { expect, test } from '@jest/globals';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { headingAnchors, relativeLinks } from './links.ts';

const root = join(import.meta.dirname, '..');
const ignored = ['node_modules', 'dist', '.git'];

function pagesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ignored.includes(entry.name) ? [] : pagesBelow(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

function problemOf(page: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(target)) return 'is not there';
  if (anchor === undefined) return undefined;
  const found = headingAnchors(readFileSync(target, 'utf8')).includes(anchor);
  return found ? undefined : 'has no such heading';
}

const pages = pagesBelow(root).map((page) => relative(root, page));

test.each(pages)('%s: its links lead somewhere', (name) => {
  const page = join(root, name);
  const problems = relativeLinks(readFileSync(page, 'utf8'))
    .map((link) => `${link} ${problemOf(page, link) ?? ''}`)
    .filter((line) => !line.endsWith(' '));
  expect(problems).toEqual([]);
});

test('links are found wherever they stand, but not in code', () => {
  const text =
    '[a](b.md) and [two\nlines](c.md#d "title"), `[no](x.md)`, [web](https://e.org), [f]\n\n' +
    '```md\n[no](y.md)\n```\n\n[f]: g.md\n';
  expect(relativeLinks(text)).toEqual(['b.md', 'c.md#d', 'g.md']);
});

test('anchors are those that GitHub makes of headings', () => {
  const text = '# What `a.b` is, and [why](x.md)\n## Twice\n```sh\n# no heading\n```\n## Twice\n';
  expect(headingAnchors(text)).toEqual(['what-ab-is-and-why', 'twice', 'twice-1']);
});
