import { afterAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noticesFile, noticesOf } from './notices.js';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'notices-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A package of node_modules; returns a file of it, as esbuild names it. */
function install(name: string, manifest: object, files: Record<string, string> = {}): string {
  const place = join(folder, 'node_modules', name);
  mkdirSync(place, { recursive: true });
  writeFileSync(
    join(place, 'package.json'),
    JSON.stringify({ name, version: '1.2.3', ...manifest }),
  );
  for (const [file, text] of Object.entries(files)) writeFileSync(join(place, file), text);
  return `node_modules/${name}/index.js`;
}

describe('the notices of a bundle', () => {
  const repository = { type: 'git', url: 'git+https://example.org/many.git' };
  const whole = install(
    '@scope/whole',
    { license: 'Apache-2.0', repository },
    { LICENSE: 'the text of Apache', 'NOTICE.txt': 'made by them' },
  );

  test('have each package once, with its licence and its notice, and none of our own', async () => {
    const other = install('other', { license: 'MIT' }, { 'license.md': 'the text of MIT' });
    expect(await noticesOf([other, whole, whole, 'packages/hooks/src/main.ts'], folder)).toBe(
      `@scope/whole 1.2.3 (Apache-2.0)\n\nthe text of Apache\nmade by them\n${'-'.repeat(80)}\n\n` +
        'other 1.2.3 (MIT)\n\nthe text of MIT',
    );
  });

  test('have for a package without a text that of its repository', async () => {
    const part = install('@scope/part', { license: 'Apache-2.0', repository });
    const text = await noticesOf([whole, part], folder);
    expect(text).toContain('@scope/part 1.2.3 (Apache-2.0)\n\nthe text of Apache');
  });

  test.each([
    ['nowhere a text', { license: 'MIT' }, 'the text of its licence is missing'],
    ['a text in its repository of another licence', { license: 'MIT', repository }, 'is missing'],
    ['a licence that is not allowed', { license: 'GPL-3.0' }, 'its licence is GPL-3.0, and only'],
    ['no licence', {}, 'its licence is not said'],
  ])('cannot be made of a package with %s', async (_what, manifest, sentence) => {
    const bad = install('bad', manifest);
    await expect(noticesOf([whole, bad], folder)).rejects.toThrow(
      new RegExp(`^bad 1\\.2\\.3 cannot be bundled: .*${sentence}`),
    );
  });
});

/** Names and versions of packages of node_modules that end up in what is bundled of `entry`. */
function bundledWith(entry: string): string[] {
  const metafile = join(folder, 'meta.json');
  const options = [
    '--bundle',
    '--platform=node',
    '--format=esm',
    '--conditions=@ecr-runner-hooks/source,module',
  ];
  const output = [`--outfile=${join(folder, 'bundle.js')}`, `--metafile=${metafile}`];
  const fields = ['--main-fields=module,main', '--log-level=error'];
  execFileSync(join(root, 'node_modules/.bin/esbuild'), [entry, ...options, ...fields, ...output], {
    cwd: root,
  });
  const { outputs } = JSON.parse(readFileSync(metafile, 'utf8')) as {
    outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }>;
  };
  const inputs = Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs));
  const folders = inputs
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([file]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0])
    .filter((found) => found !== undefined);
  return [...new Set(folders)].map((place) => {
    const manifest = JSON.parse(readFileSync(join(root, place, 'package.json'), 'utf8')) as {
      name: string;
      version: string;
    };
    return `${manifest.name} ${manifest.version}`;
  });
}

describe.each([
  ['hooks', ['hook.ts', 'cli.main.ts']],
  ['ecr-auth', ['index.ts', 'credential-helper.main.ts', 'cli.main.ts']],
])('what ships of packages/%s', (name, entries) => {
  const notices = readFileSync(join(root, 'packages', name, 'dist', noticesFile), 'utf8')
    .split(`\n${'-'.repeat(80)}\n\n`)
    .map((notice) => /^(\S+ \S+) \((.+)\)\n\n([^]*)$/.exec(notice) ?? []);

  test('names every package that is in it', () => {
    const named = notices.map(([, what]) => what);
    const bundled = entries.flatMap((entry) => bundledWith(`packages/${name}/src/${entry}`));
    expect(bundled.length).toBeGreaterThan(10);
    for (const what of bundled) expect(named).toContain(what);
  });

  test('has licences that allow it, and their whole texts', () => {
    const texts: Record<string, RegExp> = {
      'Apache-2.0': /Apache License\s+Version 2\.0[^]+9\. Accepting Warranty/,
      ISC: /Permission to use, copy, modify,? and\/or distribute[^]+PROVIDED "AS IS"/,
      MIT: /Copyright[^]+Permission is hereby granted[^]+PROVIDED ["']AS IS["']/,
      Unlicense: /released into the public domain[^]+PROVIDED "AS IS"/,
    };
    const incomplete = notices.filter(
      ([, , licence = '', text = '']) => texts[licence]?.test(text) !== true,
    );
    expect(incomplete.map(([, what, licence]) => `${String(what)} (${String(licence)})`)).toEqual(
      [],
    );
  });
});
