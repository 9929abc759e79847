/** `hooks compile` as people and image builds call it. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
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
  const { status: checked, stdout: lines } = hook.compile(['--check']);
  expect(checked).toBe(1);
  expect(lines).toContain('hook.js: missing\n');
  expect(lines).toContain(`The code of ${files} of ${files} files cannot be used by node`);
});

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

test.each(['node20', 'node24'] as const)('with flags for that %s writes the same bytes each time', (version) => {
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
});

test.each([
  [['--remove', '--check'], '--check and --remove exclude each other. See --help.'],
  [['now'], 'Unexpected argument "now". See --help.'],
])('%j is a wrong call', (args, sentence) => {
  expect(hook.compile(args)).toEqual({ status: 2, stdout: '', stderr: `hooks: ${sentence}\n` });
});

test('where it cannot write it says so', () => {
  writeFileSync(join(hook.folder, 'code-cache'), '');
  const { status, stdout, stderr } = hook.compile();
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(
    /^hooks: The code cache \S+ cannot be changed: [^\n]*\. Run this as [^\n]+\n$/,
  );
});
