/** The hook runs from its code cache, and as well without what it cannot use of it. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { startCompiledHook, step, type CompiledHook } from './support/compiled-hook.ts';
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

const starter = { file: 'index.js', from: 'source' };
const fromSource = [starter, { file: 'hook.js', from: 'source' }];
const fromCache = [starter, { file: 'hook.js', from: 'cache' }];

test.each([
  ['run_script_step', step, 1],
  ['prepare_job', { container: { image: 'octo/app:1' } }, 2],
  ['run_container_step', { image: 'octo/action:1' }, 2],
  ['cleanup_job', {}, 2],
])('%s does the same from the code cache, and loads the same', async (command, args, count) => {
  const before = await hook.call(command, args);
  expect(before.scripts).toHaveLength(count + 1);
  expect(before.scripts.filter(({ from }) => from === 'cache')).toEqual([]);
  expect(hook.compile()).toMatchObject({ status: 0, stderr: '' });
  const after = await hook.call(command, args);
  const [first, ...others] = before.scripts;
  expect(after).toEqual({
    ...before,
    scripts: [first, ...others.map(({ file }) => ({ file, from: 'cache' }))],
  });
});

test('the code of all functions is in it, not only of those that run at once', () => {
  hook.compile();
  const file = join(hook.folder, 'hook.js');
  const source = readFileSync(file, 'utf8');
  const lazy = new Script(`(function () {${source}\n})`).createCachedData().length;
  expect(statSync(hook.cacheOf('hook.js')).size - source.length).toBeGreaterThan(3 * lazy);
});

const write = (content: string | Buffer) => {
  writeFileSync(hook.cacheOf('hook.js'), content);
};
const cached = () => readFileSync(hook.cacheOf('hook.js'));

test.each<[what: string, damage: () => void, state: string]>([
  [
    'is not there',
    () => {
      rmSync(hook.cacheOf('hook.js'));
    },
    'missing',
  ],
  [
    'is a folder',
    () => {
      rmSync(hook.cacheOf('hook.js'));
      mkdirSync(hook.cacheOf('hook.js'));
    },
    'missing',
  ],
  [
    'is empty',
    () => {
      write('');
    },
    'of another source',
  ],
  [
    'is cut off',
    () => {
      write(cached().subarray(0, -100));
    },
    'damaged',
  ],
  [
    'has a bit turned over, which V8 would not notice',
    () => {
      const bytes = cached();
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 20_000) ^ 1, bytes.length - 20_000);
      write(bytes);
    },
    'damaged',
  ],
  [
    'has zeros in place of code',
    () => {
      const scope = (text: string) =>
        `(function (exports, require, module, __filename, __dirname) {${text}\n})`;
      const { length } = scope(readFileSync(join(hook.folder, 'hook.js'), 'utf8'));
      write(cached().fill(0, length));
    },
    'refused by node',
  ],
])('code that %s is not used, and the hook works', async (_, damage, found) => {
  hook.compile();
  damage();
  expect(await hook.call()).toMatchObject({ exitCode: 0, scripts: fromSource });
  const { status, stdout } = hook.compile(['--check']);
  expect(status).toBe(1);
  expect(stdout).toMatch(new RegExp(`^hook\\.js: ${found}\nThe code of 1 of \\d+ files cannot be`));
});

test('a source that was changed runs as it is now, also when it has the same length', async () => {
  hook.compile();
  const file = join(hook.folder, 'hook.js');
  const source = readFileSync(file, 'utf8');
  writeFileSync(file, source.replaceAll('The request on stdin', 'THE REQUEST ON STDIN'));
  const { output, scripts } = await hook.call('no_such_command');
  expect(scripts).toEqual(fromSource);
  expect(output).toContain('::error::THE REQUEST ON STDIN is not valid');
});

test('code of another wrapper around the same source is not used', async () => {
  hook.compile();
  const index = join(hook.folder, 'index.js');
  const swapped = (text: string) =>
    text.replace('(function (exports, require, module,', '(function (module, require, exports,');
  const source = readFileSync(index, 'utf8');
  expect(swapped(source)).not.toBe(source);
  writeFileSync(index, swapped(source));
  expect((await hook.call()).scripts).toEqual(fromSource);
});

test('where the code of one file is missing, no file is loaded twice', async () => {
  hook.compile();
  const isCommands = (name: string) => name.startsWith('commands-');
  const commands = readdirSync(join(hook.folder, 'chunks')).find(isCommands) ?? '';
  rmSync(hook.cacheOf(commands));
  const { scripts } = await hook.call('cleanup_job', {});
  expect(scripts).toEqual([...fromCache, { file: `chunks/${commands}`, from: 'source' }]);
});

test('node with flags that change what V8 compiles does without it', async () => {
  hook.compile();
  const call = await hook.call('run_script_step', step, {
    nodeOptions: '--max-old-space-size=512',
  });
  expect(call).toMatchObject({ exitCode: 0, scripts: fromSource });
});

test('each node has its own', async () => {
  const node = bundledNode('node24');
  const called = async () => [
    await hook.call(),
    await hook.call('run_script_step', step, { node }),
  ];
  hook.compile([], [node]);
  expect((await called()).map(({ scripts }) => scripts)).toEqual([fromSource, fromCache]);
  hook.compile();
  expect((await called()).map(({ scripts }) => scripts)).toEqual([fromCache, fromCache]);
});
