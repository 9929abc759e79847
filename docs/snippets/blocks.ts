import { pages, textOf } from '../pages.ts';

/** A fenced block of a page. */
export interface Block {
  page: string;
  /** `PAGE:LINE` of its fence, as editors open it. */
  where: string;
  /** What stands behind the fence. */
  language: string;
  /** Without the indentation of the fence. */
  code: string;
}

const fenced = /^([ \t]*)(`{3,}|~{3,})([^\n]*)\n([\s\S]*?)^\1\2[ \t]*$/gm;

export function blocksIn(page: string, markdown: string): Block[] {
  return [...markdown.matchAll(fenced)].map((found) => {
    const [, indent = '', , language = '', code = ''] = found;
    const line = markdown.slice(0, found.index).split('\n').length;
    return {
      page,
      where: `${page}:${String(line)}`,
      language: language.trim(),
      code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    };
  });
}

export const blocks = pages.flatMap((page) => blocksIn(page, textOf(page)));

/** Rows for `test.each`, whose titles begin with the place. */
export function blocksOf(language: string): [string, Block][] {
  return blocks
    .filter((block) => block.language === language)
    .map((block): [string, Block] => [block.where, block]);
}
