/** `hooks compile` where something is in its way, and what it leaves then. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { startCompiledHook, type CompiledHook } from './support/compiled-hook.ts';

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

test('whoever may read the hook may read its code, whatever umask it is made with', () => {
  const umask = process.umask(0o077);
  try {
    hook.compile();
  } finally {
    process.umask(umask);
  }
  const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
  const cache = hook.cacheOf('hook.js');
  expect(mode(cache)).toBe(mode(join(hook.folder, 'hook.js')));
  for (const made of [dirname(cache), dirname(dirname(cache))])
    expect(mode(made)).toBe(mode(hook.folder));
});

test('two at once leave what one does, and what is there stays usable meanwhile', async () => {
  hook.compile();
  const running = Array.from({ length: 4 }, () => hook.startCompile());
  const isOver = Promise.all(running).then((codes) => codes);
  let over = false;
  void isOver.then(() => (over = true));
  while (!over) {
    const { scripts } = await hook.call();
    expect(scripts.map(({ from }) => from)).toEqual(['source', 'cache']);
  }
  expect(await isOver).toEqual([0, 0, 0, 0]);
  expect(hook.compile(['--check']).status).toBe(0);
});

test('the hook without its main file says so, too', () => {
  rmSync(join(hook.folder, 'hook.js'));
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(hook.folder, 'index.js')], {
    encoding: 'utf8',
    input: '{}',
  });
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  expect(stdout).toMatch(
    /^::error::The hook cannot be loaded: [^\n]*hook\.js[^\n]*\. Install its release again\.\n$/,
  );
});

test('follows no link, and takes the place of what else is there', async () => {
  const precious = join(hook.folder, 'precious');
  writeFileSync(precious, 'kept');
  mkdirSync(dirname(hook.cacheOf('hook.js')), { recursive: true });
  symlinkSync(precious, hook.cacheOf('hook.js'));
  const chunk = readdirSync(join(hook.folder, 'chunks')).find((name) =>
    name.startsWith('commands-'),
  );
  mkdirSync(join(hook.cacheOf(chunk ?? ''), 'folder'), { recursive: true });
  expect(hook.compile().status).toBe(0);
  expect(hook.compile(['--check']).status).toBe(0);
  expect(readFileSync(precious, 'utf8')).toBe('kept');
  hook.compile(['--remove']);
  mkdirSync(join(hook.folder, 'elsewhere'));
  symlinkSync(join(hook.folder, 'elsewhere'), join(hook.folder, 'code-cache'));
  expect(hook.compile().status).toBe(0);
  expect(readdirSync(join(hook.folder, 'elsewhere'))).toEqual([]);
});

test('where it cannot write it says so', () => {
  chmodSync(dirname(hook.folder), 0o755);
  const nobody = { uid: 65_534, gid: 65_534 };
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(hook.folder, 'cli.js'), 'compile'],
    { encoding: 'utf8', ...nobody },
  );
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(
    /^hooks: The code cache \S+ cannot be changed: [^\n]*\. It takes 5 MB in the folder of the hook, and [^\n]+\n$/,
  );
});
