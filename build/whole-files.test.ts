import { afterAll, expect, test } from '@jest/globals';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWholeFiles, withHeld, type WholeFile } from './whole-files.js';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'whole-files-')));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const sources = {
  'entry.ts':
    "import './held-a.ts'; import './held-b.ts'; import('./second.ts'); import('./later-z.ts'); import('./later-a.ts');",
  'held-a.ts': "export const a = 'a'; console.log(a);",
  'held-b.ts': "export const b = 'b'; console.log(b);",
  'later-a.ts': "import { a } from './held-a.ts'; console.log(a);",
  'later-z.ts':
    "import { b } from './held-b.ts'; import { c } from './held-c.ts'; console.log(b, c);",
  'second.ts':
    "import { a } from './held-a.ts'; import { c } from './held-c.ts'; console.log(a, c);",
  'held-c.ts': "export const c = 'c';",
};

/** Files that are built, with the sources that each holds, by their names without hashes. */
async function heldBy(files: readonly WholeFile[]) {
  for (const [name, text] of Object.entries(sources)) writeFileSync(join(folder, name), text);
  const options = {
    outdir: join(folder, 'dist'),
    absWorkingDir: folder,
    bundle: true,
    metafile: true,
    splitting: true,
    write: false,
    format: 'esm',
    platform: 'node',
    chunkNames: 'chunks/[name]-[hash]',
  };
  const { whole, chunks, holders } = await buildWholeFiles(options, files);
  const held = [...whole, ...chunks].map(({ path, code }) => {
    const name = path.slice(join(folder, 'dist/').length).replace(/-[A-Z0-9]{8}\.js$/, '.js');
    return [name, [...code.matchAll(/^\/\/ (\S+\.ts)$/gm)].map(([, source]) => source)];
  });
  return { held: Object.fromEntries(held) as object, whole, holders };
}

const entry: WholeFile = { path: 'entry', entries: ['entry.ts'] };

test('the entry is in the order of names, and not of the moment in which a file was read', async () => {
  const { held } = await heldBy([entry]);
  expect(held).toHaveProperty(['entry.js'], ['held-a.ts', 'held-b.ts', 'entry.ts']);
});

test('what is loaded later is a chunk, and what two chunks share one of its own', async () => {
  const { held } = await heldBy([entry]);
  expect(held).toMatchObject({
    'chunks/later-a.js': ['later-a.ts'],
    'chunks/later-z.js': ['later-z.ts'],
    'chunks/second.js': ['second.ts'],
    'chunks/chunk.js': ['held-c.ts'],
  });
});

test('a second whole file holds what it needs, but for what the first one holds already', async () => {
  const second: WholeFile = { path: 'chunks/second-[hash]', entries: ['second.ts'] };
  const { held } = await heldBy([entry, second]);
  expect(held).toEqual({
    'entry.js': ['held-a.ts', 'held-b.ts', 'entry.ts'],
    'chunks/second.js': ['held-c.ts', 'second.ts'],
    'chunks/later-a.js': ['later-a.ts'],
    'chunks/later-z.js': ['later-z.ts'],
  });
});

test('a file asks the one that holds a source, by a path from where it lies', async () => {
  const second: WholeFile = { path: 'chunks/second', entries: ['second.ts'] };
  const { whole, holders } = await heldBy([entry, second]);
  const [first = '', other = ''] = whole.map((file) => withHeld(file, holders).code);
  expect(first).toContain('require("./chunks/second.js").second');
  expect(other).toMatch(/^var held0 = require\("\.\.\/entry\.js"\);\nvar \w+ = held0\.held_a;$/m);
  expect(first + other).not.toContain('held:');
});

test('it asks at its top once for all, and where it asks later it asks there', () => {
  const code = [
    'var one = require("held:a.ts");',
    'var two = require("held:b.ts");',
    'function later() {',
    '  return require("held:a.ts");',
    '}',
  ];
  const holders = new Map(['a.ts', 'b.ts'].map((source) => [source, '/dist/entry.js']));
  const file = { path: '/dist/chunks/x.js', code: code.join('\n') };
  expect(withHeld(file, holders).code.split('\n')).toEqual([
    'var held0 = require("../entry.js");',
    'var one = held0.a;',
    'var two = held0.b;',
    'function later() {',
    '  return require("../entry.js").a;',
    '}',
  ]);
});

test('an entry can hold what it loads later', async () => {
  const { held } = await heldBy([{ ...entry, along: ['later-a.ts'] }]);
  expect(held).toMatchObject({
    'entry.js': ['held-a.ts', 'later-a.ts', 'held-b.ts', 'entry.ts'],
  });
  expect(held).not.toHaveProperty(['chunks/later-a.js']);
});
