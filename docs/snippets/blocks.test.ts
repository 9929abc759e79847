/** Fenced blocks are found, and each has a language that a test beside this one reads. */
import { expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { blocks, blocksIn, blocksOf } from './blocks.ts';

/** Who reads it: FILE.test.ts in this folder. */
const readBy = {
  sh: 'shell',
  yaml: 'yaml',
  diff: 'yaml',
  json: 'json',
  ini: 'ini',
  ts: 'typescript',
  text: 'output',
  mermaid: 'blocks',
};

test('every block says its language, and it is one that is tested', () => {
  const others = blocks.filter(({ language }) => !Object.hasOwn(readBy, language));
  const wrong = others.map(({ where, language }) => `${where} is ${language || 'of no language'}`);
  expect(wrong).toEqual([]);
});

test('every language is in use, and its test is there', () => {
  for (const [language, reader] of Object.entries(readBy)) {
    expect(blocksOf(language)).not.toEqual([]);
    expect(existsSync(join(import.meta.dirname, `${reader}.test.ts`))).toBe(true);
  }
});

test('blocks are found with place and language, and without the indentation of a list', () => {
  const text =
    '# A\n\n```sh\na\n  b\n```\n\n1. list\n\n   ```yaml\n   c:\n     d: 1\n   ```\n\n```\ne\n```\n';
  expect(blocksIn('page.md', text)).toEqual([
    { page: 'page.md', where: 'page.md:3', language: 'sh', code: 'a\n  b\n' },
    { page: 'page.md', where: 'page.md:10', language: 'yaml', code: 'c:\n  d: 1\n' },
    { page: 'page.md', where: 'page.md:15', language: '', code: 'e\n' },
  ]);
});

/** The part of mermaid's flowcharts that the pages use: labels in brackets, one arrow in a line. */
const node = String.raw`[\w-]+(\[[^[\]()]+\]|\[\([^[\]()]+\)\])?`;
const arrow = new RegExp(String.raw`^  ${node}( -->| -- "[^"]+" -->) ${node}$`);

const flowchartProblems = (code: string) => {
  const [first = '', ...lines] = code.trimEnd().split('\n');
  return [
    ...(/^flowchart (LR|TD)$/.test(first) ? [] : [first]),
    ...lines.filter((line) => !arrow.test(line)),
  ];
};

test.each(blocksOf('mermaid'))('%s: is a flowchart', (_where, { code }) => {
  expect(flowchartProblems(code)).toEqual([]);
});

test.each(['flowchat LR\n  a --> b\n', 'flowchart LR\n  a[b --> c\n', 'flowchart LR\n  a -> b\n'])(
  '%j would be found',
  (code) => {
    expect(flowchartProblems(code)).toHaveLength(1);
  },
);
