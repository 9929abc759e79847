/** `hooks compile` as people and image builds call it. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startCompiledHook, thisNode, type CompiledHook } from './support/compiled-hook.ts';
import { bundledNode } from './support/nodes.ts';

let hook: CompiledHook;
beforeAll(async () => {
  hook = await startCompiledHook();
});
afterAll(async () => {
  await hook[Symbol.asyncDispose]();
});
beforeEach(() => {
  hook.reset();
});

/** All of it for one node, by name. */
function written(): Map<string, string> {
  const folder = dirname(hook.cacheOf('hook.js'));
  return new Map(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'base64')]),
  );
}

test('says what it did, checks it and takes it back', () => {
  const { status, stdout, stderr } = hook.compile();
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const files = String(written().size);
  const folder = dirname(hook.cacheOf('hook.js'));
  expect(stdout).toBe(`Compiled ${files} files for node ${thisNode} into ${folder}.\n`);
  expect(hook.compile(['--check'])).toEqual({
    status: 0,
    stdout: `The code of all ${files} files can be used by node ${thisNode}.\n`,
    stderr: '',
  });
  expect(hook.compile(['--remove'])).toEqual({
    status: 0,
    stdout: `Removed ${join(hook.folder, 'code-cache')}.\n`,
    stderr: '',
  });
  expect(hook.compile(['--remove'])).toMatchObject({
    status: 0,
    stdout: `There is no ${join(hook.folder, 'code-cache')}.\n`,
  });
  const cannot = `The code of ${files} of ${files} files cannot be used by node ${thisNode}: it is missing.`;
  expect(hook.compile(['--check'])).toEqual({
    status: 1,
    stdout: `${cannot} Run hooks compile with that node.\n`,
    stderr: '',
  });
});

test('tells of code for another node, and of options that its own is for', () => {
  const { stdout } = hook.compile([], [bundledNode('node24')]);
  const other = /node (v24\S+) into/.exec(stdout)?.[1] ?? '';
  expect(hook.compile(['--check']).stdout).toContain(`\nThere is code for ${other}.\n`);
  const NODE_OPTIONS = '--max-old-space-size=512';
  expect(hook.compile([], undefined, { NODE_OPTIONS }).stdout).toContain(
    `\nIt is for a runner with the same NODE_OPTIONS: ${NODE_OPTIONS}\n`,
  );
  expect(hook.compile(['--check'], undefined, { NODE_OPTIONS }).status).toBe(0);
  expect(hook.compile(['--check']).stdout).toContain(': it is refused by node.');
});

test.each([/^hook\.js$/, /^chunks\/commands-/])(
  'a hook without %s is told of in a sentence',
  (part) => {
    const files = readdirSync(hook.folder, { recursive: true, encoding: 'utf8' });
    rmSync(join(hook.folder, files.find((name) => part.test(name)) ?? ''));
    for (const args of [[], ['--check']]) {
      const { status, stderr } = hook.compile(args);
      expect(status).toBe(1);
      expect(stderr).toMatch(
        /^hooks: The hook in \S+ is not whole: ENOENT[^\n]*\. Install its release again\.\n$/,
      );
    }
  },
);

test('covers every file that the hook may load, and none of the command', () => {
  hook.compile();
  const chunks = readdirSync(join(hook.folder, 'chunks')).filter((name) => !name.includes('-own-'));
  const expected = ['hook.js', ...chunks].map((name) => `${name}.cache`);
  expect([...written().keys()].sort()).toEqual(expected.sort());
});

test('tells programs, too', () => {
  const parsed = (args: string[]) => JSON.parse(hook.compile(args).stdout) as object;
  expect(parsed(['--json'])).toMatchObject({ ok: true, dist: hook.folder, node: thisNode });
  expect(parsed(['--check', '--json'])).toMatchObject({
    ok: true,
    files: expect.arrayContaining([{ file: 'hook.js', state: 'usable' }]) as unknown,
  });
  expect(parsed(['--remove', '--json'])).toMatchObject({ ok: true, files: [] });
  expect(parsed(['--check', '--json'])).toMatchObject({
    ok: false,
    files: expect.arrayContaining([{ file: 'hook.js', state: 'missing' }]) as unknown,
  });
});

test('a new release takes the place of what an old one left', () => {
  hook.compile();
  writeFileSync(hook.cacheOf('chunk-of-before.js'), '');
  hook.compile();
  expect([...written().keys()]).not.toContain('chunk-of-before.js.cache');
});

test.each(['node20', 'node24'] as const)(
  'with flags for that %s writes the same bytes each time',
  (version) => {
    const node = bundledNode(version);
    const bytes = () => {
      hook.reset();
      const { stdout } = hook.compile([], [node, '--hash-seed=1', '--min-semi-space-size=64']);
      const folder = / into (\S+)\.\n$/.exec(stdout)?.[1] ?? '';
      return readdirSync(folder).map((name) => readFileSync(join(folder, name), 'base64'));
    };
    const first = bytes();
    expect(first.length).toBeGreaterThan(10);
    expect(bytes()).toEqual(first);
    expect(hook.compile(['--check'], [node]).status).toBe(0);
  },
);

test.each([
  [['--remove', '--check'], '--check and --remove exclude each other. See --help.'],
  [['now'], 'Unexpected argument "now". See --help.'],
])('%j is a wrong call', (args, sentence) => {
  expect(hook.compile(args)).toEqual({ status: 2, stdout: '', stderr: `hooks: ${sentence}\n` });
});
