/** What a script step loads: every step of every job pays for it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { readFileSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { dist, startLoneHook, type LoneHook } from './support/lone-hook.ts';

const record = (directory: string) => join(directory, 'loaded.json');
const tracer = (directory: string) => `const { _extensions: extensions } = require('node:module');
const files = [];
const load = extensions['.js'];
extensions['.js'] = (module, file) => { files.push(file); load(module, file); };
process.on('exit', () => {
  const builtIn = process.moduleLoadList;
  require('node:fs').writeFileSync(${JSON.stringify(record(directory))}, JSON.stringify({ files, builtIn }));
});
`;

let lone: LoneHook;
beforeAll(async () => {
  lone = await startLoneHook(tracer);
});
afterAll(async () => {
  await lone[Symbol.asyncDispose]();
});

const features = ['credential-helper', 'service-names', 'parallel-pulls', 'pull-policy'];
const on = { variant: 'on', reason: 'default' };
const state = {
  version: 1,
  network: 'n',
  container: 'c'.repeat(64),
  services: [],
  clientPath: '/bin',
  features: Object.fromEntries([...features, 'engine-exec', 'health-events'].map((n) => [n, on])),
};

/** Files and modules of node that one call of the built hook loads. */
async function loadedBy(command: string, args: object, hook = join(dist, 'index.js')) {
  const child = lone.start({ command, args, state }, { hook });
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  const text = readFileSync(record(lone.directory), 'utf8');
  return { exitCode, ...(JSON.parse(text) as { files: string[]; builtIn: string[] }) };
}

test('a script step opens two files, and no module of node that it does not need', async () => {
  const step = { entryPoint: 'sh', entryPointArgs: ['-e', '/x.sh'], prependPath: ['/added'] };
  const { exitCode, files, builtIn } = await loadedBy('run_script_step', step);
  expect(exitCode).toBe(0);
  expect(files).toEqual(['index.js', 'hook.js'].map((name) => join(dist, name)));
  // Node parses all of them in every step that has no code cache.
  const sizes = files.map((file) => statSync(file).size);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(80_000);
  const costly = ['crypto', 'perf_hooks', 'child_process', 'http', 'fs/promises'];
  expect(costly.filter((name) => builtIn.includes(`NativeModule ${name}`))).toEqual([]);
});

test.each([
  ['prepare_job', {}],
  ['run_container_step', { image: 'octo/action:1' }],
  ['cleanup_job', {}],
])('%s opens one file more, with all that it needs in most jobs', async (command, args) => {
  const { files, builtIn } = await loadedBy(command, args);
  const names = files.map((file) => relative(dist, file));
  const costly = ['crypto', 'perf_hooks', 'http', 'fs/promises'];
  expect(costly.filter((name) => builtIn.includes(`NativeModule ${name}`))).toEqual([]);
  expect(names).toEqual([
    'index.js',
    'hook.js',
    expect.stringMatching(/^chunks\/commands-\w+\.js$/),
  ]);
});

test('no file is loaded twice, also when the hook is started by the name of a link', async () => {
  const link = join(lone.directory, 'hook.js');
  symlinkSync(join(dist, 'index.js'), link);
  const { files } = await loadedBy('prepare_job', {}, link);
  expect(files).toContain(join(dist, 'index.js'));
  expect(files).toEqual([...new Set(files)]);
});

test('a file asks another one for all that it needs of it at once', () => {
  for (const file of readdirSync(join(dist, 'chunks'))) {
    const code = readFileSync(join(dist, 'chunks', file), 'utf8');
    const asked = [...code.matchAll(/^var .* = require\("(\.[^"]+)"\)/gm)].map(([, id]) => id);
    expect([file, asked]).toEqual([file, [...new Set(asked)]]);
  }
});

test('an error class exists once in the hook, or no chunk would know the errors of another', () => {
  const ofHook = readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js') && file !== 'cli.js' && !file.includes('-own-'))
    .filter((file) => readFileSync(join(dist, file), 'utf8').includes('HookError = class'));
  expect(ofHook).toEqual(['hook.js']);
});
