import { afterAll, expect, test } from '@jest/globals';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWholeEntry } from './whole-entry.js';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'whole-entry-')));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const sources = {
  'entry.ts':
    "import './held-a.ts'; import './held-b.ts'; import('./later-z.ts'); import('./later-a.ts');",
  'held-a.ts': "export const a = 'a'; console.log(a);",
  'held-b.ts': "export const b = 'b'; console.log(b);",
  'later-a.ts': "import { a } from './held-a.ts'; console.log(a);",
  'later-z.ts': "import { b } from './held-b.ts'; console.log(b);",
};

test('the entry is in the order of names, and not of the moment in which a file was read', async () => {
  for (const [name, text] of Object.entries(sources)) writeFileSync(join(folder, name), text);
  const { whole } = await buildWholeEntry(
    {
      outdir: join(folder, 'dist'),
      absWorkingDir: folder,
      bundle: true,
      metafile: true,
      splitting: true,
      write: false,
      format: 'esm',
      platform: 'node',
      chunkNames: 'chunks/[name]-[hash]',
    },
    join(folder, 'entry.ts'),
    [],
  );
  const files = [...whole.code.matchAll(/^\/\/ (\S+\.ts)$/gm)].map(([, file]) => file);
  expect(files).toEqual(['held-a.ts', 'held-b.ts', 'entry.ts']);
});
