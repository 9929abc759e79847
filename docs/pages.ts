/** The pages of the repository, by their paths in it. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { headingAnchors, relativeLinks } from './links.ts';

export const root = join(import.meta.dirname, '..');

export const textOf = (page: string) => readFileSync(join(root, page), 'utf8');

/** Changelogs are lerna's, made at a release. */
const ignored = ['node_modules', 'dist', '.git', 'CHANGELOG.md'];

function pagesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (ignored.includes(entry.name)) return [];
    if (entry.isDirectory()) return pagesBelow(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

export const pages = pagesBelow(root)
  .map((page) => relative(root, page))
  .sort();

/** What is wrong with a link of a page; undefined when it leads somewhere. */
export function problemOf(page: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(root, target))) return 'is not there';
  if (anchor === undefined) return undefined;
  const found = headingAnchors(textOf(target)).includes(anchor);
  return found ? undefined : 'has no such heading';
}

/** The pages that a page links to; a link to a folder shows those in it. */
export function pagesLinkedFrom(page: string): string[] {
  const targets = relativeLinks(textOf(page))
    .map((link) => link.split('#')[0] ?? '')
    .map((path) => (path === '' ? page : join(dirname(page), path)));
  return targets.flatMap((target) => {
    const isFolder = statSync(join(root, target), { throwIfNoEntry: false })?.isDirectory();
    return pages.filter((other) => (isFolder ? dirname(other) === target : other === target));
  });
}
