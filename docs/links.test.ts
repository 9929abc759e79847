/** Every page: what its relative links name is in this repository, and so is the heading. */
import { expect, test } from '@jest/globals';
import { headingAnchors, relativeLinks } from './links.ts';
import { pages, pagesLinkedFrom, problemOf, textOf } from './pages.ts';

test.each(pages)('%s: its links lead somewhere', (page) => {
  const problems = relativeLinks(textOf(page))
    .map((link) => `${link} ${problemOf(page, link) ?? ''}`)
    .filter((line) => !line.endsWith(' '));
  expect(problems).toEqual([]);
});

test('the index of all pages has each that is no part of another: link it in docs/README.md', () => {
  const indexed = pagesLinkedFrom('docs/README.md');
  const missing = pages.filter((page) => !indexed.includes(page) && !isPart(page));
  expect(missing).toEqual(['docs/README.md']);
});

/** A page of a folder with a README is found there. */
const isPart = (page: string) => /^docs\/(deployment|recipes)\/(?!README)/.test(page);

test('every page can be reached from the README: link it from a page that is', () => {
  const reached = new Set(['README.md']);
  for (const page of reached) for (const next of pagesLinkedFrom(page)) reached.add(next);
  expect(pages.filter((page) => !reached.has(page))).toEqual([]);
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
